"""Every step, fault and word that the two rooms can say has its text."""

import re
from pathlib import Path

import pytest

from luoshi.clock.lights import PACES, TIMES
from luoshi.clock.terms import UNITS, Step
from luoshi.record import messages
from luoshi.rulebook import shipped, wording
from luoshi.rulebook.reading_others import STEPS
from luoshi.rulebook.shapes import ACTS, FOLDERS, CalendarRule

SRC = Path(__file__).resolve().parents[2] / "src" / "luoshi"


def _said(room: str, pattern: str) -> set[str]:
    texts = (path.read_text(encoding="utf-8") for path in (SRC / room).glob("*.py"))
    return {code for text in texts for code in re.findall(pattern, text)}


def test_every_step_of_an_explanation_has_a_sentence() -> None:
    codes = _said("clock", r'"(clock\.[a-z_]+)"') | _said("rulebook", r'"(clock\.[a-z_]+)"')
    codes |= {"clock.month_end", "clock.quarter_end", "clock.year_end", "clock.count_first_day"}
    assert len(codes) >= 20
    unsaid = {code for code in codes if f"why.{code}" not in messages.catalogue()}
    assert unsaid == set()


def test_every_fault_of_a_rule_file_has_a_sentence() -> None:
    codes = _said("rulebook", r'(?:fault|add)\(\s*"([a-z_]+)"') | _said("rulebook", r'Reason\("rules\.([a-z_]+)"')
    assert len(codes) >= 25
    assert {code for code in codes if f"refusal.rules.{code}" not in messages.catalogue()} == set()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_code_has_a_word(language: messages.Language) -> None:
    codes = [f"unit.{one}" for one in UNITS] + [f"act.{one}" for one in ACTS] + [f"rule_kind.{one}" for one in FOLDERS]
    codes += [f"time.{one}" for one in TIMES] + [f"pace.{one}" for one in PACES if one]
    codes += [f"ladder_step.{one}" for one in STEPS] + ["rest.saturday", "rest.sunday", "rest.make_up"]
    for file in shipped.shipped().values():
        if isinstance(file.rule, CalendarRule):
            codes += [f"rest.{holiday.name}" for holiday in file.rule.holidays]
    assert [code for code in codes if messages.word(code, language=language) == code] == []


def test_an_areas_own_day_is_shown_as_it_is_written() -> None:
    step = Step("clock.rest", {"rest_on": "2026-07-20", "rest": "建州纪念日"})
    assert wording.step_text(step, language="zh") == "跳过2026年7月20日（建州纪念日）"
