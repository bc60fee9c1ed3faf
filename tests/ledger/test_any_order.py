"""Whatever is done in whatever order: what may not be changed stays, what is refused changes nothing."""

from collections.abc import Callable
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.ledger import ways
from tests.ledger.office import Office

from luoshi.clock import local
from luoshi.ledger import operations, states
from luoshi.ledger.counting import light_counted
from luoshi.ledger.models import LISTED, Duty, Extension, Item, ItemVersion, Objection, Plan
from luoshi.ledger.queries._lines import light_of
from luoshi.record import queries as record
from luoshi.record import verification
from luoshi.record.refusals import Refused

Act = Callable[[Office, Item], object]


def _newest(model: type, item: Item) -> int:  # type: ignore[type-arg]
    return model.objects.filter(item=item).order_by("-pk").values_list("pk", flat=True).first() or 0


def _as(who: str, office: Office, item: Item, *, seen: bool = True) -> dict[str, object]:
    said = {"actor": office.actor(who), "at": office.at, "item_id": item.pk}
    return said | ({"version": ways.fresh(item).version} if seen else {})


def _today(office: Office, days: int = 0) -> date:
    return local(office.at).date() + timedelta(days=days)


ACTS: dict[str, Act] = {
    "sign_for": lambda o, i: operations.sign_for(**_as("lead", o, i, seen=False)),
    "report": lambda o, i: ways.report(o, i, progress=5_000),
    "report by the township": lambda o, i: ways.report(o, i, who="township"),
    "finish_part": ways.finish_part,
    "hand_in_plan": lambda o, i: operations.hand_in_plan(
        **_as("lead", o, i, seen=False), nodes=ways.nodes(_today(o, 3))
    ),
    "approve_plan": lambda o, i: operations.approve_plan(
        actor=o.actor("vice_mayor"), at=o.at, plan_id=_newest(Plan, i)
    ),
    "return_plan": lambda o, i: operations.return_plan(
        actor=o.actor("vice_mayor"), at=o.at, plan_id=_newest(Plan, i), reason="再细化。"
    ),
    "submit": lambda o, i: ways.submit(o, i),
    "verify": lambda o, i: ways.verify(o, i),
    "return_item": lambda o, i: ways.send_back(o, i),
    "conclude": lambda o, i: ways.conclude(o, i),
    "strike_off": lambda o, i: ways.strike_off(o, i),
    "reopen": lambda o, i: operations.reopen(**_as("director", o, i), reason="反弹。"),
    "recheck": lambda o, i: operations.recheck(**_as("clerk", o, i, seen=False), kept=False, note="停用。"),
    "object_to": lambda o, i: operations.object_to(
        **_as("lead", o, i, seen=False), reason="非本职。", duty_basis="三定", suggested_unit_id=o.cast.unit("towns")
    ),
    "decide_objection": lambda o, i: operations.decide_objection(
        actor=o.actor("director"), at=o.at, objection_id=_newest(Objection, i), upheld=True, reason="采纳。",
        new_lead_unit_id=o.cast.unit("towns"),
    ),
    "reassign": lambda o, i: operations.reassign(
        **_as("director", o, i), unit_id=o.cast.unit("education"), reason="调回。"
    ),
    "ask_extension": lambda o, i: operations.ask_extension(
        **_as("head", o, i, seen=False), until=(ways.fresh(i).due_on or _today(o)) + timedelta(days=5), reason="雨季。"
    ),
    "decide_extension": lambda o, i: operations.decide_extension(
        actor=o.actor("chief"), at=o.at, extension_id=_newest(Extension, i), granted=True,
        due_on=(ways.fresh(i).due_on or _today(o)) + timedelta(days=5),
    ),
    "suspend": lambda o, i: operations.suspend(**_as("director", o, i), reason="规划。", review_on=_today(o, 9)),
    "resume": lambda o, i: operations.resume(**_as("director", o, i)),
    "withdraw": lambda o, i: operations.withdraw(**_as("director", o, i), reason="撤项。"),
}  # fmt: skip
STEPS = st.lists(st.tuples(st.integers(0, 9_999), st.sampled_from([0, 0, 1, 4])), min_size=6, max_size=18)


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS, complexity=st.sampled_from(["ordinary", "complex", "ongoing"]))
def test_any_order_of_acts_keeps_the_ledger_true(office: Office, steps: list[tuple[str, int]], complexity: str) -> None:
    item = office.running(kind="matter", clock="13710", due_on=None, choices={"complexity": complexity})
    dates: dict[int, object] = {}
    for number, days in steps:
        office.later(days=days)
        _try(office, item, _chosen(number, ways.fresh(item).state))
        _must_hold(ways.fresh(item), dates)
    assert verification.verify().is_whole


def _chosen(number: int, state: str) -> str:
    """One act, mostly of those that the state allows, so that the cases go deep; seldom the end of everything."""
    if number % 7 == 0:
        return sorted(ACTS)[number // 7 % len(ACTS)]
    allowed = [name for name in sorted(ACTS) if state in states.row(name.split()[0]).states and name != "withdraw"]
    return allowed[number % len(allowed)] if allowed else "report"


def _try(office: Office, item: Item, name: str) -> None:
    """Do it; when it is refused, nothing may have changed; when not, the state goes as the table says."""
    before, size = ways.fresh(item), record.head().size
    try:
        ACTS[name](office, item)
    except Refused:
        after = ways.fresh(item)
        assert after.version == before.version
        # A file that came with the act may have been kept; the item's own stream is as it was.
        assert record.head().size - size <= 1
        return
    after, row = ways.fresh(item), states.row(name.split()[0])
    assert before.state in row.states
    assert after.state == before.state or after.state in row.then
    assert after.version == before.version + 1


def _must_hold(item: Item, dates: dict[int, object]) -> None:
    """One present line of the past that says what the item says; dates that never move; nothing owed out of turn."""
    line = ItemVersion.objects.get(item=item, recorded_to=None)
    assert [getattr(line, name) for name in LISTED] == [getattr(item, name) for name in LISTED]
    lit = light_of(line, line.recorded_from)
    assert line.state in ("draft", "withdrawn") or light_counted(line.counted_as or "") == lit
    outstanding = []
    for duty in Duty.objects.filter(item=item):
        assert dates.setdefault(duty.pk, (duty.due_on, duty.due_at, duty.unit_id, duty.act)) == (
            duty.due_on, duty.due_at, duty.unit_id, duty.act,
        )  # fmt: skip
        assert duty.met_at is None or duty.closed_at is None
        outstanding += [duty] if duty.is_outstanding else []
    if item.suspended_at or item.state in ("closed", "withdrawn"):
        assert not outstanding
    mine = [duty.due_at for duty in outstanding if duty.unit_id == item.lead_unit_id]
    assert item.late_at == (min(mine) if mine and item.state == "open" else None)
    assert len([duty for duty in outstanding if duty.act == "conclude"]) <= 1
    turns = [(duty.unit_id, duty.act, duty.period) for duty in outstanding if duty.period]
    assert len(turns) == len(set(turns))
