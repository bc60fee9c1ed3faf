"""The ledger as a list and as counts, on any day, only what the actor may see."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from luoshi.ledger.codes import LEADER_ROLES
from luoshi.ledger.models import Assignment, Fact, ItemVersion
from luoshi.ledger.queries._lines import lines, listed
from luoshi.ledger.queries._past import DUE_FIRST, with_light
from luoshi.ledger.queries._words import titled
from luoshi.ledger.queries.records import LedgerPage, Line
from luoshi.ledger.queries.sight import Sight
from luoshi.org import queries as org
from luoshi.org.access import Actor
from luoshi.rulebook import queries as rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a list is narrowed to; an empty field narrows nothing.

    `unit_id`: the lead unit, with `with_parts` any unit with a part in it. `times` any pace; `lights` exact pairs as
    `late` or `late:behind`. `leader_post_id`: named in the item, or in charge of the lead unit that day. `due_from`
    and `due_to` are the first and the last day. The words of `text` (see `luoshi.search.wanted`) stand in title or
    number. `facts`: (field, value) of the kinds' filterable fields, as they are today.
    """

    unit_id: int | None = None
    with_parts: bool = False
    times: tuple[str, ...] = ()
    paces: tuple[str, ...] = ()
    lights: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    leader_post_id: int | None = None
    text: str = ""
    due_from: date | None = None
    due_to: date | None = None
    klass: str = ""
    urgency: str = ""
    issuing_office_id: int | None = None
    facts: tuple[tuple[str, str | int | date], ...] = ()


EVERYTHING = Filters()
_MOST_DIGITS = 18  # what fits a key; a cursor comes from an address


def ledger_page(
    actor: Actor,
    *,
    as_of: datetime,
    filters: Filters = EVERYTHING,
    after: str | None = None,
    limit: int = 50,
    sight: Sight | None = None,
) -> LedgerPage:
    """One page of the ledger at `as_of`, the earliest due first, those without a date last.

    `after` is the `next_after` of the page before; one that cannot be read begins at the beginning. `sight`: this
    actor's at this moment, where the caller has it already. Three queries beside those for the sight.
    """
    sight = sight or Sight.of(actor, as_of)
    parts = narrowed(sight, filters)
    found, next_after = _page(parts, sight, after, limit, is_few=_is_few(filters))
    is_whole = after is None and next_after is None
    return LedgerPage(found, len(found) if is_whole else sum(part.count() for part in parts), next_after)


def ledger_lines(
    actor: Actor, *, as_of: datetime, filters: Filters = EVERYTHING, after: str | None = None, limit: int = 50
) -> tuple[tuple[Line, ...], str | None]:
    """The lines of one page, and where the next one begins: as `ledger_page` without counting the whole."""
    sight = Sight.of(actor, as_of)
    return _page(narrowed(sight, filters), sight, after, limit, is_few=_is_few(filters))


def _page(
    parts: Sequence[QuerySet[Any]], sight: Sight, after: str | None, limit: int, *, is_few: bool
) -> tuple[tuple[Line, ...], str | None]:
    """One page of what a list was narrowed to, and where the next one begins."""
    rows = [row for part in parts for row in _first(listed(part), after, limit + 1, is_few=is_few)]
    if len(parts) > 1:
        rows = sorted(rows, key=lambda row: (row.due_on or date.max, row.item_id))[: limit + 1]
    more, rows = len(rows) > limit, rows[:limit]
    return lines(rows, sight=sight), _cursor(rows[-1]) if more else None


def _first(found: QuerySet[Any], after: str | None, n: int, *, is_few: bool) -> list[Any]:
    """The first `n` rows behind a cursor, those without a date last.

    SQLite has no index with its empty values at the end: a long list is read along the dates first, and only where it
    ends among the rows without one.
    """
    dated, undated = _behind(after)
    if is_few:
        behind = (dated & Q(due_on__isnull=False)) | (undated & Q(due_on__isnull=True))
        return list(found.filter(behind).order_by(*DUE_FIRST)[:n])
    rows = list(found.filter(dated, due_on__isnull=False).order_by("due_on", "item_id")[:n])
    if len(rows) < n:
        rows += found.filter(undated, due_on__isnull=True).order_by("item_id")[: n - len(rows)]
    return rows


def ledger_count(actor: Actor, *, as_of: datetime, filters: Filters = EVERYTHING) -> int:
    """How many lines the whole list has."""
    return sum(part.count() for part in narrowed(Sight.of(actor, as_of), filters))


def titles(actor: Actor, numbers: Collection[str], *, as_of: datetime, sight: Sight | None = None) -> dict[str, str]:
    """Number → title of those items that the actor sees at `as_of`; the others are absent. One query more than none."""
    if not numbers:
        return {}
    seen = (sight or Sight.of(actor, as_of)).lines().filter(item__number__in=numbers)
    return dict(seen.values_list("number", "title"))


