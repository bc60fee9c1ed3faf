"""The names by which documents call units that the directory holds in full: offered where they fit one unit alone."""

from datetime import date, datetime

from tests.cast import Cast

from luoshi.org import operations, queries
from luoshi.org.operations import UnitSpec


def _found(county: Cast, at: datetime, *specs: tuple[str, str, str], area_id: int | None = None) -> tuple[int, ...]:
    return operations.found_units(
        actor=county.founder,
        at=at,
        area_id=area_id or county.area_id,
        units=[
            UnitSpec(code=f"5{n:02}", name=name, kind=kind, short_name=short)
            for n, (name, kind, short) in enumerate(specs)
        ],
        on=date(2025, 1, 1),
    )


def _called(at: datetime, unit_id: int) -> set[str]:
    return {name for name, one in queries.directory(at) if one == unit_id}


def test_a_bureau_is_found_by_its_name_without_the_county_with_its_level_before_it_or_not(
    county: Cast, at: datetime
) -> None:
    (bureau,) = _found(county, at, ("晋源北县交通运输局", "department", "交通局"))
    assert _called(at, bureau) == {"晋源北县交通运输局", "县交通运输局", "交通运输局", "交通局", "县交通局"}


def test_a_bureau_of_two_fields_is_found_without_the_and_between_them(county: Cast, at: datetime) -> None:
    (bureau,) = _found(county, at, ("晋源北县发展和改革局", "department", "发改局"))
    assert {"县发展改革局", "发展改革局", "晋源北县发展改革局", "县发展和改革局"} <= _called(at, bureau)


def test_an_organ_of_the_party_is_found_by_its_name_without_the_county(county: Cast, at: datetime) -> None:
    short, long = _found(
        county, at, ("中共晋源北县委组织部", "department", ""), ("中共晋源北县委员会宣传部", "department", "")
    )
    assert _called(at, short) == {"中共晋源北县委组织部", "县委组织部", "组织部"}
    assert _called(at, long) == {"中共晋源北县委员会宣传部", "县委宣传部", "宣传部"}


def test_the_office_of_the_government_is_found_in_either_form_and_never_as_a_bare_office(
    county: Cast, at: datetime
) -> None:
    (office,) = _found(county, at, ("晋源北县人民政府办公室", "office", "县政府办"))
    assert {"县人民政府办公室", "县政府办公室", "人民政府办公室"} <= _called(at, office)
    assert "办公室" not in dict(queries.directory(at))


def test_a_name_that_would_fit_two_units_is_offered_for_none(county: Cast, at: datetime) -> None:
    other = operations.found_area(actor=county.founder, at=at, code="140898", name="晋源南县", level="county")
    _found(county, at, ("晋源北县水务局", "department", ""))
    _found(county, at, ("晋源南县水务局", "department", ""), area_id=other)
    known = dict(queries.directory(at))
    assert {"晋源北县水务局", "晋源南县水务局"} <= set(known)
    assert not {"县水务局", "水务局"} & set(known)
    # Both the county's government and its party committee have one.
    assert "督查室" not in known


def test_a_township_keeps_its_own_name(county: Cast, at: datetime) -> None:
    assert _called(at, county.units["towns"]) == {"晋源北县柳树镇人民政府", "柳树镇人民政府", "柳树镇"}
