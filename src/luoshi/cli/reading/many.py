"""Many documents in one call: a line each on the terminal, or JSON lines, or a file each in a folder."""

import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from luoshi.cli.reading.pool import Outcome, Pool
from luoshi.intake import gathering
from luoshi.intake.gathering import Entry
from luoshi.record import messages
from luoshi.record.messages import Language
from luoshi.record.refusals import Refused

#: More of them are read side by side only when somebody asks for it.
_MOST_JOBS = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asks for."""

    form: str | None
    year: int | None
    output: Path | None
    jobs: int | None
    limit: int
    language: Language


def read(paths: Sequence[Path], asked: Asked) -> bool:
    """Read all files of the paths; whether every one could be read. Raises ClickException when nothing can begin."""
    lost = next((path for path in paths if not path.exists()), None)
    if lost is not None:
        raise click.ClickException(f"{lost}: {os.strerror(2)}")
    target = _Target(asked)
    try:
        with gathering.gathered(paths, limit=asked.limit) as entries, target:
            if not entries:
                raise click.ClickException(_said(asked, "没有可读的文件。", "There is no file to read."))
            outcomes = _read_all(entries, asked, target)
    except Refused as refused:
        raise click.ClickException(messages.refusal(refused.reasons[0], language=asked.language)) from refused
    except OSError as error:
        raise click.ClickException(f"{error.filename or asked.output}: {error.strerror or error}") from error
    _print_summary(outcomes, asked, target)
    return not any(one.reasons for one in outcomes)


class _Target:
    """Where the readings go: a folder, one file of JSON lines, or standard output."""

    def __init__(self, asked: Asked) -> None:
        output = asked.output
        self.to_folder = output is not None and (output.is_dir() or not output.suffix)
        self.form = asked.form or ("json" if output is not None else None)
        if self.form == "xlsx" and not self.to_folder:
            raise click.ClickException(
                _said(
                    asked,
                    "多份文件的xlsx要写进文件夹：-o 文件夹。",
                    "Workbooks of many files go to a folder: -o FOLDER.",
                )
            )
        self._output = output
        self._out: IO[bytes] | None = None
        self._made = contextlib.ExitStack()
        self._scratch = Path()

    @property
    def in_lines(self) -> bool:
        """Whether each document is one line of JSON."""
        return self.form == "json" and not self.to_folder

    @property
    def order(self) -> str:
        """The form that workers write; "" where only the counts are shown."""
        return "line" if self.in_lines else self.form or "" if self.to_folder else ""

    def __enter__(self) -> "_Target":
        self._scratch = Path(self._made.enter_context(tempfile.TemporaryDirectory(prefix="luoshi-")))
        if self.to_folder and self._output is not None:
            self._output.mkdir(parents=True, exist_ok=True)
        elif self.in_lines and self._output is not None:
            self._out = self._made.enter_context(self._output.open("wb"))
        elif self.in_lines:
            self._out = sys.stdout.buffer
        return self

    def __exit__(self, *about: object) -> None:
        self._made.close()

    def place(self, number: int, name: str) -> Path:
        """Where a worker writes what a document became."""
        if not self.to_folder or self._output is None:
            return self._scratch / str(number)
        path = self._output.joinpath(*_parts(name))
        path = path.with_name(f"{path.name}.{'txt' if self.form == 'table' else self.form}")
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def keep(self, outcome: Outcome, place: Path) -> None:
        """Pass on a document's line, or why there is none."""
        if self._out is None:
            return
        if outcome.reasons:
            self._out.write(_refusal_line(outcome))
        else:
            self._out.write(place.read_bytes())
            place.unlink()


def _parts(name: str) -> list[str]:
    """A name from a folder or an archive as the parts of a path below the target."""
    parts = ["".join("_" if char in '<>:"\\|?*' or char < " " else char for char in part) for part in name.split("/")]
    return [part[-120:] for part in parts if part not in {"", ".", ".."}] or ["_"]


