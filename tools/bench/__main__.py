"""`make bench`: every measurement on both databases, as tables.

    python -m tools.bench [--quick] [--database sqlite|postgres] [--only reading|throughput] [--redmine]

`--quick` takes the set of a hundredth. The data are made first where they are missing or of another schema.
"""

import argparse
import datetime as dt
import os
import platform
import subprocess
import sys

from tools.bench import copying, county


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="the set of a hundredth")
    parser.add_argument("--database", choices=("sqlite", "postgres"), action="append", help="this one only")
    parser.add_argument("--only", choices=("reading", "throughput"), help="this part only")
    parser.add_argument(
        "--redmine", action="store_true", help="beside Redmine as well, where Debian's package is installed"
    )
    return parser.parse_args()


def _run(module: str, name: str, url: str) -> None:
    """One part in a process of its own. Raises SystemExit when it fails."""
    command = [sys.executable, "-m", f"tools.bench.{module}", name]
    if subprocess.run(command, env=county.environment(name, url), cwd=county.ROOT).returncode:
        raise SystemExit(f"{module} failed on {url or 'SQLite'}")


def _parts(asked: argparse.Namespace) -> list[str]:
    """What is measured; a hundredth of the data has too few items for two thousand acts."""
    parts = ["reading"] if asked.quick else ["reading", "throughput"]
    return [part for part in parts if asked.only in (None, part)]


def main() -> int:
    """Make what is missing, then measure."""
    asked = _arguments()
    name = "small" if asked.quick else "full"
    databases = asked.database or ["sqlite", "postgres"]
    if not county.is_made(name):
        _run("county", name, "")
    server_url = ""
    if "postgres" in databases:
        server = copying.server()
        server_url = str(server.get_uri())
        if not copying.is_copied(name):
            copying.copy(name, server_url)
    when = dt.datetime.now(dt.UTC).strftime("%Y-%m-%d %H:%M UTC")
    print(f"\n{when}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, {platform.platform()}", flush=True)
    for database in databases:
        url = copying.address(server_url, name) if database == "postgres" else ""
        for part in _parts(asked):
            print(f"\n### {'PostgreSQL' if url else 'SQLite'}: {part}\n", flush=True)
            _run("writing" if part == "throughput" else part, name, url)
    if asked.redmine:
        _run("redmine", name, "")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
