"""From the tables of an older version to those of this one, with new digests for rows that a migration changed.

A migration that changes sealed columns other than by adding a nullable one names the tables in a class attribute:
`reseals = ("ledger_item",)`. They are sealed anew after the last migration, and only if the record was whole before.
"""

import datetime as dt

from luoshi.cli.operate.steps import step
from luoshi.cli.operate.words import Hindered, say

ATTRIBUTE = "reseals"


class MigrationFailed(Exception):  # noqa: N818
    """A migration did not get through; what it had begun was taken back, those before it stand."""


def to_reseal() -> tuple[str, ...]:
    """The tables that the waiting migrations will leave with other digests. `cli.prepare()` must have been called."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    named = [name for migration, _back in plan for name in getattr(migration, ATTRIBUTE, ())]
    return tuple(dict.fromkeys(named))


def must_be_whole() -> None:
    """Log and rows as the older version left them; what was changed unseen must not be sealed anew. Raises Hindered."""
    from luoshi.cli import verify
    from luoshi.record import queries, verification

    with step("before", queries.head().size) as progress:
        report = verification.verify_earlier(progress=progress)
    if not report.is_whole:
        raise Hindered([say("broken_before"), verify.text(report)])


def migrate() -> None:
    """Run the waiting migrations. Raises MigrationFailed."""
    from django.core.management import call_command

    with step("migrate", 0):
        try:
            call_command("migrate", verbosity=0, interactive=False)
        except Exception as error:  # whatever a migration meets: the caller says how to go back
            raise MigrationFailed(f"{type(error).__name__}: {error}") from error


def reseal(tables: tuple[str, ...], *, at: dt.datetime, reason: str) -> int:
    """Seal the rows of these tables anew; returns how many."""
    from luoshi.org.access import system_actor
    from luoshi.record import operations

    if not tables:
        return 0
    with step("reseal", 0, tables=", ".join(tables)):
        return operations.reseal(actor=system_actor("upgrade").ref, at=at, tables=tables, reason=reason)


def collect_static() -> None:
    """The pages' files of this version into the home."""
    from luoshi.cli import serve

    serve.collect_static()
