"""`luoshi read compare A B`: the review of one year held against the plan of the year before. Keeps nothing."""

import json
from pathlib import Path
from typing import Any

import click

from luoshi.cli import read as reading
from luoshi.intake import files, shipped
from luoshi.reading import read
from luoshi.reading.compare import compare
from luoshi.reading.compare_output import STATUSES, as_data
from luoshi.reading.records import Reading
from luoshi.record import messages
from luoshi.record.refusals import Refused


@click.command("compare")
@click.argument("earlier", type=click.Path(path_type=Path))
@click.argument("later", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="text without one.")
@click.option("--status", "wanted", multiple=True, type=click.Choice(STATUSES), help="Only these; may be repeated.")
@click.option("--all", "soft", is_flag=True, help="Also promises without a number, a date or a particular thing.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file.")
def command(earlier: Path, later: Path, form: str, wanted: tuple[str, ...], soft: bool, output: Path | None) -> None:
    """Compare two years: what the plan of EARLIER promised and what the review of LATER says of it.

    Each commitment is met, missed, changed, silently dropped or not due yet, with both quotes and the reason; what was
    done without a promise follows.
    """
    (source, first), (other, second) = _read(earlier), _read(later)
    try:
        compared = compare(first, second, soft=soft)
    except ValueError as error:
        raise click.ClickException(f"{later.name}: {error}") from error
    data = as_data(compared, source, other)
    data["answers"] = [one for one in data["answers"] if not wanted or one["status"] in wanted]
    said = json.dumps(data, ensure_ascii=False, indent=1) + "\n" if form == "json" else _text(data)
    if output is None:
        click.echo(said, nl=False)
        return
    try:
        output.write_text(said, encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{output}: {error.strerror or error}") from error


def _read(path: Path) -> tuple[dict[str, Any], Reading]:
    """A paper and its reading. Raises ClickException with one sentence for one that cannot be read."""
    try:
        found = files.read_path(path, limit=reading.limit())
    except Refused as refused:
        said = " ".join(messages.refusal(reason, language=reading.language()) for reason in refused.reasons)
        raise click.ClickException(f"{path.name}: {said}") from refused
    except OSError as error:
        raise click.ClickException(f"{path}: {error.strerror or error}") from error
    made = read(found.text, weights=shipped.weights())
    facts = made.facts
    return {"name": found.name, "sha256": found.sha256, "title": facts.title, "year": facts.year}, made


def _text(data: dict[str, Any]) -> str:
    """The comparison for people: counts, then each status with its lines."""
    rows = [f"{_title(data['earlier'])} → {_title(data['later'])}"]
    rows.append("  ".join(f"{_word(status)} {count}" for status, count in data["counts"].items()))
    for status in STATUSES:
        found = [one for one in data["answers"] if one["status"] == status]
        rows += ["", f"{_word(status)} ({len(found)})"] if found else []
        for number, one in enumerate(found, start=1):
            rows += _lines(number, one)
    return "\n".join(rows) + "\n"


def _lines(number: int, one: dict[str, Any]) -> list[str]:
    """One answer: the promise, what the review says, the numbers side by side, the reason."""
    promise, answer = one["promise"], one["answer"]
    rows = [f"{number:>3}. {promise['text']}"] if promise else []
    if answer:
        rows.append(f"     → {answer['text']}" if promise else f"{number:>3}. {answer['text']}")
    figures = [
        f"{each['indicator']} {each['comparator']} {each['promised']} : {each['reached']}"
        for each in one["figures"]
        if each["reached"]
    ]
    why, sure = _word("why." + one["reason"]), _word("sure." + one["sure"])
    return [*rows, f"     {'; '.join([f'{why} ({sure})', *figures])}"]


def _title(source: dict[str, Any]) -> str:
    """A paper by its title, else by its file's name."""
    return str(source["title"] or source["name"])


def _word(code: str) -> str:
    """A word of this command in the language of the terminal."""
    return messages.word(f"compare.{code}", language=reading.language())
