"""What boards show of any day does not depend on a tick having run (DESIGN §1.3)."""

from datetime import date, datetime, timedelta

from luoshi.boards import queries as boards
from luoshi.cli import tick
from luoshi.ledger import operations as ledger
from luoshi.ledger import queries
from luoshi.record import verification
from luoshi.supervision.models import Notice
from tests.ledger.office import MONDAY, Office

DAYS = [MONDAY + timedelta(days=days, hours=3) for days in range(0, 150, 7)]


def play(office: Office) -> None:
    """Four lines with different fates: on time, never touched, reported and stalled, suspended."""
    good, _idle, stalled = office.running(), office.running(due_on=date(2026, 4, 10)), office.running()
    rests = office.running(due_on=date(2026, 5, 29))
    for item in (good, stalled):
        ledger.sign_for(actor=office.actor("lead"), at=office.at, item_id=item.pk)
        ledger.report(
            actor=office.actor("lead"), at=office.later(days=1), item_id=item.pk, text="已开工。", progress=1000
        )
    rests.refresh_from_db()
    review_on = office.at.date() + timedelta(days=90)
    director = office.actor("director")
    ledger.suspend(
        actor=director, at=office.at, item_id=rests.pk, version=rests.version, reason="等批复", review_on=review_on
    )
    ledger.report(
        actor=office.actor("lead"), at=office.later(days=20), item_id=good.pk, text="主体完工。", progress=6000
    )


def seen(office: Office, as_of: datetime) -> object:
    actor = office.cast.actor("director", as_of)
    return boards.board(actor, as_of=as_of), queries.light_counts(actor, as_of=as_of)


def test_boards_of_every_day_are_equal_with_and_without_ticks(office: Office) -> None:
    play(office)
    without = [seen(office, day) for day in DAYS]
    assert len({str(board) for board in without}) > 3
    for day in DAYS:
        tick.once(at=day)
    assert Notice.objects.exists()
    assert [seen(office, day) for day in DAYS] == without
    assert verification.verify().is_whole
