"""One tick in a process of its own: `python -m tools.bench.ticker`; reads `{"at": …}` from standard input."""

import json
import sys
from datetime import datetime

from luoshi import cli


def main() -> None:
    """Do it."""
    at = datetime.fromisoformat(json.loads(sys.stdin.readline())["at"])
    cli.prepare()
    from luoshi.cli import tick

    tick.once(at=at)


if __name__ == "__main__":
    main()
