"""`make demo` without make: install the core set, then run `luoshi demo` with the arguments given."""

import os
import subprocess
import sys
import time

from install import BIN, ROOT, install


def main() -> int:
    """Install, hand over to the command, return its exit code."""
    started = time.monotonic()
    install("core")
    print(f"installed in {time.monotonic() - started:.0f} s", flush=True)
    environment = os.environ | {"LUOSHI_HOME": os.environ.get("LUOSHI_HOME") or str(ROOT / ".home")}
    environment["LUOSHI_STARTED"] = os.environ.get("LUOSHI_STARTED") or f"{time.time() - (time.monotonic() - started)}"
    command = [str(BIN / "luoshi"), "demo", *sys.argv[1:]]
    try:
        return subprocess.run(command, env=environment).returncode
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    raise SystemExit(main())
