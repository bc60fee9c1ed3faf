"""When an item's light changes: solved forward whenever a fact changes, compared with `as_of` when somebody looks."""

from collections.abc import Sequence
from datetime import datetime

from luoshi.clock.civil import local
from luoshi.clock.lights import time_moments
from luoshi.clock.pace import Curve, Pace, node_curve, pace_moments, plan_curve
from luoshi.ledger.codes import State
from luoshi.ledger.models import Duty, Item, Node
from luoshi.ledger.rules import Rules

NO_PACE = Pace(None, None, None)


def set_time(item: Item, duties: Sequence[Duty], rules: Rules) -> None:
    """Soon, late and severe from the earliest outstanding duty of the lead unit; lateness only grows, so it decides.

    While the item waits for the issuing office (submitted), is suspended or has ended, nothing runs against the unit;
    a submission that came late stays as late as it was (`stop_time`).
    """
    if item.state == State.SUBMITTED:
        return
    runs = item.state == State.OPEN and item.suspended_at is None
    dues = [duty.due_at for duty in duties if duty.unit_id == item.lead_unit_id] if runs else []
    if not dues:
        item.soon_at = item.late_at = item.severe_at = None
        return
    found = time_moments(min(dues), urgency=item.urgency, scheme=rules.scheme, calendar=rules.calendar)
    item.soon_at, item.late_at, item.severe_at = found.soon_at, found.late_at, found.severe_at


def stop_time(item: Item, answered: Sequence[Duty], rules: Rules, *, at: datetime) -> None:
    """A submission at `at` stops the clock: the lateness of the duties it answers stays, none is added (R1-09)."""
    item.soon_at = item.late_at = item.severe_at = None
    late = [duty.due_at for duty in answered if duty.due_at <= at]
    if late:
        found = time_moments(min(late), urgency=item.urgency, scheme=rules.scheme, calendar=rules.calendar)
        item.late_at = found.late_at
        item.severe_at = found.severe_at if found.severe_at <= at else None


def set_pace(item: Item, nodes: Sequence[Node], rules: Rules) -> None:
    """Behind, far behind and ahead: the plan curve and the last progress, verified before claimed (R2-01, R2-07)."""
    curve = _curve(item, nodes, rules)
    pace = NO_PACE
    if curve is not None:
        progress = item.progress_claimed if item.progress_verified is None else item.progress_verified
        pace = pace_moments(
            curve, progress or 0, behind_gap=rules.scheme.behind_gap, far_behind_gap=rules.scheme.far_behind_gap
        )
    item.behind_at, item.far_behind_at, item.ahead_until = pace.behind_at, pace.far_behind_at, pace.ahead_until


def _curve(item: Item, nodes: Sequence[Node], rules: Rules) -> Curve | None:
    """The nodes of the plan in force, else the kind's curve from the hand-over to the due date, else none."""
    if item.state not in (State.OPEN, State.SUBMITTED) or item.suspended_at or item.handed_over_at is None:
        return None
    starts_on = local(item.handed_over_at).date()
    if nodes:
        return node_curve(starts_on, list(zip([node.due_on for node in nodes], _weights(nodes), strict=True)))
    if rules.kind.pace is None or item.due_on is None:
        return None
    return plan_curve(starts_on, item.due_on, shares=rules.kind.pace.shares)


def _weights(nodes: Sequence[Node]) -> list[int]:
    """The nodes' weights in basis points; equal ones, the rest on the last, where not every node has one."""
    given = [node.weight for node in nodes if node.weight is not None]
    if len(given) == len(nodes):
        return given
    share, rest = divmod(10_000, len(nodes))
    return [share] * (len(nodes) - 1) + [share + rest]
