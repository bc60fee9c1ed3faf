"""The rules that one item runs by: the versions of its kind and clock, its scheme, ladder and calendar."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from luoshi.clock import Calendar
from luoshi.clock.ladder import Rung
from luoshi.clock.lights import Scheme
from luoshi.ledger.models import Item
from luoshi.record.refusals import Refused
from luoshi.rulebook import queries as rulebook
from luoshi.rulebook.shapes import ClockRule, KindRule, Rule

AnyRule = TypeVar("AnyRule", bound=Rule, covariant=True)


@dataclass(frozen=True, slots=True)
class Rules:
    """What decides the dates, lights and limits of an item: the versions that it was opened under (DESIGN §1.4).

    Scheme, ladder and calendar are those in force at the moment of asking.
    """

    kind: KindRule
    clock: ClockRule
    scheme: Scheme
    ladder: tuple[Rung, ...]
    calendar: Calendar
    clock_version_id: int


@dataclass(frozen=True, slots=True)
class Versioned(Generic[AnyRule]):
    """A rule with the id of the version that an item keeps."""

    version_id: int
    rule: AnyRule


def kind_in_force(code: str, *, at: datetime) -> Versioned[KindRule] | None:
    """The kind `code` in force at a moment; None for an unknown one."""
    return _found(lambda: rulebook.kind_rule(code, at))


def clock_in_force(code: str, *, at: datetime) -> Versioned[ClockRule] | None:
    """The clock rule `code` in force at a moment; None for an unknown one."""
    return _found(lambda: rulebook.clock_rule(code, at))


def _found(find: Callable[[], "rulebook.Version[AnyRule]"]) -> Versioned[AnyRule] | None:
    try:
        version = find()
    except Refused:
        return None
    return Versioned(version.id, version.rule)


def area_code(number: str) -> str:
    """The area's code that an item's number carries for life (R3-09): `LS-X140899-2026-M-0001` gives `140899`."""
    return number.split("-")[1][1:]


def rules_of(items: Iterable[Item], *, at: datetime) -> dict[int, Rules]:
    """The rules of items by item id; items of one kind, clock and area share them."""
    shared: dict[tuple[int, int, int], Rules] = {}
    found: dict[int, Rules] = {}
    for item in items:
        key = (item.kind_version_id, item.clock_version_id, item.area_root_id)
        if key not in shared:
            shared[key] = rules_for(*key[:2], area_code=area_code(item.number), at=at)
        found[item.pk] = shared[key]
    return found


def rules_for(
    kind_version_id: int,
    clock_version_id: int,
    *,
    area_code: str,
    at: datetime,
    in_force: rulebook.InForce | None = None,
) -> Rules:
    """The rules of a version of a kind and one of a clock, in an area (GB/T 2260 code); one query, none with
    `in_force`.
    """
    kind = rulebook.kind_by_id(kind_version_id)
    now = in_force or rulebook.in_force(at)
    return Rules(
        kind=kind,
        clock=rulebook.clock_by_id(clock_version_id),
        scheme=now.scheme(kind.scheme),
        ladder=now.ladder(kind.ladder),
        calendar=now.calendar(area_code),
        clock_version_id=clock_version_id,
    )
