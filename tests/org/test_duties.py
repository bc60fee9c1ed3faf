"""What the directory says of the work of a unit: written by those who arrange units, read with fields and founding."""

from datetime import datetime

import pytest
from tests.cast import Cast

from luoshi.org import operations, queries
from luoshi.record import queries as record
from luoshi.record import verification
from luoshi.record.refusals import Refused


def test_duties_are_written_read_and_taken_away_again(county: Cast, at: datetime) -> None:
    act = {"actor": county.actor("director", at), "at": at, "unit_id": county.units["education"]}
    operations.write_duties(**act, duties=" 学前教育和义务教育 ")
    operations.write_duties(**act, duties="学前教育和义务教育")
    assert queries.works(at)[county.units["education"]] == "学前教育和义务教育"
    card = queries.unit_card(county.units["education"], at)
    assert card is not None
    assert card.duties == "学前教育和义务教育"
    operations.write_duties(**act, duties="")
    assert county.units["education"] not in queries.works(at)
    written = [one for one in record.events_after(0, 10_000) if one.type == "unit.duties_written"]
    assert [one.payload["duties"] for one in written] == ["学前教育和义务教育", ""]
    assert verification.verify(anchors=[]).is_whole


def test_the_liaison_writes_no_duties(county: Cast, at: datetime) -> None:
    with pytest.raises(Refused):
        operations.write_duties(
            actor=county.actor("lead", at), at=at, unit_id=county.units["education"], duties="一切事务"
        )
    assert queries.works(at) == {}
