"""Units as a dated tree: any past day can be told, and no day has two answers."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.cast import Cast

from luoshi.org import operations, queries
from luoshi.org.models import UnitVersion
from luoshi.org.operations import UnitSpec
from luoshi.record import queries as record
from luoshi.record.refusals import Refused
from luoshi.record.verification import verify

APRIL = date(2026, 4, 1)
BEFORE = datetime.fromisoformat("2026-03-31T23:59:00+08:00")
FIRST_DAY = datetime.fromisoformat("2026-04-01T00:00:00+08:00")


def _codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def _found(cast: Cast, at: datetime, *specs: UnitSpec) -> tuple[int, ...]:
    return operations.found_units(actor=cast.founder, at=at, area_id=cast.area_id, units=specs, on=date(2025, 1, 1))


def test_a_renamed_unit_has_its_old_name_until_midnight(county: Cast, at: datetime) -> None:
    unit_id = county.units["education"]
    operations.rename_unit(
        actor=county.founder, at=at, unit_id=unit_id, name="晋源北县教育体育局", short_name="县教体局", on=APRIL
    )
    assert queries.unit(unit_id, BEFORE).name == "晋源北县教育局"
    assert queries.unit(unit_id, FIRST_DAY).name == "晋源北县教育体育局"
    assert queries.names([f"unit:{unit_id}"], BEFORE) == {f"unit:{unit_id}": "县教育局"}
    assert {("晋源北县教育局", unit_id), ("县教体局", unit_id)} <= set(queries.directory(FIRST_DAY))
    assert ("县教体局", unit_id) not in queries.directory(BEFORE)


def test_a_section_moves_with_its_bureau_and_its_past_stays(county: Cast, at: datetime) -> None:
    (section,) = _found(county, at, UnitSpec("011-1", "基础教育股", "section", parent_id=county.units["education"]))
    assert section in queries.subtree(county.units["education"], BEFORE)
    operations.move_unit(actor=county.founder, at=at, unit_id=section, parent_id=county.units["finance"], on=APRIL)
    assert section in queries.subtree(county.units["education"], BEFORE)
    assert queries.subtree(county.units["education"], FIRST_DAY) == {county.units["education"]}
    assert section in queries.subtree(county.units["finance"], FIRST_DAY)


def test_a_unit_cannot_stand_below_itself(county: Cast, at: datetime) -> None:
    education = county.units["education"]
    (section,) = _found(county, at, UnitSpec("011-1", "基础教育股", "section", parent_id=education))
    with pytest.raises(Refused) as refused:
        operations.move_unit(actor=county.founder, at=at, unit_id=education, parent_id=section, on=APRIL)
    assert _codes(refused) == ["unit.parent_below"]


def test_the_past_is_not_changed_behind_a_later_change(county: Cast, at: datetime) -> None:
    unit_id = county.units["education"]
    rename = {"actor": county.founder, "at": at, "unit_id": unit_id, "short_name": ""}
    operations.rename_unit(**rename, name="晋源北县教育体育局", on=APRIL)
    with pytest.raises(Refused) as refused:
        operations.rename_unit(**rename, name="晋源北县文教局", on=APRIL - timedelta(days=1))
    assert _codes(refused) == ["org.later_change"]
    operations.rename_unit(**rename, name="晋源北县教科局", on=APRIL)
    assert queries.unit(unit_id, FIRST_DAY).name == "晋源北县教科局"
    assert UnitVersion.objects.filter(unit_id=unit_id).count() == 2


def test_a_unit_has_one_open_version_whatever_writes(county: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitVersion.objects.create(unit_id=county.units["education"], name="另一个", short_name="另", valid_from=APRIL)
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitVersion.objects.filter(unit_id=county.units["education"]).update(valid_to=date(2023, 1, 1))


def test_founding_tells_every_reason_at_once_and_changes_nothing(county: Cast, at: datetime) -> None:
    before = record.head()
    with pytest.raises(Refused) as refused:
        _found(county, at, UnitSpec("011", "又一个教育局", "department"), UnitSpec("", "", "bureau", parent_id=999_999))
    assert _codes(refused) == ["unit.code_taken", "org.field_missing", "unit.kind_unknown", "unit.no_such_parent"]
    assert record.head() == before


def test_a_unit_with_people_or_sections_is_not_dissolved(county: Cast, at: datetime) -> None:
    education = county.units["education"]
    (section,) = _found(county, at, UnitSpec("011-1", "基础教育股", "section", parent_id=education))
    with pytest.raises(Refused) as refused:
        operations.dissolve_unit(actor=county.founder, at=at, unit_id=education, on=APRIL)
    assert _codes(refused) == ["unit.has_units_below", "unit.has_holders"]
    operations.dissolve_unit(actor=county.founder, at=at, unit_id=section, on=APRIL)
    for who in ("head", "lead"):
        operations.relieve(actor=county.founder, at=at, post_id=county.post(who), on=APRIL)
    operations.dissolve_unit(actor=county.founder, at=at, unit_id=education, on=APRIL)
    assert education in queries.units(BEFORE)
    assert education not in queries.units(FIRST_DAY)
    assert education not in {unit_id for _, unit_id in queries.directory(FIRST_DAY)}
    assert queries.head_post(education, FIRST_DAY) is None
    assert queries.names([f"unit:{education}"], FIRST_DAY) == {f"unit:{education}": "县教育局"}


def test_a_temporary_body_has_paper_leader_members_and_end(county: Cast, at: datetime) -> None:
    members = [county.units["education"], county.units["finance"]]
    body = {
        "actor": county.founder, "at": at, "area_id": county.area_id, "code": "901", "name": "校园安全专班",
        "leader_post_id": county.post("vice_mayor"), "on": date(2026, 3, 2),
    }  # fmt: skip
    with pytest.raises(Refused) as refused:
        operations.found_body(**body, basis="", member_unit_ids=members, ends_on=date(2026, 3, 2))
    assert _codes(refused) == ["org.field_missing", "body.ends_too_early"]
    unit_id = operations.found_body(
        **body, basis="政办发〔2026〕7号", member_unit_ids=members, ends_on=date(2026, 12, 31)
    )
    operations.leave_body(actor=county.founder, at=at, body_unit_id=unit_id, unit_id=county.units["finance"], on=APRIL)
    operations.join_body(actor=county.founder, at=at, body_unit_id=unit_id, unit_id=county.units["towns"], on=APRIL)
    assert queries.find_body(unit_id, BEFORE).member_unit_ids == tuple(members)
    assert queries.find_body(unit_id, FIRST_DAY).member_unit_ids == (
        county.units["education"],
        county.units["towns"],
    )
    assert queries.unit(unit_id, FIRST_DAY).kind == "temporary_body"


def test_the_tree_of_a_day_is_one_query(county: Cast, at: datetime, django_assert_num_queries: object) -> None:
    refs = [f"unit:{county.units['education']}", f"post:{county.post('lead')}", f"person:{county.person('lead')}"]
    with django_assert_num_queries(1):
        assert len(queries.units(at)) == 8
    # however many kinds
    with django_assert_num_queries(1):
        both = f"{refs[1]}/{refs[2]}"
        assert queries.names([*refs, both, "item:LS-1", "system:tick"], at) == {
            refs[0]: "县教育局",
            refs[1]: "县教育局联络员",
            refs[2]: "陈晓禾",
            both: "县教育局联络员 陈晓禾",
        }


def test_the_log_covers_every_row_of_the_county(county: Cast, at: datetime) -> None:
    assert county.area_id
    report = verify()
    assert report.is_whole, report
