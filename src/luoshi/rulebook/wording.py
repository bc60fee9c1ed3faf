"""Rules put into words: the steps of a date, and what a refused rule file says; without a database."""

from collections.abc import Iterable

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