def _refusal_line(outcome: Outcome) -> bytes:
    """A document that could not be read, as a line of JSON."""
    said = {
        "schema": "luoshi.refusal/1",
        "source": {"name": outcome.name},
        "refused": [
            {
                "code": reason.code,
                "rule": reason.rule,
                **{tongue: messages.refusal(reason, language=tongue) for tongue in ("zh", "en")},
            }
            for reason in outcome.reasons
        ],
    }
    return (json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _read_all(entries: Sequence[Entry], asked: Asked, target: _Target) -> list[Outcome]:
    """Read them in processes of their own, telling how far they are."""
    places = [target.place(number, entry.name) for number, entry in enumerate(entries)]
    orders = [
        {
            "path": str(entry.path.resolve()),
            "name": entry.name,
            "year": asked.year,
            "limit": asked.limit,
            "form": target.order,
            "language": asked.language,
            "out": str(place.resolve()),
        }
        for entry, place in zip(entries, places, strict=True)
        if entry.refused is None
    ]
    pool = Pool(min(asked.jobs or _processors(), max(1, len(orders))))
    read = pool.outcomes(orders)
    outcomes = []
    with _bar(len(entries), asked) as bar:
        for entry, place in zip(entries, places, strict=True):
            found = next(read) if entry.refused is None else Outcome(entry.name, {}, (entry.refused,))
            if entry.packed and found.reasons:
                found = Outcome(found.name, {}, tuple(map(gathering.of_packed, found.reasons)))
            target.keep(found, place)
            outcomes.append(found)
            _tell(found, asked, bar)
    read.close()  # type: ignore[attr-defined]
    return outcomes


def _processors() -> int:
    """How many processors this process may use."""
    mine = getattr(os, "sched_getaffinity", None)
    return min(len(mine(0)) if mine else os.cpu_count() or 1, _MOST_JOBS)


@contextlib.contextmanager
def _bar(total: int, asked: Asked) -> Iterator[Progress]:
    """The bar on standard error."""
    said = _said(asked, "读取", "reading")
    columns = (TextColumn(said), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        bar.add_task("", total=total)
        yield bar


def _tell(outcome: Outcome, asked: Asked, bar: Progress) -> None:
    """One more is done; one that failed is named at once with its reason."""
    for reason in outcome.reasons:
        said = f"{outcome.name}: {messages.refusal(reason, language=asked.language)}"
        bar.console.print(said, markup=False, highlight=False, soft_wrap=True)
    if bar.task_ids:
        bar.advance(bar.task_ids[0])


def _print_summary(outcomes: Sequence[Outcome], asked: Asked, target: _Target) -> None:
    """A table where no other output was asked for; then one line on standard error."""
    if target.form in {None, "table"}:
        Console().print(_table(outcomes, asked))
    failed = sum(bool(one.reasons) for one in outcomes)
    items = sum(int(one.done.get("items", 0)) for one in outcomes)
    said = _said(
        asked,
        f"读了{len(outcomes) - failed}份，{failed}份没有读成，拆出{items}条草稿。",
        f"{len(outcomes) - failed} read, {failed} not read, {items} drafts.",
    )
    click.echo(said, err=True)


def _table(outcomes: Sequence[Outcome], asked: Asked) -> Table:
    """A line a document."""
    heads = ("File", "Title", "Sentences", "Drafts") if asked.language == "en" else ("文件", "标题", "句子", "草稿")
    made = Table(header_style="bold")
    for head in heads:
        made.add_column(head, overflow="fold", justify="left" if head in heads[:2] else "right")
    for one in outcomes:
        done: dict[str, Any] = dict(one.done)
        why = " ".join(messages.refusal(reason, language=asked.language) for reason in one.reasons)
        cells = (str(done.get("passages", "—")), str(done.get("items", "—")))
        made.add_row(one.name, why or str(done.get("title", "")), *cells)
    return made


def _said(asked: Asked, zh: str, en: str) -> str:
    return en if asked.language == "en" else zh
