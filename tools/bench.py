"""`make bench`: measured work beside the naive way in the same run; medians, p95 and ratios, never a verdict.

Works on a demonstration county of its own under `.bench/` (made on the first run).
"""

import datetime as dt
import math
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import bench_clock

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".bench"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.config.settings")
os.environ["LUOSHI_HOME"] = str(HOME)
AS_OF = "2026-11-20"
NOW = dt.datetime(2026, 11, 20, 4, tzinfo=dt.UTC)


def measure(work: Callable[[], object], runs: int) -> list[float]:
    """Milliseconds of each run, after one that is not counted."""
    work()
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        taken.append((time.perf_counter() - started) * 1000)
    return sorted(taken)


def show(name: str, ours: list[float], naive: list[float] | None = None, note: str = "") -> None:
    """One line: median, p95, the naive median and how many times slower it is."""
    median = statistics.median(ours)
    line = f"{name:44} {median:9.2f} {ours[math.ceil(len(ours) * 0.95) - 1]:9.2f}"
    if naive is not None:
        line += f" {statistics.median(naive):10.2f} {statistics.median(naive) / median:7.1f}x"
    print(f"{line}  {note}".rstrip(), flush=True)


def dates() -> None:
    """Seven working days from each of 100,000 starts: the shipped table against a walk day by day."""
    from luoshi.clock.terms import Term, due_on
    from luoshi.org.queries import areas
    from luoshi.rulebook.queries import calendar as calendar_of

    calendar = calendar_of(areas()[-1].code, NOW)
    term = Term(amount=7, unit="working_day")
    first = dt.datetime(2019, 1, 1, 2, tzinfo=dt.UTC)
    starts = [first + dt.timedelta(days=day % 2900) for day in range(100_000)]

    def walk(start: dt.datetime) -> dt.date:
        on, left = start.astimezone(dt.timezone(dt.timedelta(hours=8))).date(), 7
        while left:
            on += dt.timedelta(days=1)
            left -= calendar.is_working(on)
        return on

    if any(due_on(term, start, calendar) != walk(start) for start in starts[:3000]):
        raise SystemExit("the two ways disagree on a date")
    show(
        "7 working days from 100,000 starts",
        measure(lambda: [due_on(term, start, calendar) for start in starts], 3),
        measure(lambda: [walk(start) for start in starts], 3),
        "naive: day by day",
    )


def lists() -> None:
    """The board and a page of the ledger against loading every line and its unit one by one."""
    from luoshi.ledger import queries
    from luoshi.ledger.models import Item
    from luoshi.org import queries as org

    actor = next(
        one for account in org.accounts() for one in org.actors_for(account.person_id, NOW)
        if one.role == "supervision_director"
    )  # fmt: skip

    def naive_board() -> dict[tuple[int | None, bool, bool], int]:
        counts: dict[tuple[int | None, bool, bool], int] = {}
        for item in Item.objects.exclude(state__in=["draft", "withdrawn"]):
            late = item.late_at is not None and item.late_at <= NOW
            severe = item.severe_at is not None and item.severe_at <= NOW
            unit = item.lead_unit.pk if item.lead_unit else None
            counts[unit, late, severe] = counts.get((unit, late, severe), 0) + 1
        return counts

    def naive_page() -> list[tuple[str, str, str]]:
        every = sorted(Item.objects.all(), key=lambda item: (item.due_on or dt.date.max, item.pk))
        return [(one.number, one.title, one.lead_unit.code if one.lead_unit else "") for one in every[:50]]

    total = queries.ledger_page(actor, as_of=NOW, limit=50).n
    show(
        "board, all units × lights",
        measure(lambda: queries.light_counts(actor, as_of=NOW), 40),
        measure(naive_board, 5),
        f"{total} items, {actor.role}; naive: a query a line",
    )
    show(
        "ledger page, 50 rows, today",
        measure(lambda: queries.ledger_page(actor, as_of=NOW, limit=50), 40),
        measure(naive_page, 5),
        "naive: every line loaded and sorted",
    )
    past = NOW - dt.timedelta(days=90)
    show("ledger page, 50 rows, 90 days ago", measure(lambda: queries.ledger_page(actor, as_of=past, limit=50), 40))
    page = queries.ledger_page(actor, as_of=NOW, limit=50)
    number = page.lines[0].number
    show("item page", measure(lambda: queries.item_page(actor, number, as_of=NOW), 40))


def documents() -> None:
    """The visitor's minutes read in a warm process, all drafts with their fields."""
    from luoshi import reading

    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted((HOME / "documents").glob("*.txt")))
    text = (text * (20_000 // max(len(text), 1) + 1))[:20_000]
    show("reading 20,000 characters", measure(lambda: reading.read(text, year=2026), 3))


def log() -> None:
    """Proof of the whole county: rows against digests, log against tree, files against hashes."""
    from luoshi.record.queries import head
    from luoshi.record.verification import verify

    size = head().size
    taken = measure(lambda: verify(anchors=[]), 3)
    show("verify, rows, log and files", taken, note=f"{size} events, {size / statistics.median(taken) * 1000:.0f}/s")


def main() -> int:
    """Make the county where there is none, then every measurement."""
    if not (HOME / "demo.json").exists():
        print("making the county to measure on …", flush=True)
        command = [str(ROOT / ".venv" / "bin" / "luoshi"), "demo", "--as-of", AS_OF, "--no-serve"]
        if subprocess.run(command, stdout=subprocess.DEVNULL, env=os.environ.copy()).returncode:
            print("the demonstration county could not be made", file=sys.stderr)
            return 1
    import django

    django.setup()
    for what, seconds in bench_clock.measure():
        print(f"{what:55} {seconds * 1000:9.0f} ms once", flush=True)
    print(f"{'work (milliseconds)':44} {'median':>9} {'p95':>9} {'naive':>10} {'ratio':>8}")
    dates()
    documents()
    lists()
    log()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
