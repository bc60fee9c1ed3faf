"""Reading the ledger: what one may see, on any day, with its lights."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.ledger.office import Office

from luoshi.ledger import operations, queries
from luoshi.ledger.queries import Filters
from luoshi.record.refusals import NotVisible


def seen_by(office: Office, who: str) -> set[str]:
    page = queries.ledger_page(office.actor(who), as_of=office.at)
    counts = queries.light_counts(office.actor(who), as_of=office.at)
    lines = [line for line in page.lines if line.state != "draft"]
    assert page.n == len(page.lines)
    assert sum(one.n for one in counts) == len(lines)  # what may not be seen is absent from counts too
    return {line.title for line in page.lines}


def test_everybody_sees_her_own_part_of_the_ledger_and_nothing_else(office: Office) -> None:
    office.running(title="教育局牵头")
    office.running(title="财政局牵头", assignments=office.lines(lead="finance", co=("towns",)))
    office.open(title="没有交办")
    for who in ("clerk", "director", "chief"):
        assert seen_by(office, who) == {"教育局牵头", "财政局牵头", "没有交办"}
    assert seen_by(office, "lead") == {"教育局牵头"}
    assert seen_by(office, "head") == {"教育局牵头"}
    assert seen_by(office, "co") == {"教育局牵头", "财政局牵头"}
    assert seen_by(office, "township") == {"财政局牵头"}
    assert seen_by(office, "vice_mayor") == {"教育局牵头", "财政局牵头"}
    assert seen_by(office, "secretary") == {"教育局牵头", "财政局牵头"}
    for who in ("stranger", "auditor", "administrator", "security"):
        assert seen_by(office, who) == set()


def test_a_co_unit_sees_the_item_its_own_duties_and_nothing_of_the_lead_s(office: Office) -> None:
    item = office.running()
    whole = queries.item_page(office.actor("lead"), item.number, as_of=office.at)
    part = queries.item_page(office.actor("co"), item.pk, as_of=office.at)
    assert {duty.unit.name for duty in whole.duties} == {"县教育局", "县财政局"}
    assert {duty.unit.name for duty in part.duties} == {"县财政局"}
    assert (whole.is_partial, part.is_partial) == (False, True)
    assert whole.line == part.line
    with pytest.raises(NotVisible):
        queries.item_page(office.actor("stranger"), item.pk, as_of=office.at)
    with pytest.raises(NotVisible):
        queries.item_page(office.actor("lead"), "LS-X140899-2026-M-9999", as_of=office.at)


def test_the_page_says_which_duty_the_light_comes_from_and_why_its_date(office: Office) -> None:
    item = office.running()
    page = queries.item_page(office.actor("lead"), item.pk, as_of=office.at)
    assert page.line.light.time == "soon"  # the signature is owed by tomorrow
    assert page.deciding_duty is not None
    assert (page.deciding_duty.act, page.deciding_duty.standing) == ("sign", "due")
    assert page.deciding_duty.why[-1]["code"].startswith("clock.")
    assert page.deciding_duty.rule == "rule:clock/meeting_decision@1"
    assert [line.role for line in page.assignments] == ["lead", "co"]
    assert {duty.standing for duty in page.duties} == {"due", "coming"} or all(
        duty.standing == "due" for duty in page.duties if not duty.period
    )


def test_the_light_of_any_day_is_a_comparison_and_needs_no_job(office: Office) -> None:
    item = office.running()
    lead = office.actor("lead")
    operations.sign_for(actor=lead, at=office.later(hours=2), item_id=item.pk)
    due_at = queries.item_page(lead, item.pk, as_of=office.at).line.moments.late_at
    assert due_at == datetime(2026, 3, 9, 16, 0, tzinfo=UTC)  # the first report: seven days
    for days, time in ((-6, "normal"), (-2, "soon"), (0, "late"), (6, "late"), (7, "severe")):
        assert queries.item_page(lead, item.pk, as_of=due_at + timedelta(days=days)).line.light.time == time
        counts = queries.light_counts(lead, as_of=due_at + timedelta(days=days))
        assert [(one.light.time, one.n) for one in counts] == [(time, 1)]


def test_any_past_day_shows_what_was_true_then(office: Office) -> None:
    drafted = office.at
    item = office.open()
    handed = office.later(days=1)
    office.hand_over(item)
    signed = office.later(days=1)
    operations.sign_for(actor=office.actor("lead"), at=signed, item_id=item.pk)
    office.later(days=30)
    clerk = office.actor("clerk")
    assert queries.ledger_page(clerk, as_of=drafted - timedelta(minutes=1)).lines == ()
    states = [queries.item_page(clerk, item.pk, as_of=at).line.state for at in (drafted, handed, signed)]
    assert states == ["draft", "open", "open"]
    then = queries.item_page(clerk, item.pk, as_of=signed - timedelta(minutes=1))
    assert then.line.signed_at is None
    assert next(duty for duty in then.duties if duty.act == "sign").standing == "due"
    now = queries.item_page(clerk, item.pk, as_of=office.at)
    assert next(duty for duty in now.duties if duty.act == "sign").standing == "met"
    assert [one.n for one in queries.light_counts(clerk, as_of=handed)] == [1]


def test_the_ledger_is_narrowed_and_paged_in_the_order_of_its_dates(office: Office) -> None:
    for month in (9, 4, 6):
        facts = {"meeting_session": f"第{month}次", "met_on": date(2026, 2, month)}
        office.running(title=f"{month}月底前完成", due_on=date(2026, month, 28), facts=facts)
    office.open(title="没有时限", due_on=None)
    clerk = office.actor("clerk")
    first = queries.ledger_page(clerk, as_of=office.at, limit=2)
    rest = queries.ledger_page(clerk, as_of=office.at, limit=2, after=first.next_after)
    titles = [line.title for line in (*first.lines, *rest.lines)]
    assert titles == ["4月底前完成", "6月底前完成", "9月底前完成", "没有时限"]
    assert (first.n, rest.next_after) == (4, None)

    def narrowed(**filters: object) -> list[str]:
        found = queries.ledger_page(clerk, as_of=office.at, filters=Filters(**filters))  # type: ignore[arg-type]
        return [line.title for line in found.lines]

    assert narrowed(text="6月") == ["6月底前完成"]
    assert narrowed(states=("draft",)) == ["没有时限"]
    assert narrowed(due_from=date(2026, 5, 1), due_to=date(2026, 6, 28)) == ["6月底前完成"]
    assert narrowed(times=("soon",), kinds=("meeting_decision",)) == titles[:3]
    assert narrowed(lights=("late",)) == []
    assert narrowed(facts=(("meeting_session", "第4次"),)) == ["4月底前完成"]
    assert narrowed(facts=(("met_on", date(2026, 2, 9)), ("meeting_session", "第4次"))) == []
    assert narrowed(unit_id=office.cast.unit("finance")) == []
    assert narrowed(unit_id=office.cast.unit("finance"), with_parts=True) == titles
    assert narrowed(leader_post_id=office.cast.post("vice_mayor")) == titles
    assert narrowed(leader_post_id=office.cast.post("chief")) == []
    assert queries.ledger_page(clerk, as_of=office.at, after="nonsense").n == 4


def test_the_desk_says_what_i_owe_with_the_verb_that_meets_it(office: Office) -> None:
    item = office.running()
    lead = queries.desk(office.actor("lead"), as_of=office.at)
    assert [(one.duty.act, one.verb) for one in lead.owed][:2] == [("sign", "sign_for"), ("report", "report")]
    assert {one.line.number for one in lead.owed} == {item.number}
    assert lead.n_later > 0
    co = queries.desk(office.actor("co"), as_of=office.at)
    assert [one.verb for one in co.owed] == ["sign_for"]
    assert queries.desk(office.actor("stranger"), as_of=office.at).owed == ()
    office.later(days=3)
    watching = queries.desk(office.actor("clerk"), as_of=office.at).waiting
    assert {(one.duty.unit.name, one.duty.act) for one in watching} == {("县教育局", "sign"), ("县财政局", "sign")}


def test_the_acts_page_tells_what_i_may_do_and_why_not_the_rest(office: Office) -> None:
    item = office.running()
    acts = {act.verb: act for act in queries.acts(office.actor("lead"), item.pk, as_of=office.at)}
    assert acts["sign_for"].allowed
    assert acts["report"].allowed
    assert not acts["hand_over"].allowed
    assert {one.code for one in acts["submit"].reasons} >= {"submit.part_open", "submit.no_evidence"}
    assert {one.code for one in acts["conclude"].reasons} >= {"access.role"}
    with pytest.raises(NotVisible):
        queries.acts(office.actor("stranger"), item.pk, as_of=office.at)


def test_pages_stay_within_their_budget_of_queries(
    office: Office, django_assert_max_num_queries: "pytest.FixtureRequest"
) -> None:
    for month in range(4, 10):
        office.running(due_on=date(2026, month, 28))
    item = office.running()
    clerk, lead = office.actor("clerk"), office.actor("lead")
    budget = django_assert_max_num_queries
    with budget(12):  # type: ignore[operator]
        queries.ledger_page(clerk, as_of=office.at)
    with budget(5):  # type: ignore[operator]
        queries.light_counts(clerk, as_of=office.at)
    with budget(24):  # type: ignore[operator]
        queries.item_page(clerk, item.pk, as_of=office.at)
    with budget(20):  # type: ignore[operator]
        queries.acts(lead, item.pk, as_of=office.at)
    with budget(18):  # type: ignore[operator]
        queries.desk(lead, as_of=office.at)


def test_a_desk_that_is_cut_short_still_says_how_much_there_is(office: Office) -> None:
    for _ in range(3):
        office.running()
    lead = office.actor("lead")
    whole, short = queries.desk(lead, as_of=office.at), queries.desk(lead, as_of=office.at, limit=2)
    assert (len(whole.owed), whole.n_owed, whole.has_more_waiting) == (whole.n_owed, short.n_owed, False)
    assert short.owed == whole.owed[:2]
    office.later(days=3)
    late = queries.desk(lead, as_of=office.at, limit=2)
    assert late.n_late == sum(one.duty.standing == "late" for one in queries.desk(lead, as_of=office.at).owed) > 2
    watching = queries.desk(office.actor("clerk"), as_of=office.at, limit=2)
    assert (len(watching.waiting), watching.has_more_waiting) == (2, True)
