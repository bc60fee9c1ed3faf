"""`luoshi ledger`: the ledger on the terminal and on paper, as of any day."""

import datetime as dt
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from luoshi import cli
from luoshi.cli import edge

if TYPE_CHECKING:
    from luoshi.ledger.queries import Filters, ItemPage, Line
    from luoshi.reports.sheets import LedgerSheet

_TEXTS = {
    "no_item": ("没有编号为 {number} 的事项。", "There is no item with the number {number}."),
    "no_unit": ("没有叫“{name}”的单位。", "There is no unit called {name!r}."),
    "no_state": ("没有“{state}”这个状态；可以是：{known}。", "No such state: {state}; write one of {known}."),
    "no_papers": (
        "没有安装 PDF 组件；请安装 luoshi[papers]，或改用 --format xlsx。",
        "The PDF writer is not installed; install luoshi[papers], or use --format xlsx.",
    ),
    "needs_file": ("请用 --output 指定要写的文件。", "Name the file to write with --output."),
    "cannot_write": ("写不了 {path}：{why}", "Cannot write {path}: {why}"),
    "written": ("已写 {n} 件事项到 {path}（存证 {anchor}）。", "Wrote {n} items to {path} (log {anchor})."),
    "title": ("政府重点工作督查落实台账", "Ledger of government decisions"),
    "more": ("共 {n} 件，显示前 {shown} 件；--limit 0 显示全部。", "{n} in all, {shown} shown; --limit 0 shows all."),
    "none": ("没有这样的事项。", "No such items."),
}  # fmt: skip
_HEADINGS = {
    "zh": ("编号", "事项", "牵头单位", "现定时限", "完成率", "状态", "亮灯"),
    "en": ("number", "item", "lead unit", "due", "progress", "state", "light"),
}
_as_of = click.option(
    "--as-of", "said", metavar="DATE", default=None, help="A past day (its end) or moment; now without it."
)


def _say(code: str, **values: object) -> str:
    chinese, english = _TEXTS[code]
    return (english if edge.language() == "en" else chinese).format(**values)


def _narrowing(command: Callable[..., None]) -> Callable[..., None]:
    """The options that narrow a list."""
    for option in (
        click.option("--unit", metavar="NAME", default="", help="Lead unit, by any of its names."),
        click.option("--state", metavar="STATE", default="", help="draft, open, submitted, concluded, closed …"),
        click.option("--light", metavar="TIME", default="", help="normal, soon, late, severe, done, done_late …"),
        click.option("--kind", metavar="KIND", default="", help="report_task, meeting_decision, instruction, matter."),
        click.option("--text", metavar="WORDS", default="", help="Words in the title or the number."),
    ):
        command = option(command)
    return command


@click.group("ledger")
def command() -> None:
    """List, show and export the ledger."""


@command.command("list")
@_as_of
@_narrowing
@click.option("--limit", type=click.IntRange(0), default=50, show_default=True, help="Lines; 0 for all.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def list_items(said: str | None, limit: int, form: str, **narrowed: str) -> None:
    """The ledger's lines, the earliest due first."""
    as_of = edge.moment(said)
    cli.prepare()
    from luoshi.ledger import queries
    from luoshi.org.access import system_actor

    filters = _filters(as_of, narrowed)
    page = queries.ledger_page(system_actor("cli"), as_of=as_of, filters=filters, limit=limit or 1_000_000)
    if form == "json":
        values = {"as_of": as_of.isoformat(), "n": page.n, "items": [_values(line) for line in page.lines]}
        click.echo(json.dumps(values, ensure_ascii=False, indent=2))
        return
    if not page.lines:
        click.echo(_say("none"))
        return
    _table(page.lines)
    if page.n > len(page.lines):
        click.echo(_say("more", n=page.n, shown=len(page.lines)))


@command.command("show")
@click.argument("number")
@_as_of
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def show_item(number: str, said: str | None, form: str) -> None:
    """One item with its timeline, by its number."""
    as_of = edge.moment(said)
    cli.prepare()
    from luoshi.ledger import queries
    from luoshi.org.access import system_actor
    from luoshi.record import queries as record
    from luoshi.record.refusals import NotVisible

    try:
        page = queries.item_page(system_actor("cli"), number, as_of=as_of)
    except NotVisible as error:
        raise click.ClickException(_say("no_item", number=number)) from error
    timeline = _timeline(record.events(stream=page.stream, as_of=as_of), as_of)
    if form == "json":
        values = {**_values(page.line), **_details(page), "timeline": timeline}
        click.echo(json.dumps(values, ensure_ascii=False, indent=2))
        return
    _table([page.line])
    for name, value in _details(page).items():
        click.echo(f"{name}: {value}")
    for at, said_so in timeline:
        click.echo(f"{at}  {said_so}")


@command.command("export")
@_as_of
@_narrowing
@click.option("--format", "form", type=click.Choice(["xlsx", "pdf", "json"]), default="xlsx", show_default=True)
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), default=None, help="File to write.")
@click.option("--title", default=None, help="The title on the paper.")
def export(said: str | None, form: str, output: Path | None, title: str | None, **narrowed: str) -> None:
    """Write the ledger as a workbook (official columns), a PDF (A3) or JSON."""
    as_of = edge.moment(said)
    if output is None:
        raise click.ClickException(_say("needs_file"))
    cli.prepare()
    from luoshi.org.access import system_actor
    from luoshi.reports import ledgers

    sheet = ledgers.ledger_sheet(
        system_actor("cli"),
        as_of=as_of,
        written_at=edge.now(),
        title=title or _say("title"),
        filters=_filters(as_of, narrowed),
    )
    content = _written(sheet, form)
    try:
        output.write_bytes(content)
    except OSError as error:
        raise click.ClickException(_say("cannot_write", path=output, why=error.strerror)) from error
    click.echo(_say("written", n=len(sheet.rows), path=output, anchor=sheet.anchor))


