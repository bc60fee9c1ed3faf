"""`luoshi …`: a thin command line over the same operations and queries."""

import importlib
import os
import sys

import click

from luoshi.cli import environment

#: command → (module below this package, one line of help). Modules load when they are called.
COMMANDS = {
    "demo": "a county with a year in it, on this machine",
    "serve": "the pages and the tick loop",
    "init": "an empty installation: database, rules, first account",
    "org": "import and show the directory: units, posts, persons",
    "read": "a document to a draft ledger",
    "reading": "reading learns from reviewers' decisions",
    "ledger": "list, show and export the ledger",
    "search": "find words in the ledger and the documents",
    "clock": "why a date is that date",
    "rules": "check and activate rule files",
    "tick": "remind and urge what is due",
    "verify": "prove that rows, log and files are whole",
    "backup": "one moment of the database, its files, and the keys apart",
    "restore": "a backup into an empty place, proven there",
    "upgrade": "the database of an older version becomes this one's",
    "rescue": "an administrator who lost phone and recovery codes",
    "keys": "identify and change the keys",
    "doctor": "what is not well with this installation, and what to do",
}


class Rooms(click.Group):
    """Loads a command's module only when it is called, so that `luoshi --help` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order of the working day."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command object that `luoshi.cli.<name>` calls `command`."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"luoshi.cli.{cmd_name}")
        found: click.Command = module.command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in `luoshi --help`, without loading anything."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=Rooms)
@click.version_option(package_name="luoshi")
def group() -> None:
    """落实: follows a government's decisions until they are done."""


def prepare(*, installed: bool = True, current: bool = True) -> None:
    """Load Django's settings and rooms; each command that needs them calls it first.

    `installed`: the tables must be there; only the commands that make them pass False. `current`: they must be those of
    this version; only the commands that look after an installation pass False. Raises click.ClickException with one
    sentence for a setting that cannot be read, a database that does not answer, a home without tables or half changed.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.config.settings")
    import django
    from django.conf import settings

    try:
        django.setup()
    except environment.SettingError as error:
        raise click.ClickException(str(error)) from error
    if not installed:
        return
    from django.db import Error, connection

    try:
        tables = connection.introspection.table_names()
    except Error as error:
        raise click.ClickException(f"the database does not answer: {str(error).splitlines()[0]}") from error
    if "record_loghead" not in tables:
        raise click.ClickException(f"{settings.LUOSHI_HOME}: nothing is installed here; run luoshi init or luoshi demo")
    if current:
        from luoshi.cli.operate import fitness

        fitness.must_fit()


def main() -> None:
    """Entry point of the installed `luoshi`: no traceback for bad input."""
    try:
        group(prog_name="luoshi")
    except BrokenPipeError:
        sys.exit(0)
