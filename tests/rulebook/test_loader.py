"""A rule file is read strictly: each fault is refused with file, line and reason, all of them at once."""

from pathlib import Path

import pytest

from luoshi.record import messages
from luoshi.record.refusals import Reason, Refused
from luoshi.rulebook import shipped
from luoshi.rulebook.loader import check_references, load, load_folder, read_text
from luoshi.rulebook.shapes import ClockRule, KindRule

CLOCK = """[clock]
code = "own"
title = { zh = "本办时限", en = "our own" }
in_force_on = 2026-01-01
source = ["县政办发〔2026〕3号"]

[[choice]]
code = "complexity"
label = { zh = "复杂程度", en = "complexity" }
default = "ordinary"
source = ["第三条"]
option = [
    { code = "ordinary", label = { zh = "一般", en = "ordinary" } },
    { code = "complex", label = { zh = "复杂", en = "complex" } },
]

[[duty]]
act = "conclude"
term = { amount = 7, unit = "day" }
source = ["第四条"]

[[duty]]
act = "conclude"
when = { complexity = "complex" }
term = { amount = 1, unit = "month" }
source = ["第五条"]

[[cadence]]
act = "report"
every = { amount = 1, unit = "month", on = "day", day = 25 }
source = ["第六条"]
"""


def _faults(text: str) -> list[Reason]:
    with pytest.raises(Refused) as refused:
        read_text(text, file="clocks/own.toml")
    return list(refused.value.reasons)


def _shipped(name: str) -> str:
    return (shipped.FOLDER / name).read_text(encoding="utf-8")


def test_a_good_file_is_read_and_its_text_kept() -> None:
    read = read_text(CLOCK, file="clocks/own.toml")
    assert isinstance(read.rule, ClockRule)
    assert read.key == ("clock", "own")
    assert read.text == CLOCK
    assert read.rule.chosen({}) == {"complexity": "ordinary"}
    assert read.head.applies == "new"


@pytest.mark.parametrize(
    ("right", "wrong", "code", "line"),
    [
        ('unit = "day"', 'unit = "fortnight"', "not_one_of", 19),
        ("amount = 7", 'amount = "7"', "bad_value", 19),
        ("amount = 7", "amount = true", "bad_value", 19),
        ("amount = 7", "amount = -7", "too_small", 19),
        ("amount = 7, unit", 'amount = 7, cut_off = "3pm", unit', "bad_value", 19),
        ('act = "conclude"\nterm', 'akt = "conclude"\nterm', "unknown_key", 18),
        ('source = ["第四条"]', "source = []", "missing_source", 20),
        ('source = ["第四条"]', "", "missing_source", 17),
        ("when = { complexity", "when = { weather", "unknown_choice", 24),
        ('complexity = "complex"', 'complexity = "hard"', "not_one_of", 24),
        ('when = { complexity = "complex" }\n', "", "clash", 22),
        ('default = "ordinary"', 'default = "usual"', "not_one_of", 10),
        ("in_force_on = 2026-01-01", 'in_force_on = "2026-01-01"', "bad_value", 4),
        ("in_force_on = 2026-01-01", "in_force_on = 2026-01-01T00:00:00", "bad_value", 4),
        ('zh = "本办时限", en', "en", "missing_key", 3),
        ('code = "own"', 'code = "../own"', "bad_value", 2),
        ('unit = "month", on', 'unit = "day", on', "daily_cycle", 30),
        ('unit = "month", on = "day", day = 25', 'unit = "week", on = "weekday", day = 5', "short_cycle", 28),
        ("day = 25", "day = 40", "impossible", 30),
        ("[clock]", "[[clock]]", "no_head", 1),
        ("[[duty]]", "[[duty]", "syntax", 17),
        ('unit = "month", on', 'unit = "month", roll = "back", on', "not_one_of", 30),
    ],
)
def test_a_slip_is_named_with_its_line(right: str, wrong: str, code: str, line: int) -> None:
    assert right in CLOCK
    faults = _faults(CLOCK.replace(right, wrong, 1))
    assert (f"rules.{code}", line) in [(one.code, one.values["line"]) for one in faults]
    for one in faults:
        assert one.values["file"] == "clocks/own.toml"
        for language in ("zh", "en"):
            said = messages.refusal(one, language=language)  # type: ignore[arg-type]
            assert "clocks/own.toml" in said
            assert "{" not in said.replace("{ ", "")


def test_all_faults_of_all_files_come_together() -> None:
    two = CLOCK.replace("amount = 7", "amont = 7").replace('source = ["第六条"]', "")
    with pytest.raises(Refused) as refused:
        load([("clocks/own.toml", two), ("clocks/710.toml", "nonsense")])
    assert [(one.values["file"], one.code) for one in refused.value.reasons] == [
        ("clocks/own.toml", "rules.missing_key"),
        ("clocks/own.toml", "rules.unknown_key"),
        ("clocks/own.toml", "rules.missing_source"),
        ("clocks/710.toml", "rules.syntax"),
    ]


