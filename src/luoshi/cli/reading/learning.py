"""`luoshi reading …`: the sentence model learns from reviewers' decisions, shows what changes, goes back."""

from typing import Any

import click

from luoshi import cli
from luoshi.cli import edge
from luoshi.record import messages
from luoshi.record.refusals import Refused

_BY = click.option("--by", default="system:console", help="Who decides, as a ref such as post:3/person:9.")


@click.group()
def command() -> None:
    """Let reading's model learn from what reviewers decided, and go back."""


@command.command()
@click.option("--dry-run", is_flag=True, help="Show before and after; change nothing.")
@_BY
def learn(dry_run: bool, by: str) -> None:
    """Learn from accepted and waived sentences; used from now on where documents left out are read no worse."""
    cli.prepare()
    # Django must be ready before any room with tables is loaded.
    from luoshi.intake.operations import learning

    try:
        given = learning.lesson()
        click.echo(
            _pick(
                f"{given.documents}件来文，{given.sentences}句",
                f"{given.documents} documents, {given.sentences} sentences",
            )
        )
        click.echo(_line(_pick("学习前", "before"), given.before.as_data()))
        click.echo(_line(_pick("学习后", "after"), given.after.as_data()))
        if dry_run:
            return
        number = learning.learn(actor=by, at=edge.now(), given=given)
    except Refused as refused:
        raise _refuse(refused) from refused
    click.echo(_pick(f"第{number}次，已采用。", f"In use as step {number}."))


@command.command()
def history() -> None:
    """Every step: when, by whom, from how much, before and after."""
    cli.prepare()
    from luoshi.intake import learnt

    for one in learnt.history():
        head = f"{one.number}  {one.made_at:%Y-%m-%d %H:%M}  {one.made_by}  "
        if one.back:
            click.echo(head + _pick(f"恢复到第{one.base}次", f"back to step {one.base}"))
            continue
        click.echo(
            head
            + _pick(
                f"{one.documents}件来文{one.sentences}句", f"{one.sentences} sentences of {one.documents} documents"
            )
        )
        click.echo("   " + _line(_pick("学习前", "before"), one.before))
        click.echo("   " + _line(_pick("学习后", "after"), one.after))


@command.command()
@click.argument("number", type=click.IntRange(0))
@_BY
def rollback(number: int, by: str) -> None:
    """Use the weights of step NUMBER again; 0 is the shipped ones. Nothing is lost: going back is a step of its own."""
    cli.prepare()
    from luoshi.intake.operations import learning

    try:
        made = learning.go_back(actor=by, at=edge.now(), number=number)
    except Refused as refused:
        raise _refuse(refused) from refused
    click.echo(_pick(f"第{made}次：恢复到第{number}次。", f"Step {made}: back to step {number}."))


def _line(name: str, counts: dict[str, Any]) -> str:
    """Counts with the shares they make."""
    right, wrong, missed = (int(counts.get(key, 0)) for key in ("right", "wrong", "missed"))
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    return _pick(
        f"{name}：对{right}，多{wrong}，漏{missed}；准确{precision:.3f}，召回{recall:.3f}",
        f"{name}: {right} right, {wrong} in vain, {missed} missed; precision {precision:.3f}, recall {recall:.3f}",
    )


def _pick(zh: str, en: str) -> str:
    return en if edge.language() == "en" else zh


def _refuse(refused: Refused) -> click.ClickException:
    """Every reason on a line of its own."""
    language: messages.Language = "en" if edge.language() == "en" else "zh"
    return click.ClickException("\n".join(messages.refusal(one, language=language) for one in refused.reasons))
