"""`make test`: everything, one part after the other, with the time each took; stops at nothing, fails if one failed."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
#: name, command, extra environment
PARTS: list[tuple[str, list[str], dict[str, str]]] = [
    ("format", ["ruff", "format", "--check", "."], {}),
    ("style", ["ruff", "check", "."], {}),
    ("directions", ["lint-imports"], {}),
    ("types", ["mypy"], {}),
    ("rooms on SQLite", ["pytest", "-q", "-n", "2", "-m", "not journey"], {"LUOSHI_TEST_DATABASE": "sqlite"}),
    (
        "rooms on PostgreSQL",
        ["pytest", "-q", "-n", "2", "-m", "not journey and not once"],
        {"LUOSHI_TEST_DATABASE": "postgres"},
    ),
    ("journeys on SQLite", ["pytest", "-q", "-n", "2", "-m", "journey"], {"LUOSHI_TEST_DATABASE": "sqlite"}),
    (
        "journeys on PostgreSQL",
        ["pytest", "-q", "-n", "2", "-m", "journey and postgres"],
        {"LUOSHI_TEST_DATABASE": "postgres"},
    ),
]


def main() -> int:
    """0 when every part passed; prints one line a part at the end."""
    lines, failed = [], False
    for name, command, environment in PARTS:
        print(f"== {name}", flush=True)
        started = time.monotonic()
        done = subprocess.run([str(BIN / command[0]), *command[1:]], cwd=ROOT, env=os.environ | environment)
        failed = failed or done.returncode != 0
        lines.append(f"{'FAILED' if done.returncode else 'passed':7} {time.monotonic() - started:6.1f} s  {name}")
    print("\n".join(["", *lines]), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
