"""From rows of the past to lines of the ledger: names, kinds and lights put in, a few queries however many lines."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from luoshi.clock.lights import Light, Moments, Scheme, light
from luoshi.ledger.codes import State
from luoshi.ledger.models import Item, ItemVersion
from luoshi.ledger.queries.records import Line, Named
from luoshi.ledger.queries.sight import Sight
from luoshi.org.queries import NameBook
from luoshi.rulebook import queries as rulebook
from luoshi.rulebook.shapes import KindRule


class Names:
    """Names of units, posts and offices on a day, asked for all at once."""

    def __init__(self, refs: Iterable[str], book: NameBook) -> None:
        book.learn(ref for ref in refs if not ref.endswith(":None"))
        self._book = book

    def unit(self, unit_id: int) -> Named:
        """A unit by its short name."""
        return Named(unit_id, self._book.get(f"unit:{unit_id}") or "")

    def post(self, post_id: int) -> Named:
        """A post by unit and title."""
        return Named(post_id, self._book.get(f"post:{post_id}") or "")

    def office(self, office_id: int) -> Named:
        """An issuing office by the name it issues in."""
        return Named(office_id, self._book.get(f"issuing_office:{office_id}") or "")


def refs_of(rows: Iterable[ItemVersion]) -> set[str]:
    """The refs whose names a line shows."""
    return {ref for row in rows for ref in (f"unit:{row.lead_unit_id}", f"issuing_office:{row.issuing_office_id}")}


def listed(rows: QuerySet[ItemVersion]) -> QuerySet[Any]:
    """Rows of the past with what a line shows of the item itself: its present version.

    Looked up for each row shown: a join would let the database begin with the items and sort the whole ledger.
    """
    version = Item.objects.filter(pk=OuterRef("item_id")).values("version")
    return rows.annotate(item_version=Subquery(version))


def lines(rows: Sequence[Any], *, sight: Sight, names: Names | None = None) -> tuple[Line, ...]:
    """The lines of rows (as `listed` reads them), in their order."""
    shown = names or Names(refs_of(rows), sight.names)
    kinds = {row.kind_version_id: rulebook.kind_by_id(row.kind_version_id) for row in rows}
    schemes = {code: sight.rules.scheme(code) for code in {kind.scheme for kind in kinds.values()}}
    return tuple(_line(row, sight.as_of, kinds, schemes, shown) for row in rows)


def moments_of(row: ItemVersion) -> Moments:
    """The moments of a line."""
    return Moments(row.soon_at, row.late_at, row.severe_at, row.behind_at, row.far_behind_at, row.ahead_until)


def light_of(row: ItemVersion, as_of: datetime) -> Light:
    """The light of a line on a day."""
    return light(
        moments_of(row),
        as_of=as_of,
        state=row.state,
        suspended=row.suspended_at is not None,
        concluded_late=row.done_late,
    )


def _line(
    row: Any,
    as_of: datetime,
    kinds: Mapping[int, KindRule],
    schemes: Mapping[str, Scheme],
    names: Names,
) -> Line:
    kind, lit = kinds[row.kind_version_id], light_of(row, as_of)
    return Line(
        id=row.item_id,
        number=row.number,
        title=row.title,
        is_offline=row.is_offline,
        kind=kind.code,
        kind_title=kind.head.title,
        parent_id=row.parent_id,
        urgency=row.urgency,
        klass=row.klass,
        term_class=row.term_class,
        stage=row.stage,
        state=State(row.state).value,
        progress_claimed=row.progress_claimed,
        progress_verified=row.progress_verified,
        due_on_original=row.due_on_original,
        due_on=row.due_on,
        lead_unit=names.unit(row.lead_unit_id) if row.lead_unit_id else None,
        issuing_office=names.office(row.issuing_office_id),
        handed_over_at=row.handed_over_at,
        signed_at=row.signed_at,
        suspended_at=row.suspended_at,
        concluded_at=row.concluded_at,
        closed_at=row.closed_at,
        grade=row.grade,
        done_late=row.done_late,
        moments=moments_of(row),
        light=lit,
        shown=schemes[kind.scheme].show(lit),
        version=row.item_version,
    )
