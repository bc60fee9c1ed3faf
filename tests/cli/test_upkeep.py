"""A tick cares for files: what the office names stays, what nobody names goes, previews are drawn ahead."""

import datetime as dt
import os

import pytest
from tests import cast
from tests.record import samples

from luoshi.cli import tick
from luoshi.ledger import operations as ledger
from luoshi.record import previews, queries
from luoshi.record.operations import keep_file
from luoshi.record.verification import verify
from luoshi.rulebook import operations as rulebook

pytestmark = pytest.mark.django_db
STARTED = dt.datetime(2026, 1, 4, 1, tzinfo=dt.UTC)
AT = dt.datetime(2026, 3, 3, 2, tzinfo=dt.UTC)


def kept(content: bytes, at: dt.datetime) -> str:
    hash = keep_file(content=content, name="材料", at=at, actor="post:3/person:9").hash
    os.utime(queries.file_path(hash), (at.timestamp(), at.timestamp()))
    return hash


def test_a_tick_removes_what_nobody_names_and_keeps_what_an_item_rests_on() -> None:
    rulebook.activate_shipped(actor="system:init", at=STARTED)
    county = cast.build(STARTED)
    basis, lost = kept("纪要".encode(), AT), kept("误传".encode(), AT)
    ledger.open_item(
        actor=county.actor("clerk", AT), at=AT, kind="matter", title="修路", issuing_office_id=county.office_id,
        basis=ledger.Basis(title="纪要", quote="尽快修路。", file=basis), due_on=dt.date(2026, 12, 20),
        assignments=[ledger.AssignmentSpec(role="lead", unit_id=county.unit("education"))], acceptance="通车",
    )  # fmt: skip
    done = tick.once(at=AT + dt.timedelta(days=8))
    assert (done.removed, done.scanned) == (1, 0)
    assert (queries.file_path(basis).exists(), queries.file_path(lost).exists()) == (True, False)
    assert verify().is_whole


@pytest.mark.once
def test_a_tick_draws_the_previews_of_new_files() -> None:
    new = kept(samples.photo(), AT)
    kept(samples.screenshot(), AT - dt.timedelta(days=3))
    kept(samples.text(), AT)
    assert [tick.once(at=AT + dt.timedelta(hours=one)).drawn for one in (1, 2)] == [1, 0]
    assert previews.find(new) is not None
