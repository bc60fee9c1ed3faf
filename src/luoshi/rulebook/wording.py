"""Rules put into words: the steps of a date, and what a refused rule file says; without a database."""

from collections.abc import Iterable, Mapping

from luoshi.clock import Step
from luoshi.record import messages
from luoshi.record.messages import Language
from luoshi.record.refusals import Reason


def step_text(step: Step, *, language: Language) -> str:
    """One step of an explanation as a sentence."""
    return messages.render(f"why.{step.code}", step.values, language=language)


def steps_json(steps: Iterable[Step], *, language: Language) -> list[dict[str, str | int]]:
    """The steps as `{"code", "text", values…}`."""
    return [{"code": step.code, "text": step_text(step, language=language), **step.values} for step in steps]


def reason_text(reason: Reason, *, language: Language) -> str:
    """One reason as a sentence; the names in its values that are words stay as they are written in the file."""
    return messages.refusal(reason, language=language)


def act_word(act: str, *, language: Language) -> str:
    """What the office calls an act (`sign`: 签收)."""
    return messages.word(f"act.{act}", language=language)


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