def lines_by_id(actor: Actor, item_ids: Collection[int], *, as_of: datetime) -> dict[int, Line]:
    """Id → line of those items that the actor sees at `as_of`; the others are absent."""
    if not item_ids:
        return {}
    sight = Sight.of(actor, as_of)
    rows = listed(sight.lines().filter(item_id__in=item_ids))
    return {line.id: line for line in lines(list(rows), sight=sight)}


def narrowed(sight: Sight, filters: Filters) -> tuple[QuerySet[Any], ...]:
    """The visible lines of the day, with their lights, narrowed; in one or two parts (see `spans_of`)."""
    # Of few lines each is looked at; of a whole ledger the set of one's own is taken.
    is_few = _is_few(filters)
    condition = _who(filters, sight.as_of) & _what(filters) & _when(filters)
    condition &= titled(filters.text, sight, each=is_few)
    return tuple(with_light(part, sight.as_of).filter(condition) for part in sight.spans(each=is_few))


def _is_few(filters: Filters) -> bool:
    """Whether the list is one unit's: some hundred lines, not a hundred thousand."""
    return filters.unit_id is not None and not filters.with_parts


def _who(filters: Filters, as_of: datetime) -> Q:
    """Unit, leader, issuing office."""
    condition = Q()
    if filters.unit_id is not None:
        mine = Q(lead_unit_id=filters.unit_id)
        condition &= mine | _assigned(Q(unit_id=filters.unit_id), as_of) if filters.with_parts else mine
    if filters.leader_post_id is not None:
        in_charge = _led_by(filters.leader_post_id, as_of)
        named = _assigned(Q(post_id=filters.leader_post_id, role__in=LEADER_ROLES), as_of)
        condition &= Q(lead_unit_id__in=in_charge) | named
    if filters.issuing_office_id is not None:
        condition &= Q(issuing_office_id=filters.issuing_office_id)
    return condition


def _led_by(post_id: int, as_of: datetime) -> list[int]:
    """The units that a leader's post is in charge of on the day."""
    leaders = org.leaders_in_charge(org.units(as_of), as_of)
    return [unit_id for unit_id, post in leaders.items() if post.id == post_id]


def _assigned(who: Q, as_of: datetime) -> Q:
    """The item has an assignment in force on the day that fits."""
    parts = Assignment.objects.filter(who, item_id=OuterRef("item_id"), valid_from__lte=as_of)
    return Q(Exists(parts.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=as_of))))


def _what(filters: Filters) -> Q:
    """Kind, state, class, urgency, facts."""
    condition = Q()
    if filters.kinds:
        versions = [one.id for code in filters.kinds for one in rulebook.versions("kind", code)]
        condition &= Q(kind_version_id__in=versions)
    if filters.states:
        condition &= Q(state__in=filters.states)
    if filters.klass:
        condition &= Q(klass=filters.klass)
    if filters.urgency:
        condition &= Q(urgency=filters.urgency)
    for field, value in filters.facts:
        condition &= Q(Exists(Fact.objects.filter(_holding(value), item_id=OuterRef("item_id"), field=field)))
    return condition


def _holding(value: str | int | date) -> Q:
    """A filterable fact that has this value; flags are the numbers 0 and 1."""
    if isinstance(value, date):
        return Q(date=value)
    return Q(number=int(value)) if isinstance(value, int) else Q(text=value) | Q(ref=value)


def _when(filters: Filters) -> Q:
    """Lights and due dates."""
    condition = Q()
    if filters.times:
        condition &= Q(time__in=filters.times)
    if filters.paces:
        condition &= Q(pace__in=filters.paces)
    if filters.lights:
        pairs = Q(pk__in=[])
        for pair in filters.lights:
            time, _, pace = pair.partition(":")
            pairs |= Q(time=time, pace=pace) if pace else Q(time=time, pace__isnull=True)
        condition &= pairs
    if filters.due_from is not None:
        condition &= Q(due_on__gte=filters.due_from)
    if filters.due_to is not None:
        condition &= Q(due_on__lte=filters.due_to)
    return condition


def _cursor(row: ItemVersion) -> str:
    """Where the next page goes on: `2026-06-30.12`, or `-.12` for a line without a date."""
    return f"{row.due_on.isoformat() if row.due_on else '-'}.{row.item_id}"


def _behind(after: str | None) -> tuple[Q, Q]:
    """The lines behind a cursor: those with a date, those without."""
    on, _, item = (after or "").partition(".")
    if not (item.isascii() and item.isdigit() and len(item) <= _MOST_DIGITS):
        return Q(), Q()
    if on == "-":
        return Q(pk__in=[]), Q(item_id__gt=int(item))
    try:
        due_on = date.fromisoformat(on)
    except ValueError:
        return Q(), Q()
    # The first condition is implied by the second, and is what an index can begin at.
    return Q(due_on__gte=due_on) & (Q(due_on__gt=due_on) | Q(item_id__gt=int(item))), Q()
