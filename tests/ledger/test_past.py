"""Any past day can be told: what was seen then is what is seen of then, for ever."""

import random
from dataclasses import replace
from datetime import date, datetime, timedelta

from tests.ledger import ways
from tests.ledger.office import Office

from luoshi.ledger import operations, queries
from luoshi.ledger.codes import State
from luoshi.ledger.models import LISTED, Item, ItemVersion
from luoshi.ledger.queries._lines import light_of
from luoshi.ledger.queries._past import with_light
from luoshi.ledger.queries.records import Desk, ItemPage
from luoshi.record import queries as record


def _story(office: Office, item: Item) -> list[datetime]:
    """From the signature over a pause, an extension and a return to the end; when each happened."""
    head, director = office.actor("head"), office.actor("director")
    moments = [office.at]

    def then(days: int) -> datetime:
        moments.append(office.later(days=days))
        return office.at

    operations.sign_for(actor=office.actor("lead"), at=then(1), item_id=item.pk)
    then(3)
    ways.report(office, item, progress=2_500)
    version = ways.fresh(item).version
    operations.suspend(
        actor=director, at=then(2), item_id=item.pk, version=version, reason="规划调整", review_on=date(2026, 5, 1)
    )
    operations.resume(actor=director, at=then(9), item_id=item.pk, version=version + 1)
    asked = operations.ask_extension(
        actor=head, at=then(2), item_id=item.pk, until=ways.fresh(item).due_on + timedelta(days=20), reason="雨季"
    )
    operations.decide_extension(
        actor=director, at=then(1), extension_id=asked, granted=True, due_on=ways.fresh(item).due_on + timedelta(days=9)
    )
    for act in (
        ways.finish_part,
        ways.submit,
        ways.send_back,
        ways.submit,
        ways.verify,
        ways.conclude,
        ways.strike_off,
    ):
        then(2)
        act(office, item)
    return moments


def _seen(office: Office, item: Item, as_of: datetime) -> tuple[list[ItemPage], Desk, object]:
    """What director and lead see of a day; the present version is not of that day."""
    pages = [queries.item_page(office.actor(who), item.pk, as_of=as_of) for who in ("director", "lead", "co")]
    desk = queries.desk(office.actor("lead"), as_of=as_of)
    return (
        [replace(page, line=replace(page.line, version=0)) for page in pages],
        replace(desk, owed=tuple(replace(one, line=replace(one.line, version=0)) for one in desk.owed), waiting=()),
        queries.light_counts(office.actor("director"), as_of=as_of),
    )


def test_what_was_seen_on_a_day_is_what_is_seen_of_that_day_ever_after(office: Office) -> None:
    item = office.running()
    seen: dict[datetime, object] = {office.at: _seen(office, item, office.at)}
    remember = office.later

    def later(**delta: int) -> datetime:
        seen[office.at] = _seen(office, item, office.at)  # the end of what was done at this moment
        return remember(**delta)

    office.later = later  # type: ignore[method-assign]
    moments = _story(office, item)
    office.later(days=200)
    assert ways.fresh(item).state == State.CLOSED
    assert len(seen) == len(moments)
    for moment, then in seen.items():
        assert _seen(office, item, moment) == then, moment


def test_the_lines_of_the_past_leave_no_gap_and_say_what_the_log_dates(office: Office) -> None:
    item = office.running()
    moments = _story(office, item)
    past = list(ItemVersion.objects.filter(item=item).order_by("recorded_from"))
    assert past[-1].recorded_to is None
    assert [line.recorded_to for line in past[:-1]] == [line.recorded_from for line in past[1:]]
    recorded = {event.recorded_at for event in record.events(stream=f"item:{item.number}", as_of=office.at)}
    assert {line.recorded_from for line in past} <= recorded <= set(moments)
    for line, following in zip(past, past[1:], strict=False):
        assert any(getattr(line, name) != getattr(following, name) for name in LISTED)


def test_the_light_in_sql_is_the_light_of_the_clock(office: Office) -> None:
    line = ItemVersion.objects.get(item=office.running(), recorded_to=None)
    chance, as_of = random.Random(20260302), office.at
    moment = [None, as_of - timedelta(days=1), as_of, as_of + timedelta(days=1)]
    ItemVersion.objects.filter(pk=line.pk).update(recorded_to=as_of + timedelta(seconds=1))
    values = {name: getattr(line, name) for name in LISTED}
    for n in range(600):
        for name in ("soon_at", "late_at", "severe_at", "behind_at", "far_behind_at", "ahead_until"):
            values[name] = chance.choice(moment)
        values["state"] = chance.choice([state for state in State if state not in ("concluded", "closed")])
        values["suspended_at"] = chance.choice([None, None, as_of])
        if chance.random() < 0.3:
            values |= {"state": chance.choice(["concluded", "closed"]), "done_late": chance.random() < 0.5}
        starts = as_of + timedelta(hours=n + 1)
        ItemVersion.objects.create(
            item_id=line.item_id, recorded_from=starts, recorded_to=starts + timedelta(minutes=1), **values
        )
    for row in with_light(ItemVersion.objects.all(), as_of):
        lit = light_of(row, as_of)
        assert (row.time, row.pace) == (lit.time, lit.pace)
