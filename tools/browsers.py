"""Chromium and Chinese fonts for the journeys, from the system's packages (Debian).

Installs what is missing when it is root or CI; otherwise says what to install and fails.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGES = ("chromium", "fonts-noto-cjk")


def missing() -> list[str]:
    """The packages of the list that are not here."""
    lacking = []
    if not shutil.which("chromium"):
        lacking.append("chromium")
    if not Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc").exists():
        lacking.append("fonts-noto-cjk")
    return lacking


def main() -> int:
    """0 when all is here at the end."""
    lacking = missing()
    if not lacking:
        return 0
    may_install = os.geteuid() == 0 or os.environ.get("CI") in {"1", "true"}
    if not may_install or not shutil.which("apt-get"):
        print(f"The journeys need {' and '.join(lacking)}: install them and try again.", file=sys.stderr)
        return 1
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *lacking],
    ):
        if subprocess.run(command, env=environment, stdout=subprocess.DEVNULL).returncode:
            print(f"{' '.join(command)} failed: see above.", file=sys.stderr)
            return 1
    return 1 if missing() else 0


if __name__ == "__main__":
    raise SystemExit(main())
