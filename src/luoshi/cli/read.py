"""`luoshi read PATH…`: documents to draft ledgers. Needs no database and keeps nothing."""

import importlib
import os
from pathlib import Path
from typing import Any

import click

from luoshi.cli import edge
from luoshi.record import messages
from luoshi.record.refusals import Refused

_XLSX = ".xlsx"
#: Words that stand in the place of a file: name → the module of the command.
SUBCOMMANDS: dict[str, str] = {"compare": "luoshi.cli.reading.compare"}


class Reading(click.Command):
    """Reads files; a word of `SUBCOMMANDS` in their place calls that command."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """The context of this command, or of the one that the first word names."""
        if args and args[0] in SUBCOMMANDS:
            other: click.Command = importlib.import_module(SUBCOMMANDS[args[0]]).command
            return other.make_context(f"{info_name} {args[0]}", args[1:], parent, **extra)
        return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run whichever command the context is of."""
        return super().invoke(ctx) if ctx.command is self else ctx.command.invoke(ctx)


@click.command("read", cls=Reading)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "table", "xlsx"]),
    help="table without one; of many files json is one line a document.",
)
@click.option("--year", type=click.IntRange(1949, 2100), help="The year that 今年 means; else the document is asked.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write to a file; of many files also a folder.")
@click.option(
    "-j", "--jobs", type=click.IntRange(1, 64), help="So many files at once; as many as there are processors."
)
def command(paths: tuple[Path, ...], form: str | None, year: int | None, output: Path | None, jobs: int | None) -> None:
    """Read documents into draft ledgers: rows with targets, dates and units.

    A file, several, a folder or a zip. What is read: txt, md, html, docx, xlsx, PDF, OFD; by LibreOffice doc, wps, rtf,
    xls and et; by the extra "ocr" scans and pictures. A file that cannot be read is named and the others go on.
    """
    gathering = importlib.import_module("luoshi.intake.gathering")
    if len(paths) == 1 and not paths[0].is_dir() and not gathering.is_archive(paths[0]):
        _one(paths[0], form, year, output)
        return
    # Loaded here only: one file needs no other processes.
    many = importlib.import_module("luoshi.cli.reading.many")
    asked = many.Asked(form=form, year=year, output=output, jobs=jobs, limit=limit(), language=language())
    if not many.read(paths, asked):
        raise SystemExit(1)


def language() -> messages.Language:
    """The language of this command line."""
    return "en" if edge.language() == "en" else "zh"


def limit() -> int:
    """So many bytes of one file are read."""
    return int(os.environ.get("LUOSHI_UPLOAD_LIMIT_MB") or 30) * 1024 * 1024


def _one(file: Path, form: str | None, year: int | None, output: Path | None) -> None:
    """Read one file and show or write what it became."""
    shown = importlib.import_module("luoshi.cli.reading.shown")
    form = form or ("xlsx" if output and output.suffix == _XLSX else "json" if output else "table")
    data = _data(file, year)
    if form == "table" and output is None:
        shown.print_table(data, language=language())
        return
    _write(shown.rendered(data, form, language=language()), form, output, file)


def _data(file: Path, year: int | None) -> dict[str, Any]:
    """The reading of a file. Raises ClickException with one sentence for anything that cannot be read."""
    documents = importlib.import_module("luoshi.cli.reading.documents")
    try:
        data: dict[str, Any] = documents.read(file, name=file.name, year=year, limit=limit())
    except Refused as refused:
        said = " ".join(messages.refusal(reason, language=language()) for reason in refused.reasons)
        raise click.ClickException(f"{file.name}: {said}") from refused
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror or error}") from error
    return data


def _write(content: bytes, form: str, output: Path | None, file: Path) -> None:
    """To the file asked for, beside the source for a workbook, else to standard output."""
    if output is None and form != "xlsx":
        click.echo(content, nl=False)
        return
    target = output or Path(file.stem + _XLSX)
    if target.is_dir():
        target = target / f"{file.name}.{form}"
    try:
        target.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"{target}: {error.strerror or error}") from error
    click.echo(str(target), err=True)
