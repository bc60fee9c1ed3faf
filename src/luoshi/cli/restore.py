"""`luoshi restore`: a backup into an empty home and an empty database, proven in its new place."""

import sys
from pathlib import Path

import click

from luoshi.cli import edge, environment
from luoshi.cli.operate import locks, migrating, proving, restoring
from luoshi.cli.operate.words import Hindered, say

#: Exit code when what was restored is not whole; as `luoshi verify`.
BROKEN = 3
_NAMED = 5


@click.command("restore")
@click.argument("source", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--keys", "keys", type=click.Path(path_type=Path, exists=True), help="The set of keys, or another home's secrets."
)
@click.option(
    "--files-from",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Where the files lie, if they were moved apart from the backup.",
)
def command(source: Path, keys: Path | None, files_from: Path | None) -> None:
    """Restore the backup in SOURCE into the empty home LUOSHI_HOME and the empty database of DATABASE_URL.

    Snapshot, files, migrations if this version is newer, then verify with the backup's own anchor. The database must be
    of the backup's kind: SQLite to SQLite, PostgreSQL to PostgreSQL. Exit code 3 when what came back is not whole.
    """
    backup = restoring.find(source, files_from)
    found = restoring.check(backup, keys)
    # The lock is a file: it is made, and the home with it, only when nothing stands in the way.
    with locks.alone():
        restored = restoring.put_back(backup, found)
        _bring_up(restored.waiting)
        migrating.collect_static()
        restoring.finish()
    said = backup.manifest
    click.echo(
        say("restored", home=environment.home(), version=said.version, made_at=said.said_at, files=restored.files)
    )
    whole = proving.prove(said.snapshot.anchor).is_whole
    lacking = [*restored.missing, *said.missing]
    for code, names in (("restore_missing", lacking), ("restore_changed", restored.changed)):
        if names:
            click.echo(say(code, n=len(names), names=", ".join(names[:_NAMED])))
    click.echo(say("restore_next"))
    sys.exit(0 if whole and not lacking and not restored.changed else BROKEN)


def _bring_up(waiting: tuple[str, ...]) -> None:
    """The migrations between the backup's version and this one. Raises Hindered."""
    if not waiting:
        return
    tables = migrating.to_reseal()
    if tables:
        migrating.must_be_whole()
    try:
        migrating.migrate()
    except migrating.MigrationFailed as error:
        raise Hindered([say("restore_not_migrated", why=error)]) from error
    migrating.reseal(tables, at=edge.now(), reason="restore")
