"""After every change: the moments of the item anew, its version, and a new line of its past where one is due."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import models

from luoshi.ledger import moments
from luoshi.ledger.models import LISTED, Duty, Item, ItemVersion, Node
from luoshi.ledger.operations._write import update_all
from luoshi.ledger.prepared import Rows
from luoshi.ledger.rules import Rules

Listed = Mapping[str, Any]
_PRESENT = Rows(lambda **of: ItemVersion.objects.filter(**of, recorded_to__isnull=True).only("item", "recorded_from"))
# What the pace is solved from, beside the plan itself (see `replanned`).
PACE_FROM = ("progress_claimed", "progress_verified", "due_on", "suspended_at", "state")


def listed(item: Item) -> Listed:
    """The columns that lists and counts use, as they stand on the item now."""
    return {name: getattr(item, name) for name in LISTED}


def keep(
    items: Sequence[Item],
    before: Mapping[int, Listed],
    duties: Mapping[int, Sequence[Duty]],
    rules: Mapping[int, Rules],
    *,
    at: datetime,
    columns: Sequence[str] | None = None,
    nodes: Mapping[int, Sequence[Node]] | None = None,
    replanned: bool = False,
) -> list[models.Model]:
    """Save changed items and their past; returns every row written.

    `before` holds the listed columns as they were, `duties` the outstanding duties as they are now, `rules` the items'
    rules, `nodes` those of the plans in force where they were loaded, all by item id. `replanned`: another plan is in
    force, so the pace is solved anew. `columns` limits what is written of the items beside the listed ones; everything
    where it is None.
    A line of the past is written only when a listed column changed; a second change at the same moment goes into the
    same line.
    """
    moved = [item for item in items if replanned or _pace_moved(item, before[item.pk])]
    plans = _nodes_of(moved) if nodes is None or replanned else {item.pk: nodes.get(item.pk, ()) for item in moved}
    for item in items:
        moments.set_time(item, duties.get(item.pk, ()), rules[item.pk])
        if item.pk in plans:
            moments.set_pace(item, plans[item.pk], rules[item.pk])
        item.version += 1
    update_all(items, _columns() if columns is None else [*LISTED, "version", *columns])
    changed = [item for item in items if listed(item) != before.get(item.pk)]
    return [*items, *_turn(changed, at)]


def _pace_moved(item: Item, before: Listed) -> bool:
    """Whether anything changed that the pace is solved from."""
    return any(getattr(item, name) != before[name] for name in PACE_FROM)


def _nodes_of(items: Sequence[Item]) -> Mapping[int, Sequence[Node]]:
    """The nodes of the plans in force, for every one of `items`; one query, none for none."""
    found: dict[int, list[Node]] = {item.pk: [] for item in items}
    if items:
        rows = Node.objects.filter(
            plan__item__in=list(found), plan__approved_at__isnull=False, plan__replaced_at__isnull=True
        )
        for node in rows.select_related("plan").order_by("ordinal"):
            found[node.plan.item_id].append(node)
    return found


def begin(items: Sequence[Item], *, at: datetime) -> list[ItemVersion]:
    """The first line of the past of new items."""
    return ItemVersion.objects.bulk_create([_line(item, at) for item in items])


def _columns() -> list[str]:
    """Every column of an item but its key."""
    return [field.name for field in Item._meta.concrete_fields if not field.primary_key]


def _line(item: Item, at: datetime) -> ItemVersion:
    return ItemVersion(item=item, recorded_from=at, **listed(item))


def _turn(items: Sequence[Item], at: datetime) -> list[models.Model]:
    """End the present line of each item and begin the next."""
    if not items:
        return []
    lines = _PRESENT.of([item.pk for item in items])
    present = {line.item_id: (line.pk, line.recorded_from) for line in lines}
    ended: list[ItemVersion] = []
    amended: list[ItemVersion] = []
    begun: list[ItemVersion] = []
    for item in items:
        pk, begun_at = present.get(item.pk, (None, at))
        if pk is not None and begun_at >= at:
            amended.append(ItemVersion(pk=pk, item=item, **listed(item)))
            continue
        if pk is not None:
            ended.append(ItemVersion(pk=pk, item=item, recorded_to=at))
        begun.append(_line(item, at))
    update_all(ended, ["recorded_to"])
    update_all(amended, LISTED)
    ItemVersion.objects.bulk_create(begun)
    return [*ended, *amended, *begun]
