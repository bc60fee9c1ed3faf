"""What happened to the organisation, in sentences without gaps."""

from datetime import date, datetime

from tests.cast import Cast

from luoshi.org import operations, queries
from luoshi.record import messages
from luoshi.record import queries as record
from luoshi.record.refusals import Reason

APRIL = date(2026, 4, 1)


def test_every_event_of_the_room_reads_as_a_sentence(county: Cast, at: datetime) -> None:
    act = {"actor": county.actor("director", at), "at": at}
    unit_id, head, lead = county.units["education"], county.post("head"), county.post("lead")
    operations.rename_unit(**act, unit_id=unit_id, name="晋源北县教育体育局", short_name="县教体局", on=APRIL)
    operations.move_unit(**act, unit_id=unit_id, parent_id=county.units["leadership"], on=APRIL)
    operations.add_alias(**act, unit_id=unit_id, name="教育部门")
    operations.name_stand_in(**act, post_id=lead, by_post_id=head, valid_from=APRIL, valid_to=date(2026, 4, 8))
    security = county.actor("security", at)
    operations.relieve(actor=security, at=at, post_id=county.post("stranger"), on=APRIL)
    events = record.events_after(0, 10_000)

    def names(ref: str) -> str:
        return queries.names([ref], at).get(ref, ref)

    told = {event.type: messages.event(event, language="zh", names=names) for event in events}
    assert told["unit.renamed"] == (
        "县政府督查室主任 周正言将“晋源北县教育局”更名为“晋源北县教育体育局”，自2026年4月1日起"
    )
    assert told["stand_in.named"] == (
        "县政府督查室主任 周正言确定县教育局局长代行县教育局联络员，自2026年4月1日起，2026年4月8日交回"
    )
    assert told["tenure.ended"].startswith("县大数据中心安全保密管理员 钟守密登记林间月不再任县林业局联络员")
    # A dash stands for what is not given: a field for all of a unit's work, a unit that had no superior.
    gaps = [text for kind, text in told.items() if "{" in text or ("—" in text and kind not in _MAY_BE_OPEN)]
    assert gaps == []


_MAY_BE_OPEN = {"division.given", "unit.moved"}


def test_a_refusal_says_who_may_not_what_and_by_which_rule() -> None:
    reason = Reason("org.not_allowed", {"verb": "item.open"}, rule="R12-01")
    assert messages.refusal(reason, language="zh") == (
        "您现在的岗位不能办理“建账”。请换用有此职责的岗位，或请有此职责的同志办理。（R12-01）"
    )
    assert "open items" in messages.refusal(reason, language="en")
