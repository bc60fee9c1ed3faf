"""What is read: ledger, item, board, past days, what moved, dates. In this process and over HTTP, beside naive ways.

python -m tools.bench.reading full          (DATABASE_URL in the environment: PostgreSQL)
"""

import datetime as dt
import itertools
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from tools.bench import county, http
from tools.bench.moment import NOW
from tools.bench.timing import HEAD, Line, measure, once, row

PAST = NOW - dt.timedelta(days=90)
WEEK = NOW - dt.timedelta(days=7)
PEOPLE = ("director", "leader", "head", "liaison")


class Bench:
    """The measured database: who looks, what she looks for."""

    def __init__(self, name: str) -> None:
        from luoshi.org import queries as org
        from luoshi.org.models import Account

        self.name = name
        self.note = json.loads((county.home(name) / "made.json").read_text(encoding="utf-8"))
        accounts = {one.login: one.person_id for one in Account.objects.all()}
        self.actors = {who: org.actors_for(accounts[f"bench-{who}"], NOW)[0] for who in PEOPLE}
        units = [one.id for one in org.units(NOW).values() if one.kind in ("department", "township", "village")]
        self.units = itertools.cycle(units[::7])

    def unit_of(self, who: str) -> int:
        """A unit that this person narrows a list to: her own, or one after the other."""
        return self.actors[who].unit_id if who in ("head", "liaison") else next(self.units)


