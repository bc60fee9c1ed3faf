"""`luoshi backup`: one moment of the database, the files it names, and, in a set of their own, the keys."""

import sys
from pathlib import Path

import click

from luoshi import cli
from luoshi.cli import edge, environment
from luoshi.cli.operate import backing, keyset, places
from luoshi.cli.operate.words import Hindered, say, size

#: Exit code when the backup is made but the installation lacks files; as `luoshi verify`.
BROKEN = 3
_NAMED = 5


@click.command("backup")
@click.argument("target", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--files-into",
    type=click.Path(path_type=Path, file_okay=False),
    help="A folder of files that several backups share; only new ones are copied.",
)
@click.option(
    "--keys", "keys", type=click.Path(path_type=Path, dir_okay=False), help="Also write the set of keys here."
)
def command(target: Path, files_into: Path | None, keys: Path | None) -> None:
    """Make a backup in a new folder below TARGET, while the service runs.

    The database comes first, as one moment, then the files. Keys are never in it: --keys writes them to a file of
    their own under a passphrase (LUOSHI_KEYS_PASSPHRASE, or asked for). Exit code 3 when files are missing or damaged.
    """
    cli.prepare(current=False)
    phrase = _phrase(keys, target, files_into) if keys else ""
    at = edge.now()
    made = backing.make(target, at=at, files_into=files_into)
    click.echo(told(made, files_into))
    if keys:
        write_keys(keys, phrase, at.isoformat(timespec="seconds"))
        click.echo(say("keys_kept", path=keys))
    else:
        click.echo(say("keys_not_kept"))
    sys.exit(BROKEN if made.manifest.missing or made.damaged else 0)


def _phrase(keys: Path, target: Path, files_into: Path | None) -> str:
    """The passphrase, asked before anything is written. Raises Hindered."""
    home, place = environment.home(), keys.resolve()
    if any(folder and folder.resolve() in place.parents for folder in (home, target, files_into)):
        raise Hindered([say("keys_in_backup", path=place, home=home)])
    return keyset.passphrase(confirm=True)


def write_keys(path: Path, phrase: str, at: str) -> None:
    """Write the installation's keys as they are now into a sealed set."""
    # Rooms with tables load once Django is prepared.
    from luoshi.record.operations import wrapping_id

    found = keyset.gather()
    masters = [text for name, text in found.items() if name in (places.RECORD_KEY, keyset.NEXT)]
    keyset.write(path, keyset.KeySet(found, [wrapping_id(one) for one in masters]), phrase=phrase, at=at)


def told(made: backing.Made, files_into: Path | None) -> str:
    """What was made, in the terminal's language; what is missing or damaged in lines of its own."""
    said = made.manifest
    values = {
        "folder": made.folder,
        "database": size(said.snapshot.file.size),
        "files": len(said.files),
        "copied": size(made.copied + said.snapshot.file.size),
        "anchor": said.snapshot.anchor or "–",
    }
    lines = [say("backup_done_store", **values, store=files_into) if files_into else say("backup_done", **values)]
    for code, names in (("backup_missing", said.missing), ("backup_damaged", made.damaged)):
        if names:
            lines.append(say(code, n=len(names), names=", ".join(names[:_NAMED])))
    return "\n".join(lines)
