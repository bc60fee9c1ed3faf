"""`luoshi clock explain`: what a clock owes from a moment, and why each date is that date. Needs no database."""

import datetime as dt
import json
import os

import click

from luoshi.cli import edge
from luoshi.clock import Calendar, local
from luoshi.clock.civil import add_months
from luoshi.record import messages
from luoshi.record.refusals import Refused
from luoshi.rulebook import calendars, wording
from luoshi.rulebook.planning import PlannedDuty, check_choices, plan_duties
from luoshi.rulebook.shapes import ROLES, ClockRule, RuleFile
from luoshi.rulebook.shipped import with_office_folder

_WEEKDAYS = {"zh": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
#: Recurring duties are told this many months ahead (DESIGN §5).
_MONTHS_AHEAD = 13


class BadInput(click.ClickException):
    """What was typed cannot be used: one sentence, exit code 2."""

    exit_code = 2


@click.group()
def command() -> None:
    """Why a date is that date."""


@command.command()
@click.option("--clock", "code", required=True, help="Code of the clock rule, such as 13710.")
@click.option("--from", "start", help="When it is handed over: 2026-03-05T10:00 (Asia/Shanghai) or with an offset.")
@click.option("--set", "sets", multiple=True, metavar="CHOICE=ANSWER", help="A choice, such as complexity=complex.")
@click.option("--due", "own", help="The item's own date, if it has one.")
@click.option("--through", "end", help="How far recurring duties are told; 13 months without it.")
@click.option("--area", default="cn", help="GB/T 2260 code of the area whose days off hold.")
@click.option("--role", type=click.Choice([*ROLES, "all"]), default="lead", help="Whose duties.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
def explain(
    code: str,
    start: str | None,
    sets: tuple[str, ...],
    own: str | None,
    end: str | None,
    area: str,
    role: str,
    form: str,
) -> None:
    """Every duty of a clock rule from a hand-over: act, date, moment, and each step that leads there."""
    rules = _rules()
    rule = _clock(rules, code)
    choices = _choices(rule, sets)
    start_at = _moment(start) if start else edge.now()
    horizon = _date(end) if end else add_months(local(start_at).date(), _MONTHS_AHEAD)
    due_on = _date(own) if own else None
    duties = plan_duties(rule, choices, start_at, _calendar(rules, area), horizon, due_on=due_on)
    told = [duty for duty in duties if role in {"all", duty.role}]
    if form == "json":
        shown = {"duties": [_as_json(duty) for duty in told]}
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    click.echo(f"{rule.head.title.text(edge.language())}  {rule.head.ref}")
    for duty in told:
        click.echo(_as_text(duty))


def _rules() -> dict[tuple[str, str], RuleFile]:
    """The shipped rules with the office's folder over them."""
    try:
        return with_office_folder(os.environ.get("LUOSHI_RULES", ""))
    except Refused as refused:
        raise BadInput(
            "\n".join(wording.reason_text(one, language=_language()) for one in refused.reasons)
        ) from refused


def _language() -> messages.Language:
    return "en" if edge.language() == "en" else "zh"


def _say(zh: str, en: str) -> BadInput:
    return BadInput(en if _language() == "en" else zh)


def _clock(rules: dict[tuple[str, str], RuleFile], code: str) -> ClockRule:
    found = rules.get(("clock", code))
    if found is None or not isinstance(found.rule, ClockRule):
        known = [name for kind, name in rules if kind == "clock"]
        raise _say(
            f"没有时限规则“{code}”，可用的有{'、'.join(known)}。",
            f"There is no clock rule “{code}”; there are {', '.join(known)}.",
        )
    return found.rule


def _calendar(rules: dict[tuple[str, str], RuleFile], area: str) -> Calendar:
    return calendars.from_files(rules, area)


def _choices(rule: ClockRule, sets: tuple[str, ...]) -> dict[str, str]:
    """`--set name=answer`, checked against what the clock declares."""
    choices: dict[str, str] = {}
    for one in sets:
        name, sign, value = one.partition("=")
        if not sign or not name or not value:
            raise _say(
                f"“{one}”写法不对，应为 选项=取值，如complexity=complex。",
                f"“{one}” cannot be read; write choice=answer, such as complexity=complex.",
            )
        choices[name.strip()] = value.strip()
    if reasons := check_choices(rule, choices):
        raise BadInput("\n".join(wording.reason_text(reason, language=_language()) for reason in reasons))
    return choices


def _moment(said: str) -> dt.datetime:
    """A moment; without an offset in Asia/Shanghai; a date alone is its first minute."""
    try:
        at = dt.datetime.fromisoformat(said.strip())
    except ValueError as error:
        raise _unreadable(said, "2026-03-05T10:00") from error
    if not 1990 <= at.year <= 2999:
        raise _unreadable(said, "2026-03-05T10:00")
    return (at if at.tzinfo else at.replace(tzinfo=edge.SHANGHAI)).astimezone(dt.UTC)


def _date(said: str) -> dt.date:
    try:
        return dt.date.fromisoformat(said.strip())
    except ValueError as error:
        raise _unreadable(said, "2026-03-05") from error


def _unreadable(said: str, example: str) -> BadInput:
    return _say(f"看不懂时间“{said}”，请写成{example}。", f"“{said}” is no time that can be read; write {example}.")


def _as_json(duty: PlannedDuty) -> dict[str, object]:
    return {
        "act": duty.act,
        "due_on": duty.due.on.isoformat(),
        "due_at": local(duty.due.at).isoformat(),
        "provisional": duty.due.provisional,
        "why": wording.steps_json(duty.due.why, language=_language()),
    }


def _as_text(duty: PlannedDuty) -> str:
    """The act and its date, the steps below it."""
    language = _language()
    on = duty.due.on
    act = wording.act_word(duty.act, language=language)
    weekday = _WEEKDAYS[language][on.weekday()]
    day = f"{on}（周{weekday}）" if language == "zh" else f"{on} ({weekday})"
    notes = [duty.period] if duty.period else []
    if duty.due.provisional:
        notes.append("暂定" if language == "zh" else "provisional")
    if duty.local:
        notes.append(messages.word("rule.local", language=language))
    lines = [f"\n{act}  {day}  {'  '.join([*duty.source, *notes])}"]
    lines += [f"    {wording.step_text(step, language=language)}" for step in duty.due.why]
    return "\n".join(lines)
