"""The triggers that refuse to change or remove an event, on both databases."""

from django.db.backends.base.base import BaseDatabaseWrapper

_SQLITE = (
    """CREATE TRIGGER record_event_no_update BEFORE UPDATE ON record_event
       BEGIN SELECT RAISE(ABORT, 'events are never changed'); END""",
    """CREATE TRIGGER record_event_no_delete BEFORE DELETE ON record_event
       BEGIN SELECT RAISE(ABORT, 'events are never removed'); END""",
)
_SQLITE_DROP = (
    "DROP TRIGGER IF EXISTS record_event_no_update",
    "DROP TRIGGER IF EXISTS record_event_no_delete",
)
_POSTGRES = (
    """CREATE OR REPLACE FUNCTION record_event_refuse() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'events are never changed or removed'; END $$""",
    """CREATE TRIGGER record_event_no_change BEFORE UPDATE OR DELETE ON record_event
       FOR EACH ROW EXECUTE FUNCTION record_event_refuse()""",
    """CREATE TRIGGER record_event_no_truncate BEFORE TRUNCATE ON record_event
       FOR EACH STATEMENT EXECUTE FUNCTION record_event_refuse()""",
)
_POSTGRES_DROP = (
    "DROP TRIGGER IF EXISTS record_event_no_change ON record_event",
    "DROP TRIGGER IF EXISTS record_event_no_truncate ON record_event",
)


def create(connection: BaseDatabaseWrapper) -> None:
    """Set the triggers; they must not stand yet."""
    _run(connection, _SQLITE if connection.vendor == "sqlite" else _POSTGRES)


def drop(connection: BaseDatabaseWrapper) -> None:
    """Remove the triggers: for a migration backwards, a test's clean-up, and tests that play the attacker."""
    _run(connection, _SQLITE_DROP if connection.vendor == "sqlite" else _POSTGRES_DROP)


def _run(connection: BaseDatabaseWrapper, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