def test_two_files_may_not_have_one_code() -> None:
    with pytest.raises(Refused) as refused:
        load([("a.toml", CLOCK), ("b.toml", CLOCK)])
    assert refused.value.reasons[0].code == "rules.code_twice"


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        ('zh = "已办结", en = "done"', 'zh = "已办结"', "missing_key"),
        ('time = "normal"\npace = "any"', 'time = "normal"\npace = "ahead"', "light_missing"),
        ("far_behind_gap = 3000", "far_behind_gap = 900", "gaps"),
        ('"extra_urgent"', '"very"', "not_one_of"),
        ('colour = "grey"', 'colour = "pink"', "not_one_of"),
    ],
)
def test_a_scheme_must_show_every_light(right: str, wrong: str, code: str) -> None:
    text = _shipped("schemes/jining.toml")
    assert right in text
    assert f"rules.{code}" in {one.code for one in _faults(text.replace(right, wrong, 1))}


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        ("shares = [2000, 5000, 7500, 10000]", "shares = [2000, 5000, 4000, 10000]", "shares"),
        ("shares = [2000, 5000, 7500, 10000]", "shares = [2000, 5000]", "shares"),
        ("up_to_days = 31", "up_to_days = 5", "limits_order"),
        ('type = "choice"', 'type = "text"', "choice_options"),
        ('type = "text"', 'type = "money"', "not_one_of"),
        ("filter = true", "filter = true\nprivate = true", "private_filter"),
        ('code = "aspect"', 'code = "part"', "twice"),
        ('"paper"', '"guess"', "not_one_of"),
        ("[objection]", "[objections]", "unknown_key"),
    ],
)
def test_a_kind_is_read_as_strictly(right: str, wrong: str, code: str) -> None:
    text = _shipped("kinds/report_task.toml")
    assert right in text
    assert f"rules.{code}" in {one.code for one in _faults(text.replace(right, wrong, 1))}


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        ("work = [2026-01-04]", "work = [2026-01-05]", "not_a_make_up"),
        ("work = [2026-01-04]", "work = [2026-01-03]", "not_a_make_up"),
        ("to = 2026-01-03", "to = 2025-12-30", "ends_before_start"),
        ("from = 2026-02-15", "from = 2025-02-15", "other_year"),
        ('area = "cn"', 'area = "cn"\nhours = ["8-12"]', "bad_value"),
    ],
)
def test_a_calendar_is_read_as_strictly(right: str, wrong: str, code: str) -> None:
    text = _shipped("calendars/cn-2026.toml")
    assert right in text
    assert f"rules.{code}" in {one.code for one in _faults(text.replace(right, wrong, 1))}


def test_a_kind_of_a_short_item_may_be_objected_to_for_a_shorter_time() -> None:
    rule = shipped.shipped()[("kind", "report_task")].rule
    assert isinstance(rule, KindRule)
    assert [rule.objection.term(days).amount for days in (7, 30, 330)] == [1, 3, 5]
    assert [rule.extension.term(days).amount for days in (7, 30, 330)] == [1, 3, 5]
    assert [rule.extension.longest(days) for days in (7, 30, 330)] == [7, 30, 92]
    assert rule.extension.term(7).before


def test_kinds_must_have_letters_of_their_own() -> None:
    twice = _shipped("kinds/matter.toml").replace('letter = "T"', 'letter = "R"').replace('"matter"', '"other"', 1)
    rules = {**shipped.shipped(), **load([("kinds/other.toml", twice)])}
    with pytest.raises(Refused) as refused:
        check_references(rules)
    assert [one.code for one in refused.value.reasons] == ["rules.letter_twice"]


def test_one_year_of_one_area_has_one_calendar() -> None:
    twice = _shipped("calendars/cn-2026.toml").replace('"cn-2026"', '"cn-2026-b"')
    with pytest.raises(Refused) as refused:
        check_references({**shipped.shipped(), **load([("calendars/b.toml", twice)])})
    assert [one.code for one in refused.value.reasons] == ["rules.year_twice"]


def test_an_offices_folder_replaces_a_whole_file_by_its_code(tmp_path: Path) -> None:
    (tmp_path / "clocks").mkdir()
    ours = _shipped("clocks/13710.toml").replace("amount = 7, unit", "amount = 5, unit")
    (tmp_path / "clocks" / "ours.toml").write_text(ours, encoding="utf-8")
    rules = shipped.with_office_folder(str(tmp_path))
    assert rules[("clock", "13710")].text == ours
    assert rules[("clock", "710")] == shipped.shipped()[("clock", "710")]
    assert shipped.with_office_folder("") == shipped.shipped()


def test_a_file_in_the_wrong_place_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        load_folder(tmp_path / "none")
    assert refused.value.reasons[0].code == "rules.no_folder"
    (tmp_path / "kinds").mkdir()
    (tmp_path / "kinds" / "own.toml").write_text(CLOCK, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        load_folder(tmp_path)
    assert refused.value.reasons[0].code == "rules.wrong_folder"
    (tmp_path / "own.toml").write_text(CLOCK, encoding="utf-8")
    (tmp_path / "kinds" / "bytes.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(Refused) as refused:
        load_folder(tmp_path)
    assert {one.code for one in refused.value.reasons} == {"rules.wrong_place", "rules.unreadable"}


def test_every_shipped_file_names_its_sources_and_lies_under_its_code() -> None:
    for rule in shipped.shipped().values():
        assert rule.head.source
        assert rule.file.endswith(f"/{rule.head.code}.toml")


def test_r13_04_nobody_can_be_asked_to_report_daily_and_weekly_only_with_a_reason() -> None:
    monthly = 'every = { amount = 1, unit = "month", on = "day", day = 25 }'
    weekly = 'every = { amount = 1, unit = "week", on = "weekday", day = 5 }'
    assert "rules.daily_cycle" in {one.code for one in _faults(CLOCK.replace('unit = "month", on', 'unit = "day", on'))}
    assert "rules.short_cycle" in {one.code for one in _faults(CLOCK.replace(monthly, weekly))}
    read = read_text(CLOCK.replace(monthly, f'{weekly}\nreason = "防汛期间"'), file="clocks/own.toml").rule
    assert isinstance(read, ClockRule)
    assert read.cadences[0].reason == "防汛期间"
    shortest = {
        one.every.unit
        for rule in shipped.shipped().values()
        if isinstance(rule.rule, ClockRule)
        for one in rule.rule.cadences
    }
    assert shortest == {"month"}