def queries_of(work: Callable[[], object]) -> int:
    """How many queries one run takes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        work()
    return len(asked)


def lines(bench: Bench) -> Iterator[Line]:
    """Every line of this process."""
    yield from _ledger(bench)
    yield from _item(bench)
    yield from _board(bench)
    yield from _past(bench)
    yield from _dates()


def _ledger(bench: Bench) -> Iterator[Line]:
    from luoshi.ledger import queries

    naive = once(lambda: _naive_page(bench.actors["director"], bench.unit_of("director")))
    for who in PEOPLE:
        actor = bench.actors[who]

        def narrowed(who: str = who, actor: Any = actor) -> object:
            filters = queries.Filters(unit_id=bench.unit_of(who), times=("normal",), text="改造")
            return queries.ledger_page(actor, as_of=NOW, filters=filters)

        def whole(actor: Any = actor) -> object:
            return queries.ledger_page(actor, as_of=NOW, filters=queries.Filters(states=("draft", "open", "submitted")))

        aim = "p95 ≤ 30, ≤ 10 queries"
        yield Line(
            f"ledger, 50 rows, unit + light + text, {who}", aim, measure(narrowed, 60), queries_of(narrowed), naive
        )
        yield Line(f"ledger, 50 rows, no filter, {who}", "", measure(whole, 20), queries_of(whole))


def _naive_page(actor: Any, unit_id: int) -> list[Any]:
    """Every line that may be seen loaded, lit and sorted in Python."""
    from luoshi.clock.lights import Moments, light
    from luoshi.ledger.models import ItemVersion

    found = []
    for one in ItemVersion.objects.filter(recorded_to__isnull=True, area_root_id=actor.area_id):
        moments = Moments(one.soon_at, one.late_at, one.severe_at, one.behind_at, one.far_behind_at, one.ahead_until)
        shown = light(
            moments, as_of=NOW, state=one.state, suspended=bool(one.suspended_at), concluded_late=one.done_late
        )
        if one.lead_unit_id == unit_id and shown.time == "normal" and "改造" in one.title:
            found.append(one)
    return sorted(found, key=lambda one: (one.due_on or dt.date.max, one.pk))[:50]


def _item(bench: Bench) -> Iterator[Line]:
    from luoshi.ledger import queries
    from luoshi.record.models import Event

    actor, number = bench.actors["director"], bench.note["long"]

    def page() -> object:
        sight = queries.Sight.of(actor, NOW)
        return queries.item_view(number, sight=sight, seats={actor.unit_id}, is_past=False, newest=30)

    def naive() -> object:
        """Each event by a query of its own, as an object for each row would."""
        keys = list(Event.objects.filter(stream=f"item:{number}").values_list("pk", flat=True))
        return [queries.item_page(actor, number, as_of=NOW), *(Event.objects.get(pk=key) for key in keys)]

    n = Event.objects.filter(stream=f"item:{number}").count()
    yield Line(
        "item with its line of time and acts", "p95 ≤ 40, ≤ 15 queries", measure(page, 40), queries_of(page),
        measure(naive, 3), f"{n} events",
    )  # fmt: skip
    yield Line("desk of the director", "", measure(lambda: queries.desk(actor, as_of=NOW), 10))


def _board(bench: Bench) -> Iterator[Line]:
    from luoshi.boards import queries as boards
    from luoshi.ledger import queries
    from luoshi.ledger.models import ItemVersion

    actor = bench.actors["director"]
    sight = queries.Sight.of(actor, NOW)

    def counts() -> object:
        return queries.light_counts(actor, as_of=NOW, sight=sight)

    def naive() -> object:
        """Every line as an object, counted in Python."""
        found: Counter[Any] = Counter()
        for one in ItemVersion.objects.filter(recorded_to__isnull=True, area_root_id=actor.area_id):
            found[one.lead_unit_id, bool(one.late_at and one.late_at <= NOW)] += 1
        return found

    yield Line("board, all units × lights: the counts", "≤ 20", measure(counts, 30), queries_of(counts), once(naive))
    yield Line("board, composed with names and scheme", "", measure(lambda: boards.board(actor, as_of=NOW), 20))


def _past(bench: Bench) -> Iterator[Line]:
    from luoshi.ledger import queries
    from luoshi.ledger.models import ItemVersion

    actor = bench.actors["director"]

    def naive() -> object:
        """The last line of each item up to the day, found in Python."""
        last: dict[int, Any] = {}
        rows = ItemVersion.objects.filter(recorded_from__lte=PAST).order_by("recorded_from")
        for pk, item_id, due_on in rows.values_list("pk", "item_id", "due_on").iterator(chunk_size=5000):
            last[item_id] = (due_on or dt.date.max, pk)
        return sorted(last.values())[:50]

    taken = once(naive)
    yield Line(
        "ledger as of 90 days ago, 50 rows", "≤ 300",
        measure(lambda: queries.ledger_page(actor, as_of=PAST), 12),
        queries_of(lambda: queries.ledger_page(actor, as_of=PAST)), taken,
    )  # fmt: skip
    yield Line("counts of 90 days ago", "", measure(lambda: queries.light_counts(actor, as_of=PAST), 8))
    if hasattr(queries, "moved"):
        yield Line(
            "what moved in a week, by unit", "≤ 300",
            measure(lambda: queries.moved(actor, since=WEEK, until=NOW), 8),
            queries_of(lambda: queries.moved(actor, since=WEEK, until=NOW)),
        )  # fmt: skip


def _dates() -> Iterator[Line]:
    """The dates of 100,000 items, the shipped table against a walk day by day."""
    from tools.bench.founding import CITY

    from luoshi.clock.terms import Term, due, due_on
    from luoshi.rulebook.queries import calendar as calendar_of

    calendar = calendar_of(CITY, NOW)
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
    naive = once(lambda: [walk(start) for start in starts])
    yield Line(
        "dates of 100,000 items computed anew", "≤ 1000",
        measure(lambda: [due_on(term, start, calendar) for start in starts], 3), 0, naive,
    )  # fmt: skip
    yield Line(
        "the same, each with its explanation", "",
        measure(lambda: [due(term, start, calendar) for start in starts], 2), 0,
    )  # fmt: skip


def pages(bench: Bench, port: int) -> Iterator[Line]:
    """The same over HTTP, with sign-in, session, access, template and the watch on every request."""
    server = http.Server(bench.name, os.environ.get("DATABASE_URL", ""), port)
    try:
        for who in ("director", "head"):
            client = http.Client(port)
            client.sign_in(f"bench-{who}", county.PASSWORD)
            unit = f"/ledger?unit_id={bench.unit_of(who)}&light=normal&text={quote('改造')}"
            yield _page(client, f"page of the ledger, unit + light + text, {who}", unit, "p95 ≤ 30, ≤ 10 queries")
            yield _page(client, f"page of the ledger, {who}", "/ledger", "")
            yield _page(client, f"desk, {who}", "/", "")
            if who == "director":
                number = bench.note["long"]
                yield _page(client, "page of an item with 200 events", f"/items/{number}", "p95 ≤ 40, ≤ 15 queries")
                yield _page(client, "page of the board, 640 units", "/board", "")
                past = PAST.date().isoformat()
                yield _page(client, "page of the ledger, 90 days ago", f"/ledger?as_of={past}", "≤ 300")
    finally:
        server.stop()


def _page(client: http.Client, work: str, path: str, aim: str) -> Line:
    def ask() -> None:
        status, _ = client.get(path)
        if status != 200:
            raise SystemExit(f"{path} answers {status}")

    return Line(f"HTTP: {work}", aim, measure(ask, 40, seconds=6))


def main() -> int:
    """Print the table of the set named on the command line."""
    name = sys.argv[1] if len(sys.argv) > 1 else "full"
    os.environ.update(county.environment(name, os.environ.get("DATABASE_URL", "")))
    import django

    django.setup()
    bench = Bench(name)
    print(HEAD, flush=True)
    for line in itertools.chain(lines(bench), pages(bench, 18_437)):
        print(row(line), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
