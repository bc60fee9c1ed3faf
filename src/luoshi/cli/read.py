"""`luoshi read FILE`: a document to a draft ledger. Needs no database and keeps nothing."""

import importlib
import io
import json
import os
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from luoshi.cli import edge
from luoshi.intake import files
from luoshi.reading import read
from luoshi.reading.output import as_data
from luoshi.record import messages
from luoshi.record.refusals import Refused

_XLSX = ".xlsx"


def _language() -> messages.Language:
    """The language of this command line."""
    return "en" if edge.language() == "en" else "zh"


@click.command("read")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["json", "table", "xlsx"]), help="table without one.")
@click.option("--year", type=click.IntRange(1949, 2100), help="The year that 今年 means; else the document is asked.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file.")
def command(file: Path, form: str | None, year: int | None, output: Path | None) -> None:
    """Read a document (txt, docx, html, PDF with text) into a draft ledger: rows with targets, dates and units."""
    form = form or ("xlsx" if output and output.suffix == _XLSX else "json" if output else "table")
    extracted = _extracted(file)
    reading = read(extracted.text, year=year)
    source = {
        "name": extracted.name,
        "sha256": extracted.sha256,
        "media_type": extracted.media_type,
        "bytes": extracted.size,
        "characters": len(extracted.text),
    }
    data = as_data(reading, source)
    if form == "table" and output is None:
        _print(data)
        return
    _write(_rendered(data, form), form, output, file)


def _extracted(file: Path) -> files.Extracted:
    """The text of the file. Raises ClickException with one sentence for anything that cannot be read."""
    limit = int(os.environ.get("LUOSHI_UPLOAD_LIMIT_MB") or 30) * 1024 * 1024
    try:
        return files.read_path(file, limit=limit)
    except Refused as refused:
        said = " ".join(messages.refusal(reason, language=_language()) for reason in refused.reasons)
        raise click.ClickException(f"{file.name}: {said}") from refused
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror or error}") from error


def _rendered(data: dict[str, Any], form: str) -> bytes:
    """The reading as the bytes of a file."""
    if form == "xlsx":
        # Loaded here only: the workbook writer costs a fifth of a second that the other forms need not pay.
        made: bytes = importlib.import_module("luoshi.reports.draft_sheet").draft_sheet(data, language=_language())
        return made
    if form == "json":
        return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
    paper = io.StringIO()
    Console(width=200, file=paper).print(_table(data))
    return paper.getvalue().encode()


def _write(content: bytes, form: str, output: Path | None, file: Path) -> None:
    """To the file asked for, beside the source for a workbook, else to standard output."""
    if output is None and form != "xlsx":
        click.echo(content, nl=False)
        return
    target = output or Path(file.stem + _XLSX)
    try:
        target.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"{target}: {error.strerror or error}") from error
    click.echo(str(target), err=True)


def _print(data: dict[str, Any]) -> None:
    """The rows as a table on the terminal, then how much of the text they stand for."""
    console = Console()
    console.print(_table(data))
    coverage = data["coverage"]
    english = _language() == "en"
    labels = "  ".join(
        f"{messages.word(f'label.{label}', language=_language())} {count}"
        for label, count in coverage["labels"].items()
    )
    said = (
        f"{coverage['items']} drafts from {coverage['passages']} sentences"
        if english
        else (f"{coverage['passages']}句，拆出{coverage['items']}条草稿")
    )
    console.print(f"{said}    {labels}", highlight=False)


def _table(data: dict[str, Any]) -> Table:
    """Number, title, targets, due, units."""
    english = _language() == "en"
    heads = (
        ("No.", "Item", "Type", "Targets", "Due", "Units")
        if english
        else ("序号", "事项", "类型", "指标", "时限", "单位")
    )
    table = Table(show_lines=False, header_style="bold", title=data["source"]["title"] or data["source"]["name"])
    for head, ratio in zip(heads, (None, 10, None, 6, 4, 4), strict=True):
        table.add_column(head, ratio=ratio, overflow="fold", no_wrap=ratio is None)
    for number, item in enumerate(data["items"], start=1):
        due = item["due"]
        table.add_row(
            str(number),
            item["title"],
            messages.word(f"draft_type.{item['type']}", language=_language()),
            "\n".join(_target(target) for target in item["targets"]),
            " ".join(part for part in (due["said"], due["on"]) if part),
            "、".join(unit["name"] for unit in item["units"]),
        )
    return table


def _target(target: dict[str, Any]) -> str:
    """A target on one line; X where no value is printed."""
    value = "X" if target["value"] is None else target["value"]
    return f"{target['indicator']} {target['comparator']} {value}{target['unit'] or ''}"
