"""How guards are registered and asked, and what several of them need."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from luoshi.clock.civil import first_moment, local
from luoshi.ledger.cases import Case
from luoshi.record.refusals import Reason

Guard = Callable[[Case], Iterable[Reason]]
# Who decides what a kind leaves to a leader: the chief leader may always.
LEADERS = {"leader": frozenset({"leader", "chief_leader"}), "chief_leader": frozenset({"chief_leader"})}
GUARDS: dict[str, Guard] = {}
READS: dict[str, tuple[str, ...]] = {}


def reads(*parts: str) -> Callable[[Guard], Guard]:
    """Register a guard under its name, with the parts of the case that it looks at."""

    def register(guard: Guard) -> Guard:
        GUARDS[guard.__name__] = guard
        READS[guard.__name__] = parts
        return guard

    return register


def parts_of(names: Iterable[str]) -> tuple[str, ...]:
    """The parts of a case that these guards look at, without doubles."""
    return tuple(dict.fromkeys(part for name in names for part in READS[name]))


def reasons(names: Iterable[str], case: Case) -> tuple[Reason, ...]:
    """Everything that the guards have against the case, in their order."""
    return tuple(reason for name in names for reason in GUARDS[name](case))


def acting_role(case: Case) -> str:
    """The role whose rights count: the leader's, when her secretary acts."""
    return case.actor.behalf_role or case.actor.role


def term_days(case: Case) -> int:
    """Days from the hand-over to the original due date; a long-term item without one counts as a year and more.

    An item that began anew after its original date has the term of its new one.
    """
    item = case.item
    if item.due_on_original is None or item.handed_over_at is None:
        return 366
    began_on = local(item.handed_over_at).date()
    ends_on = item.due_on if item.due_on and item.due_on_original < began_on else item.due_on_original
    return (ends_on - began_on).days


def noon(on: date) -> datetime:
    """Midday of a date in Shanghai: a moment that no cut-off or change of day touches."""
    return first_moment(on) + timedelta(hours=12)


def blank(value: Any) -> bool:
    """Whether a text says nothing."""
    return not str(value or "").strip()


def missing(case: Case, argument: str, code: str, rule: str = "") -> Iterator[Reason]:
    """A reason where a text argument is given but says nothing."""
    if argument in case.given and blank(case.given[argument]):
        yield Reason(code, {}, rule)


def holds(when: Mapping[str, str], chosen: Mapping[str, str]) -> bool:
    """Whether a clock's `when` fits the choices of an item."""
    return all(chosen.get(name) == value for name, value in when.items())
