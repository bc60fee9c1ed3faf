"""`luoshi upgrade`: the database of an older version becomes this one's: backup, migrations, proof."""

import datetime as dt
import sys
from pathlib import Path

import click

import luoshi
from luoshi import cli
from luoshi.cli import backup as backup_command
from luoshi.cli import edge
from luoshi.cli.operate import backing, locks, migrating, proving, upgrading
from luoshi.cli.operate.upgrading import Note
from luoshi.cli.operate.words import Hindered, say

#: Exit code when the record is not whole after the upgrade; as `luoshi verify`.
BROKEN = 3
_Folder = click.Path(path_type=Path, file_okay=False)


@click.command("upgrade")
@click.argument("target", type=_Folder, required=False)
@click.option("--files-into", type=_Folder, help="As of luoshi backup: a folder of files that several backups share.")
@click.option(
    "--backup",
    "there",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Instead of TARGET: a backup of the last 24 hours that holds everything.",
)
def command(target: Path | None, files_into: Path | None, there: Path | None) -> None:
    """Bring the database to this version: a backup below TARGET, migrations, new digests, static files, verify.

    The service must be stopped. Stopped in the middle, the same command goes on; when a migration fails it says how to
    return to the backup. Exit code 3 when the record is not whole afterwards.
    """
    cli.prepare(current=False)
    with locks.alone():
        note, waiting = upgrading.read_note(), upgrading.waiting()
        if note is None and not waiting:
            migrating.collect_static()
            click.echo(say("nothing_to_upgrade", version=luoshi.__version__))
            sys.exit(0 if proving.prove("").is_whole else BROKEN)
        at = edge.now()
        note = note or _begun(target, files_into, there, at)
        rows = upgrading.run(note, at=at, version=luoshi.__version__)
        upgrading.finish()
        click.echo(say("upgraded", version=luoshi.__version__, n=len(waiting), rows=rows))
        whole = proving.prove(note.anchor).is_whole
        if not whole:
            click.echo(upgrading.way_back(note))
    sys.exit(0 if whole else BROKEN)


def _begun(target: Path | None, files_into: Path | None, there: Path | None, at: dt.datetime) -> Note:
    """The backup made or named, the record looked at when rows will be sealed anew, the note written."""
    if (target is None) == (there is None):
        raise click.UsageError(say("one_backup"))
    tables = migrating.to_reseal()
    if tables:
        migrating.must_be_whole()
    if there is not None:
        return upgrading.begin(upgrading.named_backup(there, at=at), tables)
    assert target is not None
    made = backing.make(target, at=at, files_into=files_into)
    click.echo(backup_command.told(made, files_into))
    if made.damaged or made.manifest.missing:
        raise Hindered([say("backup_not_whole")])
    return upgrading.begin(made.folder, tables)
