"""Dates reckoned before a year's holidays were announced are settled once the notice is loaded (DESIGN §7, R1-25)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from luoshi.clock import Due, fixed
from luoshi.ledger import cases
from luoshi.ledger.cases import Case
from luoshi.ledger.codes import ClosedReason, DutyAct, State
from luoshi.ledger.models import Duty, Item
from luoshi.ledger.models.duties import OUTSTANDING
from luoshi.ledger.operations import _past
from luoshi.ledger.operations._act import DUTY_CHANGES
from luoshi.ledger.operations._core import locked_items
from luoshi.ledger.operations._duties import Builder, choices_of
from luoshi.ledger.operations._write import insert_all, update_all
from luoshi.org.access import Actor
from luoshi.record.operations import unit_of_work
from luoshi.rulebook import queries as rulebook
from luoshi.rulebook.planning import PlannedDuty, plan_after, plan_duties

#: what later acts begin, each by its own term
_ANCHORS = ("plan_handed_in", "submitted", "objected", "extension_asked", "concluded")


@dataclass(frozen=True, slots=True)
class _Settled:
    """A duty that ends and the one that takes its place; the date may be the same, and is then no longer doubtful."""

    old: Duty
    new: Duty


def settle_dates(*, actor: Actor, at: datetime, limit: int) -> int:
    """Reckon the provisional dates of up to `limit` items anew where their year is known now; returns how many items.

    Each provisional duty is closed as superseded and its successor opened, so that any past day can be told; a date
    that somebody set stays. Doing it twice changes nothing.
    """
    with unit_of_work(actor=actor.ref, at=at, on_behalf_of=actor.on_behalf_of) as work:
        items = locked_items(_doubtful(at, limit))
        loaded = cases.load(items, actor=actor, at=at, parts=())
        before = {item.pk: _past.stands(item) for item in items}
        builder = Builder(at=at)
        pairs = {item.pk: _settle(loaded[item.pk], builder) for item in items}
        update_all([one.old for group in pairs.values() for one in group], DUTY_CHANGES)
        insert_all([one.new for group in pairs.values() for one in group])
        settled = [item for item in items if pairs[item.pk]]
        owed = {item.pk: _owed_now(loaded[item.pk], pairs[item.pk]) for item in settled}
        rules = {item.pk: loaded[item.pk].rules for item in settled}
        kept = _past.keep(settled, before, owed, rules, at=at)
        for item in settled:
            group = pairs[item.pk]
            work.record(
                "item.dates_settled",
                stream=f"item:{item.number}",
                payload={"n": len(group), "moved": sum(one.old.due_on != one.new.due_on for one in group)},
                rows=[*(one.old for one in group), *(one.new for one in group), *kept[item.pk]],
            )
        return len(settled)


def _doubtful(at: datetime, limit: int) -> list[int]:
    """Ids of running items that owe something by a provisional date in a year that their area's calendar knows now."""
    roots = Item.objects.order_by().values_list("area_root_id", "area_root__code").distinct()
    known = Q(pk__in=[])
    for root, code in roots:
        through = rulebook.calendar(code, at).known_through
        if through is not None:
            known |= Q(area_root_id=root, duties__due_on__lte=through)
    outstanding = Q(duties__provisional=True, duties__met_at__isnull=True, duties__closed_at__isnull=True)
    running = Item.objects.filter(known & outstanding, state__in=[State.OPEN, State.SUBMITTED, State.CONCLUDED])
    return list(running.order_by("pk").values_list("pk", flat=True).distinct()[:limit])


def _settle(case: Case, builder: Builder) -> list[_Settled]:
    """The pairs of one item, and its own date where the clock gave it; nothing is saved."""
    item, made = case.item, []
    rows = Duty.objects.filter(OUTSTANDING, item=item, provisional=True).order_by("due_at", "pk")
    for old in rows:
        due = _again(case, old)
        if due.provisional:
            continue  # a roll led into a year that is not announced yet
        new = builder.build(
            item, case.rules, old.act, due,
            unit_id=old.unit_id, post_id=old.post_id, assignment=old.assignment, node=old.node,
            period=old.period, predecessor=old,
        )  # fmt: skip
        old.closed_at, old.closed_reason, old.next_look_at = builder.at, ClosedReason.SUPERSEDED.value, None
        made.append(_Settled(old, new))
        if old.act == DutyAct.CONCLUDE:
            _move_item(item, old.due_on, new.due_on)
    return made


def _move_item(item: Item, old_on: date, new_on: date) -> None:
    """The item's dates follow the conclusion that they were read from."""
    if item.due_on_original == old_on:
        item.due_on_original = new_on
    if item.due_on == old_on:
        item.due_on = new_on


def _again(case: Case, duty: Duty) -> Due:
    """The duty's date under the calendar of now: by the term that gave it, or the same day where somebody set it."""
    calendar = case.rules.calendar
    same = fixed(duty.due_on, calendar, start_at=duty.opened_at)
    if duty.predecessor_id or duty.node_id or any(step["code"] == "clock.fixed" for step in duty.why):
        return same
    planned = _of_hand_over(case, duty) or _of_later_acts(case, duty)
    return planned.due if planned is not None else same


def _of_hand_over(case: Case, duty: Duty) -> PlannedDuty | None:
    """What the hand-over planned for this act, turn and side."""
    item = case.item
    start = (item.handed_over_at or duty.opened_at) if duty.period else duty.opened_at
    said_on = item.due_on if _is_said(item) else None
    through = duty.due_on + timedelta(days=31)
    planned = plan_duties(case.rules.clock, choices_of(item), start, case.rules.calendar, through, due_on=said_on)
    wanted = [one for one in planned if (one.act, one.period) == (duty.act, duty.period)]
    if not wanted and duty.act == DutyAct.PART:
        wanted = [one for one in planned if one.act == DutyAct.CONCLUDE]
    is_lead = duty.unit_id == item.lead_unit_id
    return next((one for one in wanted if (one.role == "lead") == is_lead), wanted[0] if wanted else None)


def _is_said(item: Item) -> bool:
    """Somebody set the day to conclude by; it was not the clock."""
    first = Duty.objects.filter(item=item, act=DutyAct.CONCLUDE).order_by("opened_at", "pk").first()
    return first is None or any(step["code"] == "clock.fixed" for step in first.why)


def _of_later_acts(case: Case, duty: Duty) -> PlannedDuty | None:
    """What a submission, an objection or another act began when this duty did."""
    for anchor in _ANCHORS:
        found = plan_after(case.rules.clock, anchor, choices_of(case.item), duty.opened_at, case.rules.calendar)
        for one in found:
            if one.act == duty.act:
                return one
    return None


def _owed_now(case: Case, pairs: Sequence[_Settled]) -> list[Duty]:
    """The outstanding duties after settling."""
    gone = {one.old.pk for one in pairs}
    return [*(duty for duty in case.duties if duty.pk not in gone), *(one.new for one in pairs)]
