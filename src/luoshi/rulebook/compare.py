"""What a new text of a rule would change: keys, and for clock rules the dates that come out differently."""

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping

from luoshi.clock import Calendar
from luoshi.rulebook.planning import plan_duties
from luoshi.rulebook.shapes import ClockRule


def changes(old: Mapping[str, object], new: Mapping[str, object], path: str = "") -> list[tuple[str, object, object]]:
    """(key, old, new) for every key that differs between two parsed files; None where there is none."""
    found: list[tuple[str, object, object]] = []
    for key in [*old, *(key for key in new if key not in old)]:
        place = f"{path}.{key}" if path else key
        before, after = old.get(key), new.get(key)
        if before == after:
            continue
        found += _changed(place, before, after)
    return found


def _changed(place: str, before: object, after: object) -> list[tuple[str, object, object]]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return changes(before, after, place)
    if isinstance(before, list) and isinstance(after, list) and any(isinstance(one, Mapping) for one in before + after):
        return changes(_numbered(before), _numbered(after), place)
    return [(place, before, after)]


def _numbered(rows: list[object]) -> dict[str, object]:
    return {str(number): row for number, row in enumerate(rows, start=1)}


def date_changes(
    old: ClockRule, new: ClockRule, start_at: dt.datetime, calendar: Calendar
) -> list[tuple[str, str, dt.date | None, dt.date | None]]:
    """(choices, act, old date, new date) of what a hand-over at `start_at` would owe under either text.

    Every combination of the new text's choices is tried; `choices` is `complexity=complex`, "" for the defaults. Only
    differences are told, and under the defaults first.
    """
    found = []
    for choices in _combinations(new):
        said = ", ".join(f"{name}={value}" for name, value in choices.items() if value != _default(new, name))
        before, after = _dates(old, choices, start_at, calendar), _dates(new, choices, start_at, calendar)
        for act in [*before, *(act for act in after if act not in before)]:
            if before.get(act) != after.get(act):
                found.append((said, act, before.get(act), after.get(act)))
    return sorted(found, key=lambda one: len(one[0]))


def _combinations(rule: ClockRule) -> Iterator[dict[str, str]]:
    names = [choice.code for choice in rule.choices]
    for answers in itertools.product(*(choice.codes for choice in rule.choices)):
        yield dict(zip(names, answers, strict=True))


def _default(rule: ClockRule, name: str) -> str:
    return next(choice.default for choice in rule.choices if choice.code == name)


def _dates(
    rule: ClockRule, choices: Mapping[str, str], start_at: dt.datetime, calendar: Calendar
) -> dict[str, dt.date]:
    """The lead unit's dates by act; answers that this text does not offer fall back to its defaults."""
    offered = {one.code: choices[one.code] for one in rule.choices if choices.get(one.code) in one.codes}
    planned = plan_duties(rule, offered, start_at, calendar, start_at.date())
    return {duty.act: duty.due.on for duty in planned if duty.role == "lead" and not duty.period}
