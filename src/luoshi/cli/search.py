"""`luoshi search`: find words in the ledger and the documents; fill the index, build it anew, check it."""

import datetime as dt
import json
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import click

from luoshi import cli
from luoshi.cli import edge

if TYPE_CHECKING:
    from luoshi.boards.finding import Group, Place
    from luoshi.search.records import Source

#: Exit code when the index is not what the rows say.
BROKEN = 3
_TEXTS = {
    "nothing": ("没有找到“{words}”。", "Nothing found for {words!r}."),
    "no_words": ("请写要找的词。", "Say what to look for."),
    "more": ("以上 {shown} 条，共 {n} 条。", "{shown} shown of {n}."),
    "many": ("以上 {shown} 条，超过 {n} 条。", "{shown} shown of more than {n}."),
    "incomplete": ("索引还没有建完，结果可能不全。", "The index is not complete yet; something may be missing."),
    "built": ("已重建索引：{rows} 行，{seconds:.0f} 秒。", "Built the index anew: {rows} rows in {seconds:.0f} s."),
    "whole": ("{source}：{right} 条相符。", "{source}: {right} entries as the rows say."),
    "broken": (
        "{source}：{right} 条相符，缺 {missing}，不符 {changed}，多余 {surplus}，未入索引 {without_grams}；"
        "请运行 luoshi search rebuild。",
        "{source}: {right} right, {missing} missing, {changed} changed, {surplus} of no row, "
        "{without_grams} without grams; run luoshi search rebuild.",
    ),
}


def _say(code: str, **values: object) -> str:
    chinese, english = _TEXTS[code]
    return (english if edge.language() == "en" else chinese).format(**values)


def sources() -> "tuple[Source, ...]":
    """Everything that can be found, of every room that has words."""
    from luoshi.intake import searching as intake
    from luoshi.ledger import searching as ledger

    return (*ledger.SOURCES, *intake.SOURCES)


def fill(*, at: dt.datetime, stop: threading.Event | None = None, seconds: float | None = None) -> int:
    """Put what the index does not hold yet into it, batch by batch; returns how many batches that took.

    Ends early when `stop` is set or the time is over: the next call goes on. `cli.prepare()` must have been called.
    """
    from luoshi.org.access import system_actor
    from luoshi.record.operations import unit_of_work
    from luoshi.search import operations as search
    from luoshi.search import queries

    every = sources()
    wanted = set(queries.missing([source.name for source in every]))
    began, batches = time.monotonic(), 0
    for source in every:
        more = source.name in wanted
        while more and not (stop and stop.is_set()) and (seconds is None or time.monotonic() - began < seconds):
            # No event: the index tells nothing that the rows do not; the unit of work brings the writer's lock.
            with unit_of_work(actor=system_actor("search").ref, at=at):
                more = search.fill(source)
            batches += 1
    return batches


class _Words(click.Group):
    """What is no command of the group is what to look for: `luoshi search 幼儿园`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        return super().resolve_command(ctx, args if args and args[0] in self.commands else ["find", *args])


@click.group("search", cls=_Words)
def command() -> None:
    """Find words in the ledger and the documents: luoshi search WORDS."""


@command.command("find")
@click.argument("words", nargs=-1, required=True)
@click.option("--group", type=click.Choice(["item", "report", "course", "document"]), help="Only this group.")
@click.option("--year", type=int, help="Only this year.")
@click.option("--limit", type=click.IntRange(1, 200), default=10, show_default=True, help="Places in each group.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def find(words: tuple[str, ...], group: str | None, year: int | None, limit: int, form: str) -> None:
    """Find words: several are ANDed, quotes keep them together, -- -word leaves out what holds it."""
    cli.prepare()
    from luoshi.boards import finding
    from luoshi.org.access import system_actor
    from luoshi.search.wanted import read

    said = " ".join(words)
    wanted = read(said)
    if wanted.is_empty:
        raise click.ClickException(_say("no_words"))
    found = [
        finding.find(system_actor("cli"), wanted, code, as_of=edge.now(), narrow=finding.Narrow(year=year), limit=limit)
        for code in ([group] if group else finding.ORDER)
    ]
    if form == "json":
        click.echo(json.dumps([_values(one) for one in found], ensure_ascii=False, indent=2))
        return
    if finding.missing():
        click.echo(_say("incomplete"), err=True)
    _print(found, said)


def _print(found: "list[Group]", said: str) -> None:
    """Each group with its places, one line each."""
    from luoshi.record import messages

    language: messages.Language = "en" if edge.language() == "en" else "zh"
    for one in found:
        if not one.places:
            continue
        click.secho(messages.word(f"found.{one.code}", language=language), bold=True)
        for place in one.places:
            click.echo(f"  {_head(place)}  {''.join(piece.text for piece in place.pieces)}")
        if len(one.places) < one.tally.n:
            code = "more" if one.tally.is_exact else "many"
            click.echo("  " + _say(code, shown=len(one.places), n=one.tally.n))
    if not any(one.places for one in found):
        click.echo(_say("nothing", words=said))


def _head(place: "Place") -> str:
    return place.line.number if place.line else place.document


def _values(one: "Group") -> dict[str, Any]:
    """A group as JSON values."""
    return {
        "group": one.code,
        "n": one.tally.n,
        "n_is_exact": one.tally.is_exact,
        "places": [
            {
                "kind": place.hit.kind.name.lower(),
                "number": place.line.number if place.line else None,
                "document": place.document or None,
                "unit": place.unit or None,
                "year": place.hit.year,
                "text": "".join(piece.text for piece in place.pieces),
                "words": [piece.text for piece in place.pieces if piece.is_hit],
            }
            for place in one.places
        ],
    }


@command.command("rebuild")
def rebuild() -> None:
    """Empty the index and build it anew from the rows; safe beside everybody's work."""
    cli.prepare()
    from luoshi.org.access import system_actor
    from luoshi.record.operations import unit_of_work
    from luoshi.search import operations as search
    from luoshi.search import queries

    began = time.perf_counter()
    with unit_of_work(actor=system_actor("search").ref, at=edge.now()):
        search.begin_anew()
    fill(at=edge.now())
    click.echo(_say("built", rows=queries.size(), seconds=time.perf_counter() - began))


@command.command("check")
def check() -> None:
    """Compare the index with the rows. Exit code 0 when all holds, 3 when something does not."""
    cli.prepare()
    from django.db import transaction

    from luoshi.search import checking

    is_whole = True
    for source in sources():
        with transaction.atomic():
            found = checking.check(source)
        is_whole = is_whole and found.is_whole
        values = {name: getattr(found, name) for name in found.__dataclass_fields__}
        click.echo(_say("whole" if found.is_whole else "broken", source=source.name, **values))
    sys.exit(0 if is_whole else BROKEN)