def _written(sheet: "LedgerSheet", form: str) -> bytes:
    """The bytes of one format. Raises ClickException when the PDF writer is missing."""
    from luoshi.reports import paper, sheets, workbook

    if form == "xlsx":
        return workbook.ledger_xlsx(sheet)
    if form == "pdf":
        try:
            return paper.ledger_pdf(sheet)
        except paper.PapersMissingError as error:
            raise click.ClickException(_say("no_papers")) from error
    rows = [{column.field: _plain(sheets.cell(row, column.field)) for column in sheets.COLUMNS} for row in sheet.rows]
    values = {"title": sheet.title, "as_of": sheet.as_of.isoformat(), "anchor": sheet.anchor, "items": rows}
    return json.dumps(values, ensure_ascii=False, indent=2).encode("utf-8")


def _filters(as_of: dt.datetime, narrowed: Mapping[str, str]) -> "Filters":
    """What the list is narrowed to. Raises ClickException for a unit or a state that there is not."""
    from luoshi.ledger.queries import Filters
    from luoshi.org import queries as org

    unit_id = None
    if narrowed["unit"]:
        unit_id = dict(org.directory(as_of)).get(narrowed["unit"])
        if unit_id is None:
            raise click.ClickException(_say("no_unit", name=narrowed["unit"]))
    known = ("draft", "open", "submitted", "concluded", "closed", "withdrawn")
    if narrowed["state"] and narrowed["state"] not in known:
        raise click.ClickException(_say("no_state", state=narrowed["state"], known=", ".join(known)))
    return Filters(
        unit_id=unit_id,
        states=_one(narrowed["state"]),
        times=_one(narrowed["light"]),
        kinds=_one(narrowed["kind"]),
        text=narrowed["text"],
    )


def _one(said: str) -> tuple[str, ...]:
    return (said,) if said else ()


def _plain(value: object) -> object:
    """A value as JSON has it."""
    return value.isoformat() if isinstance(value, dt.date) else value


def _values(line: "Line") -> dict[str, Any]:
    """A line as JSON values; progress in basis points."""
    return {
        "number": line.number,
        "title": line.title,
        "kind": line.kind,
        "state": line.state,
        "lead_unit": line.lead_unit.name if line.lead_unit else None,
        "issuing_office": line.issuing_office.name,
        "due_on": _plain(line.due_on),
        "due_on_original": _plain(line.due_on_original),
        "progress_claimed": line.progress_claimed,
        "progress_verified": line.progress_verified,
        "time": line.light.time,
        "pace": line.light.pace,
        "light": line.shown.word(edge.language()),
        "grade": line.grade or None,
        "is_offline": line.is_offline,
    }


def _details(page: "ItemPage") -> dict[str, Any]:
    """What an item's page says beside its line."""
    return {
        "basis": f"{page.basis.title} {page.basis.clause}".strip(),
        "quote": page.basis.quote,
        "acceptance": page.acceptance,
        "clock": page.clock,
        "units": [f"{one.role}: {one.unit.name}" for one in page.assignments],
    }


def _timeline(events: Any, as_of: dt.datetime) -> list[tuple[str, str]]:
    """(moment, sentence) of each event, in the terminal's language."""
    from luoshi.org import queries as org
    from luoshi.record import messages

    refs = {ref for event in events for ref in _refs((event.actor, event.on_behalf_of, event.payload))}
    names = org.names(refs, as_of)
    language: messages.Language = "en" if edge.language() == "en" else "zh"
    return [
        (
            f"{event.recorded_at.astimezone(edge.SHANGHAI):%Y-%m-%d %H:%M}",
            messages.event(event, language=language, names=lambda ref: names.get(ref, ref)),
        )
        for event in events
    ]


def _refs(value: Any) -> set[str]:
    """Everything in a payload that may be a ref."""
    if isinstance(value, str):
        return {value, *value.split("/")} if ":" in value and len(value) < 80 else set()
    if isinstance(value, Mapping):
        return {ref for one in value.values() for ref in _refs(one)}
    return {ref for one in value for ref in _refs(one)} if isinstance(value, list | tuple) else set()


def _table(lines: Any) -> None:
    """Lines as a table that fits the terminal."""
    from rich.console import Console
    from rich.table import Table

    from luoshi.record import messages

    language: messages.Language = "en" if edge.language() == "en" else "zh"
    table = Table()
    for place, heading in enumerate(_HEADINGS[language]):
        # The title takes what is left; a number that is broken cannot be copied.
        table.add_column(heading, overflow="fold", no_wrap=place == 0, min_width=12 if place == 1 else None)
    for line in lines:
        progress = line.progress_claimed if line.progress_verified is None else line.progress_verified
        table.add_row(
            line.number,
            line.title or "—",
            line.lead_unit.name if line.lead_unit else "",
            line.due_on.isoformat() if line.due_on else "",
            "" if progress is None else f"{progress / 100:g}%",
            messages.word(f"state.{line.state}", language=language),
            line.shown.word(language),
        )
    Console().print(table)
