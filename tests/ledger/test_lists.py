"""What people do by the list: one act for many items is the same as one by one, or nothing at all."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.ledger import ways
from tests.ledger.office import Office

from luoshi.ledger import operations
from luoshi.ledger.models import Duty, Item, ItemVersion, Report
from luoshi.ledger.operations import (
    ConclusionSpec,
    LookSpec,
    PartSpec,
    ReportSpec,
    StrikeOffSpec,
    SubmissionSpec,
)
from luoshi.record import queries as record
from luoshi.record import verification
from luoshi.record.refusals import Conflict, NotVisible, Refused

SIXTY = 60
# Savepoint, lock, parts of the case, who asks, rows, items, past: the same for two items as for sixty.
MOST = 40


def handed_over(office: Office, n: int) -> list[Item]:
    """So many items that the education bureau leads and the finance bureau helps with."""
    drafts = [office.open(title=f"建成第{place}所幼儿园") for place in range(n)]
    pairs = [(item.pk, item.version) for item in drafts]
    operations.hand_over(actor=office.actor("director"), at=office.at, items=pairs)
    return [ways.fresh(item) for item in drafts]


def seen(items: Sequence[Item]) -> list[tuple[int, int]]:
    """(id, version as it stands) of each."""
    return [(item.pk, ways.fresh(item).version) for item in items]


def by_the_list(office: Office, items: Sequence[Item]) -> None:
    """All of them from the signature to the striking off, one act for each verb."""
    ids = [item.pk for item in items]
    operations.sign_for_all(actor=office.actor("lead"), at=office.at, item_ids=ids)
    at = office.later(days=1)
    said = [ReportSpec(pk, "主体结构已经封顶。", progress=6000) for pk in ids]
    operations.report_all(actor=office.actor("lead"), at=at, reports=said)
    operations.finish_parts(actor=office.actor("co"), at=at, parts=[PartSpec(pk, "资金已经拨付。") for pk in ids])
    file = ways.kept(office)
    asked = [SubmissionSpec(pk, "幼儿园已经开园。", (file,)) for pk in ids]
    operations.submit_all(actor=office.actor("head"), at=at, submissions=asked)
    at = office.later(days=1)
    operations.verify_all(actor=office.actor("clerk"), at=at, looks=[LookSpec(pk, "on_site", True) for pk in ids])
    ends = [ConclusionSpec(pk, version, "good") for pk, version in seen(items)]
    operations.conclude_all(actor=office.actor("clerk"), at=at, items=ends)
    struck = [StrikeOffSpec(pk, version) for pk, version in seen(items)]
    operations.strike_off_all(actor=office.actor("director"), at=office.later(days=1), items=struck)


def one_by_one(office: Office, items: Sequence[Item]) -> None:
    """The same acts at the same moments, each item for itself."""
    for item in items:
        operations.sign_for(actor=office.actor("lead"), at=office.at, item_id=item.pk)
    office.later(days=1)
    file = ways.kept(office)
    for item in items:
        ways.report(office, item, progress=6000)
        ways.finish_part(office, item)
        ways.submit(office, item, files=[file])
    office.later(days=1)
    for item in items:
        ways.verify(office, item)
        ways.conclude(office, item)
    office.later(days=1)
    for item in items:
        ways.strike_off(office, item)


def told(office: Office, item: Item) -> dict[str, Any]:
    """Everything that is kept of an item, without the keys of rows."""
    left_out = ("id", "pk", "item_id", "number", "title", "predecessor_id", "assignment_id", "duty_id")

    def plain(row: Any) -> list[tuple[str, str]]:
        return [(name, str(value)) for name, value in sorted(row.items()) if name not in left_out]

    return {
        "item": plain(Item.objects.filter(pk=item.pk).values()[0]),
        "past": [plain(row) for row in ItemVersion.objects.filter(item=item).order_by("recorded_from").values()],
        "duties": [plain(row) for row in Duty.objects.filter(item=item).order_by("act", "due_at", "id").values()],
        "reports": [plain(row) for row in Report.objects.filter(item=item).order_by("ordinal").values()],
        "events": [(one.type, one.actor) for one in record.events(stream=f"item:{item.number}", as_of=office.at)],
    }


@pytest.mark.parametrize("way", [by_the_list, one_by_one])
def test_a_list_leaves_what_single_acts_leave(office: Office, way: Callable[[Office, Sequence[Item]], None]) -> None:
    items = handed_over(office, 2)
    began = office.at
    way(office, items)
    ends = told(office, items[1])
    # The other way, with items of the same day.
    office.at = began
    others = handed_over(office, 2)
    (one_by_one if way is by_the_list else by_the_list)(office, others)
    assert told(office, others[1]) == ends
    assert verification.verify().is_whole


def test_one_refused_item_refuses_all_and_every_reason_names_its_item(office: Office) -> None:
    first, second, third = handed_over(office, 3)
    ways.finish_part(office, first)
    file = ways.kept(office)
    size = record.head().size
    asked = [
        SubmissionSpec(first.pk, "已经开园。", (file,)),
        SubmissionSpec(second.pk, " "),
        SubmissionSpec(third.pk, "好"),
    ]
    with pytest.raises(Refused) as refused:
        operations.submit_all(actor=office.actor("head"), at=office.at, submissions=asked)
    reasons = [(reason.code, reason.values["item"]) for reason in refused.value.reasons]
    assert reasons == [
        ("submit.no_statement", f"item:{second.number}"),
        ("submit.part_open", f"item:{second.number}"),
        ("submit.no_evidence", f"item:{second.number}"),
        ("submit.part_open", f"item:{third.number}"),
        ("submit.no_evidence", f"item:{third.number}"),
    ]
    assert record.head().size == size
    assert ways.fresh(first).state == "open"
    assert not Report.objects.filter(kind="submission").exists()


def test_a_list_names_every_item_that_has_changed_since_it_was_seen(office: Office) -> None:
    items = handed_over(office, 2)
    by_hand = [ConclusionSpec(pk, version - 1, "good") for pk, version in seen(items)]
    with pytest.raises(Conflict) as conflict:
        operations.conclude_all(actor=office.actor("clerk"), at=office.at, items=by_hand)
    assert ways.codes(conflict) == ["item.stale", "item.stale"]


def test_a_list_says_nothing_of_an_item_that_one_may_not_see(office: Office) -> None:
    (item,) = handed_over(office, 1)
    with pytest.raises(NotVisible):
        operations.sign_for_all(actor=office.actor("lead"), at=office.at, item_ids=[item.pk, 10**9])
    assert ways.owed(item, "sign", unit_id=item.lead_unit_id)


def test_nothing_chosen_and_one_item_twice_are_refused(office: Office) -> None:
    (item,) = handed_over(office, 1)
    with pytest.raises(Refused) as nothing:
        operations.sign_for_all(actor=office.actor("lead"), at=office.at, item_ids=[])
    with pytest.raises(Refused) as twice:
        operations.sign_for_all(actor=office.actor("lead"), at=office.at, item_ids=[item.pk, item.pk])
    assert (ways.codes(nothing), ways.codes(twice)) == (["acts.nothing"], ["acts.twice"])


def test_sixty_reports_in_one_act_take_no_more_statements_than_a_few(office: Office) -> None:
    items = handed_over(office, SIXTY)
    office.later(days=3)
    said = [ReportSpec(item.pk, "正在推进。", progress=3000) for item in items]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        operations.report_all(actor=office.actor("lead"), at=office.at, reports=said)
    assert len(asked) <= MOST
    assert Report.objects.count() == SIXTY
    assert verification.verify().is_whole
