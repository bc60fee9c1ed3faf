"""Building duties: what a hand-over owes, and single ones that later acts begin. Nothing is saved here."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from luoshi.clock import Due
from luoshi.clock.civil import add_months, local
from luoshi.clock.ladder import next_look
from luoshi.ledger.cases import Case
from luoshi.ledger.codes import LEADER_ROLES, PART_ROLES, DutyAct, Role
from luoshi.ledger.models import Assignment, Duty, Item, Node
from luoshi.ledger.rules import Rules
from luoshi.org import queries as org
from luoshi.org.records import PostRecord
from luoshi.rulebook.planning import PlannedDuty, plan_after, plan_duties

# Recurring duties stand as rows this far ahead (DESIGN §5).
AHEAD_MONTHS = 13


def choices_of(item: Item) -> dict[str, str]:
    """What the clock's rules are chosen by: the item's choices and its urgency."""
    return {**item.choices, "urgency": item.urgency}


class Builder:
    """Builds duties for items at one moment; remembers what was reckoned, so that 579 items reckon it once."""

    def __init__(self, *, at: datetime) -> None:
        self.at = at
        self._planned: dict[tuple[object, ...], tuple[PlannedDuty, ...]] = {}
        self._looks: dict[tuple[object, ...], datetime | None] = {}

    def horizon(self) -> date:
        """The last day for which recurring duties are laid out."""
        return add_months(local(self.at).date(), AHEAD_MONTHS)

    def planned(self, item: Item, rules: Rules, *, start_at: datetime | None = None) -> tuple[PlannedDuty, ...]:
        """What the item's clock owes from `start_at` (now, without one)."""
        start = start_at or self.at
        choices = choices_of(item)
        key = (item.clock_version_id, tuple(sorted(choices.items())), item.due_on, start, item.area_root_id)
        if key not in self._planned:
            self._planned[key] = plan_duties(
                rules.clock, choices, start, rules.calendar, self.horizon(), due_on=item.due_on
            )
        return self._planned[key]

    def afterwards(self, anchor: str, item: Item, rules: Rules) -> tuple[PlannedDuty, ...]:
        """What `anchor` (submitted, objected …) begins now by the item's clock."""
        choices = choices_of(item)
        key = (anchor, item.clock_version_id, tuple(sorted(choices.items())), item.area_root_id)
        if key not in self._planned:
            self._planned[key] = tuple(plan_after(rules.clock, anchor, choices, self.at, rules.calendar))
        return self._planned[key]

    def build(
        self,
        item: Item,
        rules: Rules,
        act: str,
        due: Due,
        *,
        unit_id: int,
        post_id: int | None = None,
        assignment: Assignment | None = None,
        node: Node | None = None,
        period: str = "",
        predecessor: Duty | None = None,
    ) -> Duty:
        """One duty that begins now; not saved."""
        return Duty(
            item=item,
            act=str(act),
            unit_id=unit_id,
            post_id=post_id,
            assignment=assignment,
            node=node,
            period=period,
            opened_at=self.at,
            due_on=due.on,
            due_at=due.at,
            provisional=due.provisional,
            why=due.why_json(),
            rule_version_id=rules.clock_version_id,
            predecessor=predecessor,
            next_look_at=self.next_look(due.at, rules),
        )

    def next_look(self, due_at: datetime, rules: Rules) -> datetime | None:
        """When the watcher looks first at a duty that begins now."""
        key = (due_at, rules.kind.ladder, id(rules.calendar))
        if key not in self._looks:
            found = next_look(due_at, self.at, rules.ladder, rules.calendar, start_at=self.at)
            self._looks[key] = found[0] if found else None
        return self._looks[key]

    def of_hand_over(
        self, case: Case, leader: PostRecord | None, *, units: frozenset[int] | None = None
    ) -> Iterator[Duty]:
        """Everything that handing this item over owes (or, with `units`, what it owes from these units only)."""
        for planned in self.planned(case.item, case.rules):
            for unit_id, post_id, line in debtors(case, planned.role, leader):
                if units is None or unit_id in units:
                    yield self.build(
                        case.item, case.rules, planned.act, planned.due,
                        unit_id=unit_id, post_id=post_id, assignment=line, period=planned.period,
                    )  # fmt: skip
        yield from self._parts(case, units)

    def _parts(self, case: Case, units: frozenset[int] | None) -> Iterator[Duty]:
        """Every co-unit owes its part by the day the whole is due, unless the clock says another day itself."""
        planned = self.planned(case.item, case.rules)
        whole = next((one for one in planned if one.act == DutyAct.CONCLUDE), None)
        if whole is None or any(one.act == DutyAct.PART for one in planned):
            return
        for unit_id, post_id, line in debtors(case, "co", None):
            if units is None or unit_id in units:
                yield self.build(
                    case.item, case.rules, DutyAct.PART, whole.due, unit_id=unit_id, post_id=post_id, assignment=line
                )


Debtor = tuple[int, int | None, Assignment | None]


def debtors(case: Case, role: str, leader: PostRecord | None) -> Iterator[Debtor]:
    """(unit, post, assignment) of those who owe what a clock asks of a role: lead, co, leader, office."""
    item = case.item
    if role == "lead":
        line = line_of(case, item.lead_unit_id, (Role.COLLATING, Role.LEAD))
        yield item.lead_unit_id or 0, line.post_id if line else None, line
    elif role == "co":
        for unit_id in sorted(case.part_units):
            line = line_of(case, unit_id, (*PART_ROLES, Role.LEAD))
            yield unit_id, line.post_id if line else None, line
    elif role == "leader":
        named = next((line for line in case.assignments if line.role in LEADER_ROLES and line.post_id), None)
        if named is not None:
            yield named.unit_id, named.post_id, named
        elif leader is not None:
            yield leader.unit_id, leader.id, None
    else:
        yield item.issuing_office.unit_id, None, None


def line_of(case: Case, unit_id: int | None, roles: Iterable[str]) -> Assignment | None:
    """The assignment of a unit in the first of `roles` that it has."""
    wanted = tuple(roles)
    lines = [line for line in case.assignments if line.unit_id == unit_id and line.role in wanted]
    return min(lines, key=lambda line: wanted.index(Role(line.role)), default=None)


def leaders_of(cases: Iterable[Case], builder: Builder) -> Mapping[int, PostRecord]:
    """Lead unit → its leader in charge, asked for only where a clock owes something of a leader from the hand-over."""
    wanted = {
        case.item.lead_unit_id
        for case in cases
        if case.item.lead_unit_id and any(one.role == "leader" for one in builder.planned(case.item, case.rules))
    }
    return org.leaders_in_charge(wanted, builder.at) if wanted else {}
