"""The list of shipped rules in docs/rules.md, written from the files themselves; a test keeps it fresh."""

import tomllib

from luoshi.clock import Cadence, Term
from luoshi.rulebook.shapes import (
    FOLDERS,
    CadenceRule,
    CalendarRule,
    ClockRule,
    DutyRule,
    Head,
    KindRule,
    LadderRule,
    RuleFile,
    SchemeRule,
)
from luoshi.rulebook.shipped import shipped

BEGIN = "<!-- shipped rules: written by `luoshi rules document`, do not edit -->"
END = "<!-- end of shipped rules -->"
#: Keys of `when` are codes that the file itself declares.
CHOICE_CODES = frozenset({"complexity", "urgency"})


def shipped_list() -> str:
    """Every shipped rule as Markdown: what it says, where it comes from, what is a local setting (本地设定)."""
    parts = [BEGIN, ""]
    for kind, folder in FOLDERS.items():
        files = [file for file in shipped().values() if file.head.kind == kind]
        parts += [f"### {folder}", ""]
        if kind == "calendar":
            parts += _calendars(files)
        else:
            for file in files:
                parts += _rule(file)
    return "\n".join([*parts, END]) + "\n"


def used_keys() -> tuple[str, ...]:
    """Every key that a shipped rule file uses, sorted: docs/rules.md must explain each."""
    found: set[str] = set()
    for file in shipped().values():
        _collect(tomllib.loads(file.text), found)
    return tuple(sorted(found - CHOICE_CODES))


def _collect(value: object, found: set[str]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            found.add(key)
            _collect(inner, found)
    elif isinstance(value, list):
        for inner in value:
            _collect(inner, found)


def _rule(file: RuleFile) -> list[str]:
    head = file.head
    local = " · 本地设定" if head.local else ""
    lines = [f"**`{head.code}`** {head.title.zh} · {head.title.en}{local}", ""]
    lines += [f"In force from {head.in_force_on}; touches {_applies(head)}. Source: {'；'.join(head.source)}.", ""]
    rule = file.rule
    if isinstance(rule, ClockRule):
        lines += _clock(rule)
    elif isinstance(rule, KindRule):
        lines += _kind(rule)
    elif isinstance(rule, SchemeRule):
        lines += _scheme(rule)
    elif isinstance(rule, LadderRule):
        lines += [f"- {rung.step}: {_term(rung.term)} at {rung.at:%H:%M}{_over(rung.over_days)}" for rung in rule.rungs]
    return [*lines, ""]


def _applies(head: Head) -> str:
    return "new items" if head.applies == "new" else "open items too"


def _over(days: int) -> str:
    return f", limits over {days} days only" if days else ""


def _clock(rule: ClockRule) -> list[str]:
    lines = [f"- choice `{one.code}`: {', '.join(one.codes)} (default {one.default})" for one in rule.choices]
    lines += ["", "| act | who | when | term | source |", "| --- | --- | --- | --- | --- |"]
    lines += [_duty(duty) for duty in rule.duties]
    lines += [_cadence(one) for one in rule.cadences]
    return lines


def _when(rule: DutyRule | CadenceRule) -> str:
    return ", ".join(f"{name} = {value}" for name, value in rule.when.items()) or "always"


def _source(source: tuple[str, ...], *, local: bool) -> str:
    return "；".join(source) + (" · 本地设定" if local else "")


def _duty(duty: DutyRule) -> str:
    term = _term(duty.term)
    if duty.otherwise is not None:
        term += f"; without a date of its own {_term(duty.otherwise)}"
    if duty.instead:
        term += f"; or `{duty.instead}` instead"
    return f"| {duty.act} | {duty.role} | {_when(duty)} | {term} | {_source(duty.source, local=duty.local)} |"


def _cadence(one: CadenceRule) -> str:
    return f"| {one.act} | {one.role} | {_when(one)} | {_every(one.every)} | {_source(one.source, local=one.local)} |"


def _every(cadence: Cadence) -> str:
    turn = f"every {cadence.unit}" if cadence.amount == 1 else f"every {cadence.amount} {cadence.unit}s"
    day = {"day": f"day {cadence.day}", "weekday": f"weekday {cadence.day}"}.get(
        cadence.on, cadence.on.replace("_", " ")
    )
    return f"{turn}, {day}, the first more than {cadence.first_after} days after the start"


def _term(term: Term) -> str:
    unit = term.unit.replace("_", " ")
    said = f"{term.amount} {unit}{'' if term.amount == 1 else 's'}"
    said += " before" if term.before else " from"
    said += f" `{term.anchor}`"
    if term.count_first_day:
        said += ", first day counted"
    if term.cut_off is not None:
        said += f", cut-off {term.cut_off:%H:%M}"
    return said if term.roll == "next" else f"{said}, no roll"


def _kind(rule: KindRule) -> list[str]:
    return [
        f"- letter `{rule.letter}`, clock `{rule.clock}`, scheme `{rule.scheme}`, ladder `{rule.ladder}`",
        f"- fields: {', '.join(f'`{one.code}` {one.label.zh}' for one in rule.fields) or 'none'}",
        f"- objection: {_limits([limit.term for limit in rule.objection.within])}, at most {rule.objection.most}; "
        + _source(rule.objection.source, local=rule.objection.local),
        f"- extension asked for: {_limits([limit.term for limit in rule.extension.apply_before])}; "
        f"at most {rule.extension.most}, up to {rule.extension.longest_days} days; "
        + _source(rule.extension.source, local=rule.extension.local),
        f"- acceptance: {', '.join(rule.acceptance)}; grades: {', '.join(rule.grades)}",
        f"- pace: {rule.pace.shares if rule.pace else 'none'}",
    ]


def _limits(terms: list[Term]) -> str:
    return " / ".join(f"{term.amount} {term.unit.replace('_', ' ')}" for term in terms)


def _scheme(rule: SchemeRule) -> list[str]:
    scheme = rule.scheme
    lines = [
        f"- soon {scheme.soon_days} days before, severe {scheme.severe_days} days after; below the plan by more than "
        f"{scheme.behind_gap // 100} points is behind, by more than {scheme.far_behind_gap // 100} far behind",
        "",
        "| time | pace | colour | word | shape |",
        "| --- | --- | --- | --- | --- |",
    ]
    for (time, pace), shown in scheme.table.items():
        lines.append(f"| {time} | {pace or '—'} | {shown.colour} | {shown.word_zh} {shown.word_en} | {shown.shape} |")
    return lines


def _calendars(files: list[RuleFile]) -> list[str]:
    lines = ["| code | rest days | make-up working days | notice |", "| --- | --- | --- | --- |"]
    for file in files:
        rule = file.rule
        assert isinstance(rule, CalendarRule)
        off = sum((one.end - one.start).days + 1 for one in rule.holidays)
        work = sum(len(one.work) for one in rule.holidays)
        lines.append(f"| `{rule.head.code}` | {off} | {work} | {'；'.join(rule.head.source)} |")
    return [*lines, ""]
