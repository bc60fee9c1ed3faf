"""The bulk data: 100,000 open items, 3 million events, made once and kept until the schema or this generator changes.

    python -m tools.bench.county full     (or small: a hundredth of it)

A sample of items is played by the ledger's own operations and taken back; its clones are written with real payloads,
row digests and leaf hashes in real tree order, so that `luoshi verify` holds. docs/bench.md says what is in it.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HOMES = ROOT / ".bench"
PASSWORD = "Measured-by-day-26"
_SOURCES = ("words", "founding", "courses", "stencil", "sampling", "filling", "county", "copying")


@dataclass(frozen=True, slots=True)
class Size:
    """How many sample items of the city, of the counties and concluded, and how many clones of each."""

    city: int
    county: int
    ended: int
    clones: int


SIZES = {"full": Size(100, 4, 10, 1000), "small": Size(20, 1, 2, 50)}


def home(name: str) -> Path:
    """The home folder of a set of data."""
    return HOMES / name


def key() -> str:
    """Changes with the schema, the shipped rules and the generator."""
    digest = hashlib.sha256()
    sources = [ROOT / "tools" / "bench" / f"{one}.py" for one in _SOURCES]
    for pattern in ("src/luoshi/*/migrations/*.py", "src/luoshi/rulebook/rules/**/*.toml"):
        sources += sorted(ROOT.glob(pattern))
    for path in sources:
        if path.exists():
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def is_made(name: str) -> bool:
    """Whether the SQLite data of this set is there and of today's schema."""
    note = home(name) / "made.json"
    return note.exists() and json.loads(note.read_text(encoding="utf-8"))["key"] == key()


def environment(name: str, url: str = "") -> dict[str, str]:
    """The environment in which the house works on this set: on the SQLite file, or on the database of `url`."""
    from tools.bench.moment import NOW

    return os.environ | {
        "LUOSHI_HOME": str(home(name)),
        "DATABASE_URL": url,
        "LUOSHI_AS_OF": NOW.isoformat(),
        "LUOSHI_LANG": "zh",
        "DJANGO_SETTINGS_MODULE": "luoshi.config.settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }


def make(name: str) -> None:
    """Make the SQLite data anew. Django is set up for the home of this set, the database migrated and empty."""
    from django.core.management import call_command
    from django.db import connection
    from tools.bench import courses, filling, founding, sampling

    size, began = SIZES[name], time.monotonic()

    def tell(what: str) -> None:
        print(f"{time.monotonic() - began:6.0f} s  {what}", flush=True)

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    founded = founding.found()
    tell("640 units with their people")
    every = courses.courses(founded, city=size.city, county=size.county, ended=size.ended, clones=size.clones)
    sample = sampling.take(founded, every)
    tell(f"{len(every)} sample items played: {len(sample.events)} events")
    connection.close()
    raw = sqlite3.connect(home(name) / "luoshi.sqlite3", isolation_level=None)
    plan = filling.plan_for(raw, sample, founded)
    filled = _filled(raw, plan, tell)
    raw.close()
    accounts(founded)
    settle()
    note = {
        "key": key(),
        "rows": filled.rows,
        "size": filled.size,
        "long": plan.number(every[-1].number),
        "seconds": time.monotonic() - began,
    }
    (home(name) / "demo.json").write_text("{}", encoding="utf-8")
    (home(name) / "made.json").write_text(json.dumps(note, ensure_ascii=False, indent=1), encoding="utf-8")
    tell(f"made: {filled.size} events; {filled.rows}")


def _filled(raw: sqlite3.Connection, plan: "object", tell: "object") -> "object":
    """Everything written without journal and indexes, these made afterwards as the migrations say them."""
    from tools.bench import filling

    for pragma in (
        "journal_mode=DELETE",
        "journal_mode=OFF",
        "synchronous=OFF",
        "cache_size=-1500000",
        "temp_store=MEMORY",
    ):
        raw.execute(f"PRAGMA {pragma}")
    indexes = [
        (index, sql)
        for index, table, sql in raw.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'index'")
        if sql and (table in plan.sample.rows or table == "record_event")
    ]
    for index, _ in indexes:
        raw.execute(f'DROP INDEX "{index}"')
    raw.execute("BEGIN")
    filled = filling.fill(raw, plan)
    raw.execute("COMMIT")
    tell("rows and events written")
    for _, sql in indexes:
        raw.execute(sql)
    raw.execute("INSERT INTO delivery_cursor (id, position) VALUES (1, ?)", (filled.size,))
    tell(f"{len(indexes)} indexes made")
    raw.execute("ANALYZE")
    raw.execute("PRAGMA journal_mode=WAL")
    return filled


def accounts(founded: "object") -> None:
    """Accounts for those who sign in, by the organisation's own operations."""
    from tools.bench.founding import FOUNDER
    from tools.bench.moment import NOW

    from luoshi.org import operations as org

    for login, person in founded.people.items():
        account = org.open_account(
            actor=FOUNDER, at=NOW, person_id=person.person_id, login=f"bench-{login}", password=PASSWORD + "-first"
        )
        org.change_own_password(at=NOW, account_id=account, current=PASSWORD + "-first", password=PASSWORD)


def settle() -> None:
    """The lights that the present is counted by, as a tick settles them."""
    from tools.bench.moment import NOW

    from luoshi.ledger.operations import settle_lights
    from luoshi.org.access import system_actor

    while settle_lights(actor=system_actor("tick"), at=NOW, limit=20_000):
        pass


def main() -> int:
    """Make the set named on the command line."""
    name = sys.argv[1] if len(sys.argv) > 1 else "full"
    if is_made(name):
        return 0
    shutil.rmtree(home(name), ignore_errors=True)
    home(name).mkdir(parents=True)
    os.environ.update(environment(name))
    import django

    django.setup()
    make(name)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
