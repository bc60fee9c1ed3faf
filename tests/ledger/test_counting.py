"""What the board counts of today is what comparing every line with the clock gives, whenever the lines were settled."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.ledger.office import Office

from luoshi.clock.lights import Light
from luoshi.ledger import operations, queries
from luoshi.ledger.models import ItemVersion
from luoshi.ledger.queries._lines import light_of

MOMENTS = ("soon_at", "late_at", "severe_at", "behind_at", "far_behind_at", "ahead_until")
ITEMS = 5
_hours = st.none() | st.integers(-30, 30)
_line = st.fixed_dictionaries(
    dict.fromkeys(MOMENTS, _hours)
    | {
        "state": st.sampled_from(["draft", "open", "open", "open", "submitted", "concluded", "closed", "withdrawn"]),
        "suspended_at": st.sampled_from([None, None, 0]),
        "done_late": st.booleans(),
    }
)


def _compared(as_of: datetime) -> Counter[tuple[int, Light]]:
    """Every present line lit by the clock, one by one."""
    lines = ItemVersion.objects.filter(recorded_to=None).exclude(state__in=["draft", "withdrawn"])
    return Counter((line.lead_unit_id or 0, light_of(line, as_of)) for line in lines)


def _counted(office: Office, as_of: datetime) -> dict[tuple[int, Light], int]:
    counts = queries.light_counts(office.actor("director"), as_of=as_of)
    return {(one.unit_id, one.light): one.n for one in counts}


def _settle(office: Office) -> int:
    return operations.settle_lights(actor=office.actor("director"), at=office.at, limit=1000)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.lists(_line, min_size=ITEMS, max_size=ITEMS), st.integers(0, 40), st.booleans())
def test_the_board_counts_what_the_clock_says_however_long_ago_lines_were_settled(
    office: Office, said: list[dict[str, Any]], hours: int, one_is_new: bool
) -> None:
    missing = ITEMS - ItemVersion.objects.filter(recorded_to=None).count()
    lines = list(ItemVersion.objects.filter(item__in=[office.running() for _ in range(missing)], recorded_to=None))
    lines = lines or list(ItemVersion.objects.filter(recorded_to=None))
    for line, values in zip(lines, said, strict=True):
        moments = {name: office.at + timedelta(hours=n) if n is not None else None for name, n in values.items()
                   if name in (*MOMENTS, "suspended_at")}  # fmt: skip
        ItemVersion.objects.filter(pk=line.pk).update(**(values | moments), counted_as=None, counted_until=None)
    assert _settle(office) == ITEMS
    if one_is_new:
        ItemVersion.objects.filter(pk=lines[0].pk).update(counted_as=None, counted_until=None)
    as_of = office.at + timedelta(hours=hours)
    assert _counted(office, as_of) == _compared(as_of)


def test_lines_are_settled_as_they_are_written_and_after_that_by_the_tick_up_to_the_newest_event(
    office: Office,
) -> None:
    item, draft = office.running(), office.open()
    line = ItemVersion.objects.get(item=item, recorded_to=None)
    assert ItemVersion.objects.get(item=draft).counted_as == "draft"
    assert (line.counted_as, line.counted_until) == ("soon", line.late_at)
    assert line.late_at is not None
    turned, day_before = line.late_at, line.late_at - timedelta(days=1)
    office.at = turned + timedelta(hours=1)
    assert _settle(office) == 0, "nothing was recorded since: the day before is still the present"
    unit = office.cast.unit("education")
    assert _counted(office, office.at) == {(unit, Light("late")): 1}
    assert _counted(office, day_before) == {(unit, Light("soon")): 1}
    office.open()
    assert (_settle(office), _settle(office)) == (1, 0)
    line.refresh_from_db()
    assert (line.counted_as, line.counted_until) == ("late", line.severe_at)
    assert _counted(office, office.at) == {(unit, Light("late")): 1}
    assert _counted(office, day_before) == {(unit, Light("soon")): 1}


def test_a_settled_light_that_somebody_changed_past_the_program_is_named_and_settled_anew(office: Office) -> None:
    line = ItemVersion.objects.get(item=office.running(), recorded_to=None)
    assert queries.miscounted() == 0
    ItemVersion.objects.filter(pk=line.pk).update(counted_as="normal")
    assert queries.miscounted() == 1
    ItemVersion.objects.update(counted_as=None)
    assert _settle(office) == 1
    line.refresh_from_db()
    assert (queries.miscounted(), line.counted_as) == (0, "soon")
