"""How fast dates are counted: figures for tools/bench.py, or by themselves with `python tools/bench_clock.py`."""

import datetime as dt
import time

from luoshi.clock import Term, due, due_on
from luoshi.rulebook import calendars, shipped
from luoshi.rulebook.planning import plan_duties
from luoshi.rulebook.shapes import ClockRule

N = 100_000


def measure(n: int = N) -> list[tuple[str, float]]:
    """(what, seconds) for `n` dates from 2020 on, one every 33 minutes, under the shipped calendars."""
    rules = shipped.shipped()
    calendar = calendars.from_files(rules)
    rule = rules["clock", "13710"].rule
    assert isinstance(rule, ClockRule)
    first = dt.datetime(2020, 1, 1, 1, tzinfo=dt.UTC)
    starts = [first + dt.timedelta(minutes=33 * number) for number in range(n)]
    calendar.add_working_days(first.date(), 1)  # builds the table
    found = []
    for term in (Term(5, "working_day"), Term(7, "day"), Term(1, "month")):
        began = time.perf_counter()
        for start in starts:
            due_on(term, start, calendar)
        found.append((f"{n} dates, {term.amount} {term.unit}", time.perf_counter() - began))
    began = time.perf_counter()
    for start in starts:
        due(Term(7, "day"), start, calendar)
    found.append((f"{n} dates with every step explained", time.perf_counter() - began))
    began = time.perf_counter()
    for start in starts[: n // 100]:
        plan_duties(rule, {}, start, calendar, start.date())
    found.append((f"{n // 100} hand-overs under 13710, all duties explained", time.perf_counter() - began))
    return found


if __name__ == "__main__":
    for what, seconds in measure():
        print(f"{what}: {seconds:.2f} s")
