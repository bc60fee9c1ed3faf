"""What `luoshi doctor` looks at in the database: settings, tables, keys, clock, calendars, accounts, health."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from luoshi.cli import edge
from luoshi.cli.operate import schema
from luoshi.cli.operate.findings import Finding, found

#: A log that runs ahead of the clock by more than this shows that the clock jumped back.
_AHEAD = dt.timedelta(minutes=5)
_OLDEST_SERVER = 13
#: From this month on the notice for the next year can be expected.
_NOTICE_MONTH = 12
_BROKEN = {"health.verify_broken", "health.tick_dead", "health.disk_read_only", "health.disk_full"}


def look(at: dt.datetime) -> Iterator[Finding]:
    """Everything that the database can say; ends early when it cannot be asked further."""
    from django.db import Error, connection

    try:
        tables = connection.introspection.table_names()
    except Error as error:
        yield found("database", "broken", why=str(error).splitlines()[0])
        return
    if "record_loghead" not in tables:
        yield found("database", "broken", "database_empty")
        return
    yield from _sqlite() if connection.vendor == "sqlite" else _postgresql()
    difference = schema.difference(schema.applied())
    if difference.strangers:
        yield found("tables", "broken", "tables_newer", first=difference.strangers[0])
    elif difference.waiting:
        yield found("tables", "broken", "tables_older", n=len(difference.waiting))
    else:
        yield found("tables", "ok")
        yield from _record(at)


def _ask(sql: str) -> Any:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def _sqlite() -> Iterator[Finding]:
    """Write-ahead log, and every commit on the disk before it counts."""
    mode, sync = str(_ask("PRAGMA journal_mode")), int(_ask("PRAGMA synchronous"))
    if mode == "wal" and sync >= 2:
        yield found("database", "ok", name="SQLite", version=_ask("SELECT sqlite_version()"))
    else:
        yield found("database", "broken", "sqlite_settings", mode=mode, sync=sync)


def _postgresql() -> Iterator[Finding]:
    """A server that keeps what it has confirmed, in UTF-8."""
    version = str(_ask("SHOW server_version"))
    wrong = [
        f"{name} = {said}"
        for name, right in (("fsync", "on"), ("full_page_writes", "on"), ("synchronous_commit", None))
        if (said := str(_ask(f"SHOW {name}"))) == "off" or (right and said != right)
    ]
    if wrong:
        yield found("database", "broken", "postgres_settings", wrong=", ".join(wrong))
    elif str(_ask("SHOW server_encoding")) != "UTF8":
        yield found("database", "broken", "postgres_encoding")
    elif int(version.split(".")[0]) < _OLDEST_SERVER:
        yield found("database", "warn", "postgres_old", version=version, oldest=_OLDEST_SERVER)
    else:
        yield found("database", "ok", name="PostgreSQL", version=version)


def _record(at: dt.datetime) -> Iterator[Finding]:
    """Keys, clock, calendars, accounts, and what the health page shows."""
    yield from _keys()
    yield from _clock(at)
    yield from _calendars(at)
    yield from _lights()
    yield from _demo_passwords()
    yield from _health(at)


def _keys() -> Iterator[Finding]:
    """The record keys open under the master key of these settings."""
    from django.conf import settings

    from luoshi.record.operations import count_closed_keys, wrapping_id

    closed = count_closed_keys(master=settings.LUOSHI_KEY)
    if closed:
        yield found("record_key", "broken", n=closed, id=wrapping_id(settings.LUOSHI_KEY))
    else:
        yield found("record_key", "ok", id=wrapping_id(settings.LUOSHI_KEY))


def _clock(at: dt.datetime) -> Iterator[Finding]:
    """The log is never later than now, unless the clock was put back."""
    from luoshi.record import queries

    last = queries.event(queries.head().size)
    if last is not None and last.recorded_at > at + _AHEAD:
        said = last.recorded_at.astimezone(edge.SHANGHAI).isoformat(timespec="seconds")
        yield found("clock", "broken", last=said)
    else:
        yield found("clock", "ok", now=at.astimezone(edge.SHANGHAI).isoformat(timespec="seconds"))


def _calendars(at: dt.datetime) -> Iterator[Finding]:
    """This year's calendar, and from December on the next one's."""
    from luoshi.rulebook import queries

    today = at.astimezone(edge.SHANGHAI).date()
    known = queries.calendar("cn", at).years
    wanted = [today.year, today.year + 1]
    missing = [year for year in wanted if year not in known]
    if today.year in missing or (missing and today.month >= _NOTICE_MONTH):
        yield found("calendars", "warn", years=", ".join(map(str, missing)))
    elif missing:
        yield found("calendars", "note", years=", ".join(map(str, missing)))
    else:
        yield found("calendars", "ok", years=", ".join(map(str, wanted)))


def _lights() -> Iterator[Finding]:
    """What the board counts by is what the clock says."""
    from luoshi.ledger import queries

    wrong = queries.miscounted()
    yield found("lights", "broken", n=wrong) if wrong else found("lights", "ok")


def _demo_passwords() -> Iterator[Finding]:
    """Nobody outside a demo signs in with the password that is printed in the program."""
    from django.conf import settings

    from luoshi.cli.demo import people
    from luoshi.org.queries import published

    if settings.LUOSHI_DEMO:
        yield found("accounts", "note")
        return
    logins = published.logins_with_password([login for _title, _name, login in people.cards()], people.PASSWORD)
    yield found("accounts", "broken", logins=", ".join(logins)) if logins else found("accounts", "ok")


def _health(at: dt.datetime) -> Iterator[Finding]:
    """The same reading as the health page: tick, last proof, last backup, disk, background work."""
    from luoshi.boards import health
    from luoshi.delivery import queries as delivery
    from luoshi.record import messages

    language: messages.Language = "en" if edge.language() == "en" else "zh"
    reasons = health.warnings(health.look(as_of=at, delivered=delivery.position()))
    for reason in reasons:
        text = messages.render(f"why.{reason.code}", reason.values, language=language)
        yield Finding(reason.code.removeprefix("health."), "broken" if reason.code in _BROKEN else "warn", text)
    if not reasons:
        yield found("health", "ok")
