"""One client of the throughput runs: `python -m tools.bench.client`.

Reads a line of JSON, `{"at": …, "acts": [[item, person, post, unit, area], …]}`, says `ready`, waits for a line,
reports on every item in a transaction of its own, and prints as JSON when it began and ended and how many acts failed.
"""

import json
import sys
import time
from datetime import datetime

from luoshi import cli


def main() -> None:
    """Do it."""
    order = json.loads(sys.stdin.readline())
    cli.prepare()
    from luoshi.ledger.operations import report
    from luoshi.org.access import Actor

    at = datetime.fromisoformat(order["at"])
    acts = [(item, Actor(person, post, unit, area, "liaison")) for item, person, post, unit, area in order["acts"]]
    failed, slow = 0, 0.0
    print("ready", flush=True)
    sys.stdin.readline()
    began = time.time()
    for item, actor in acts:
        started = time.perf_counter()
        try:
            report(item_id=item, actor=actor, at=at, text="工作按计划推进，未发现新的问题。")
        except Exception as error:  # whatever a client meets is a failed act, and is counted
            failed += 1
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
        slow = max(slow, time.perf_counter() - started)
    print(json.dumps({"began": began, "ended": time.time(), "failed": failed, "slowest_ms": round(slow * 1000)}))


if __name__ == "__main__":
    main()
