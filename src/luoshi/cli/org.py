"""`luoshi org`: the directory from a table and on the terminal, by whoever has the machine."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from luoshi import cli
from luoshi.cli import edge

if TYPE_CHECKING:
    from luoshi.org.importing import Plan
    from luoshi.record.refusals import Refused

_TEXTS = {
    "cannot_read": ("读不了 {path}：{why}", "Cannot read {path}: {why}"),
    "cannot_write": ("写不了 {path}：{why}", "Cannot write {path}: {why}"),
    "faults": ("没有导入，要改 {n} 处：", "Nothing was imported; {n} things to mend:"),
    "same": ("表里写的和现在一样，没有要改的。", "The table says what is so already; nothing to change."),
    "would": ("将会改（没有改）：", "Would change (nothing was changed):"),
    "done": ("已经导入：", "Imported:"),
    "no_day": ("--on 写成 2026-03-05 这样。", "Write --on like 2026-03-05."),
    "n_units": ("{units} 个单位，{posts} 个岗位，{held} 个有人任职，{accounts} 个账号",
                "{units} units, {posts} posts, {held} held, {accounts} accounts"),
    "written": ("已写到 {path}", "Written to {path}"),
}  # fmt: skip


def _say(code: str, **values: object) -> str:
    chinese, english = _TEXTS[code]
    return (english if edge.language() == "en" else chinese).format(**values)


@click.group("org")
def command() -> None:
    """Import and show the directory: units, posts, persons, logins."""


@command.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--on", "said", metavar="DATE", default=None, help="The day from which it holds; today without it.")
@click.option("--dry-run", is_flag=True, help="Say what would change and every fault; change nothing.")
def import_file(file: Path, said: str | None, dry_run: bool) -> None:
    """Import the directory from a workbook (xlsx) or csv; `luoshi org show --format xlsx` writes the form."""
    at = edge.now()
    on = _day(said) if said else at.astimezone(edge.SHANGHAI).date()
    cli.prepare()
    from luoshi.intake.tables import read_tables
    from luoshi.org import importing
    from luoshi.org.access import system_actor
    from luoshi.record.refusals import Refused

    actor = system_actor("cli")
    try:
        found = importing.read(read_tables(file.read_bytes()))
        if dry_run:
            plan = importing.try_import(actor, found, at=at, on=on)
        else:
            plan = importing.import_directory(actor=actor, at=at, found=found, on=on)
    except OSError as error:
        raise click.ClickException(_say("cannot_read", path=file, why=error.strerror)) from error
    except Refused as refused:
        raise click.ClickException(_faults(refused)) from refused
    if plan.faults:
        raise click.ClickException(_faults(Refused(plan.faults)))
    _tell(plan, "would" if dry_run else "done")


def _day(said: str) -> dt.date:
    try:
        return dt.date.fromisoformat(said)
    except ValueError as error:
        raise click.ClickException(_say("no_day")) from error


def _faults(refused: "Refused") -> str:
    """Every fault on a line of its own."""
    from luoshi.record import messages

    language: messages.Language = "en" if edge.language() == "en" else "zh"
    lines = [f"  {messages.refusal(reason, language=language)}" for reason in refused.reasons]
    return "\n".join([_say("faults", n=len(lines)), *lines])


def _tell(plan: "Plan", code: str) -> None:
    """How many changes of each sort."""
    from luoshi.record import messages

    language: messages.Language = "en" if edge.language() == "en" else "zh"
    counts = plan.counts()
    click.echo(_say(code) if counts else _say("same"))
    for what, n in counts.items():
        click.echo(f"  {messages.word(f'import.{what}', language=language)} {n}")


@command.command("show")
@click.option("--as-of", "said", metavar="DATE", default=None, help="A past day (its end) or moment; now without it.")
@click.option("--format", "form", type=click.Choice(["table", "xlsx"]), default="table", show_default=True)
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), default=Path("directory.xlsx"))
def show(said: str | None, form: str, output: Path) -> None:
    """The units with their heads and liaisons, or a workbook that `luoshi org import` reads."""
    as_of = edge.moment(said)
    cli.prepare()
    if form == "table":
        _table(as_of)
        return
    from luoshi.reports import directory

    try:
        output.write_bytes(directory.directory_xlsx(as_of))
    except OSError as error:
        raise click.ClickException(_say("cannot_write", path=output, why=error.strerror)) from error
    click.echo(_say("written", path=output))


def _table(as_of: dt.datetime) -> None:
    """A line for each unit, and the sums."""
    from rich.console import Console
    from rich.table import Table

    from luoshi.org import queries
    from luoshi.record import messages

    language: messages.Language = "en" if edge.language() == "en" else "zh"
    heads: Any = ("编码", "单位", "类别", "上级", "主要负责人", "联络员")
    if language == "en":
        heads = ("code", "unit", "kind", "superior", "head", "liaison")
    table = Table()
    for head in heads:
        table.add_column(head, overflow="fold")
    for line in queries.find_units(as_of, limit=100_000).lines:
        kind = messages.word(f"unit_kind.{line.unit.kind}", language=language)
        table.add_row(line.unit.code, line.unit.name, kind, line.parent, line.head, line.liaison)
    Console().print(table)
    posts = queries.posts(as_of)
    sums = {"units": len(queries.units(as_of)), "posts": len(posts), "held": len(queries.holders(posts, as_of))}
    click.echo(_say("n_units", **sums, accounts=len(queries.accounts())))
