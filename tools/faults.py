"""`make faults`: a scripted day in which things break, many times over; prints one line a run and what did not hold.

    python tools/faults.py --runs 50 --database sqlite
    python tools/faults.py --seed 41 --runs 1 --database postgres --faults disk_full

A failing run's folder stays and is named; its seed plays it again. Exit code 1 when anything did not hold.
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.faults import breaking, house, trial


def main() -> int:
    """Run the trials of every database asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=["sqlite", "postgres"], action="append")
    parser.add_argument("--faults", nargs="*", choices=list(breaking.FAULTS), default=[])
    parser.add_argument("--why", action="store_true", help="also print why people gave up")
    asked = parser.parse_args()
    if not house.can_mount():
        print("no loop device: faults of disks are left out")
    failed = [_runs(name, asked) for name in asked.database or ["sqlite", "postgres"]]
    return int(any(failed))


def _runs(database: str, asked: argparse.Namespace) -> int:
    """All runs on one database; how many did not hold."""
    folder = Path(tempfile.mkdtemp(prefix=f"luoshi-faults-{database}-"))
    folder.chmod(0o755)
    began, broken, seen = time.monotonic(), 0, Counter[str]()
    sums: Counter[str] = Counter()
    made = house.template(folder / "template", database)
    for seed in range(asked.seed, asked.seed + asked.runs):
        faults = trial.drawn_faults(seed, asked.faults)
        outcome = trial.trial(folder / f"run-{seed}", made, seed=seed, faults=faults)
        print(f"{database} {outcome}", flush=True)
        for why in outcome.why if asked.why else ():
            print(f"  gave up: {why}")
        seen.update(faults)
        sums.update(told=outcome.told, unsure=outcome.unsure, refused=outcome.refused, errors=outcome.errors)
        broken += bool(outcome.against)
    counted = ", ".join(f"{name} {n}" for name, n in sorted(seen.items()))
    print(f"{database}: {asked.runs} runs, {broken} did not hold; {counted}; "
          f"forms told done {sums['told']}, unsure {sums['unsure']}, refused {sums['refused']}, "
          f"error pages {sums['errors']}; {time.monotonic() - began:.0f} s")  # fmt: skip
    if broken:
        print(f"kept: {folder}")
    else:
        shutil.rmtree(folder, ignore_errors=True)
    return broken


if __name__ == "__main__":
    sys.exit(main())
