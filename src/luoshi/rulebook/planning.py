"""What a clock owes from a start: each act, who owes it, by when and why."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from luoshi.clock import Calendar, Due, Step, Term, due, fixed, occurrences
from luoshi.clock.civil import SHANGHAI
from luoshi.record.refusals import Reason, Refused
from luoshi.rulebook.shapes import FROM_HAND_OVER, ClockRule, DutyRule


@dataclass(frozen=True, slots=True)
class PlannedDuty:
    """One duty to come. `period` names the turn of a recurring one; `instead` is the act that may replace it.

    `rule` is the ref of the clock (`clock/13710`), `local` an office's own setting without a published source.
    """

    act: str
    role: str
    due: Due
    period: str
    instead: str
    rule: str
    source: tuple[str, ...]
    local: bool


def check_choices(rule: ClockRule, choices: Mapping[str, str]) -> tuple[Reason, ...]:
    """Why these choices do not fit the clock: an undeclared name, an answer that is not offered."""
    declared = {one.code: one.codes for one in rule.choices}
    reasons = []
    for name, value in choices.items():
        values = {"clock": rule.code, "choice": name, "value": value}
        if name not in declared:
            reasons.append(Reason("choice.unknown", {**values, "options": sorted(declared)}))
        elif value not in declared[name]:
            reasons.append(Reason("choice.not_offered", {**values, "options": list(declared[name])}))
    return tuple(reasons)


def plan_duties(
    rule: ClockRule,
    choices: Mapping[str, str],
    start_at: dt.datetime,
    calendar: Calendar,
    horizon: dt.date,
    *,
    due_on: dt.date | None = None,
) -> tuple[PlannedDuty, ...]:
    """What `rule` owes after a hand-over at `start_at`, earliest first.

    `choices` beside the declared ones are left alone; a declared one with an answer that is not offered raises
    Refused. Of several blocks for one act and role the one with the most conditions holds. `due_on` is the item's own
    date: it sets the conclusion and what is anchored to `item_due`. Recurring duties come as far as `horizon`, or the
    conclusion when that is earlier.
    """
    declared = {one.code for one in rule.choices}
    chosen = {name: value for name, value in choices.items() if name in declared and value}
    if reasons := check_choices(rule, chosen):
        raise Refused(reasons)
    answers = rule.chosen(chosen)
    planned = []
    for duty in _closest([one for one in rule.duties if one.term.anchor in FROM_HAND_OVER], answers):
        reckoned = _reckon(duty, start_at, calendar, due_on)
        if reckoned is not None:
            planned.append(_planned(rule, duty, reckoned))
    whole = next((one.due for one in planned if (one.act, one.role) == ("conclude", "lead")), None)
    if whole is not None:
        planned = [_within(one, whole, calendar, start_at) for one in planned]
    ends = [] if whole is None else [whole.on]
    planned += recurring(rule, answers, start_at, calendar, through=min([horizon, *ends]))
    return tuple(sorted(planned, key=lambda one: one.due.at))


def plan_after(
    rule: ClockRule, anchor: str, choices: Mapping[str, str], start_at: dt.datetime, calendar: Calendar
) -> tuple[PlannedDuty, ...]:
    """The duties that a later event starts: `plan_handed_in`, `submitted`, `objected`, `extension_asked` or
    `concluded`.
    """
    duties = [duty for duty in rule.duties if duty.term.anchor == anchor]
    return tuple(
        _planned(rule, duty, due(duty.term, start_at, calendar)) for duty in _closest(duties, rule.chosen(choices))
    )


def _closest(duties: Sequence[DutyRule], answers: Mapping[str, str]) -> list[DutyRule]:
    """For each act and role the duty whose conditions hold; of several the one that says most (the loader refuses a
    tie).
    """
    best: dict[tuple[str, str], DutyRule] = {}
    for duty in duties:
        key = (duty.act, duty.role)
        if _holds(duty.when, answers) and (key not in best or len(duty.when) > len(best[key].when)):
            best[key] = duty
    return list(best.values())


def _holds(when: Mapping[str, str], answers: Mapping[str, str]) -> bool:
    return all(answers.get(name) == value for name, value in when.items())


def _planned(rule: ClockRule, duty: DutyRule, reckoned: Due) -> PlannedDuty:
    told = _told(rule, reckoned, duty.source)
    return PlannedDuty(duty.act, duty.role, told, "", duty.instead, rule.head.ref, duty.source, duty.local)


def _told(rule: ClockRule, reckoned: Due, source: tuple[str, ...]) -> Due:
    """The limit with the rule it comes from before its steps."""
    on = rule.head.in_force_on.isoformat()
    step = Step("clock.rule", {"clock": rule.code, "in_force_on": on, "source": "；".join(source)})
    return Due(reckoned.on, reckoned.at, reckoned.provisional, (step, *reckoned.why))


def _reckon(duty: DutyRule, start_at: dt.datetime, calendar: Calendar, due_on: dt.date | None) -> Due | None:
    """When the duty is due. A date that was set for the item itself rules its conclusion; a duty that hangs on that
    date falls back to `otherwise`, and is not owed (None) when there is neither.
    """
    term = duty.term
    if duty.act == "conclude" and due_on is not None:
        return fixed(due_on, calendar, start_at=start_at)
    if term.anchor != "item_due":
        return _not_before_start(due(term, start_at, calendar), start_at, calendar)
    if due_on is None:
        instead = duty.otherwise
        return None if instead is None else _not_before_start(due(instead, start_at, calendar), start_at, calendar)
    if term.amount == 0:
        return fixed(due_on, calendar, start_at=start_at)
    noon = dt.datetime.combine(due_on, dt.time(12), SHANGHAI)
    counted = due(term, noon, calendar)
    from_due = Step("clock.from_due", {"from_on": due_on.isoformat()})
    return _not_before_start(replace(counted, why=(from_due, *counted.why[1:])), start_at, calendar)


def _within(duty: PlannedDuty, whole: Due, calendar: Calendar, start_at: dt.datetime) -> PlannedDuty:
    """A co-unit's part is never due after the whole: a roll over a holiday would put it there."""
    if duty.act != "part" or duty.due.at <= whole.at:
        return duty
    told = fixed(whole.on, calendar, start_at=start_at)
    start, same, *end = told.why
    why = (duty.due.why[0], start, Step("clock.with_whole", same.values), *end)
    return replace(duty, due=Due(whole.on, whole.at, told.provisional, why))


def _not_before_start(reckoned: Due, start_at: dt.datetime, calendar: Calendar) -> Due:
    """Counted back, a duty might end before it was handed over: then it is due on that day."""
    if reckoned.at > start_at:
        return reckoned
    return due(Term(0, "day"), start_at, calendar)


def recurring(
    rule: ClockRule, choices: Mapping[str, str], start_at: dt.datetime, calendar: Calendar, *, through: dt.date
) -> list[PlannedDuty]:
    """The recurring duties of a hand-over at `start_at` as far as `through`: asked again, further on, as time goes."""
    answers = rule.chosen(choices)
    return [
        PlannedDuty(
            one.act, one.role, _told(rule, turn.due, one.source), turn.period, "", rule.head.ref, one.source, one.local
        )
        for one in rule.cadences
        if _holds(one.when, answers)
        for turn in occurrences(one.every, start_at, through=through, calendar=calendar)
    ]
