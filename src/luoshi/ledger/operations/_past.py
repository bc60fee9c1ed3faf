"""After every change: the moments of the item anew, its version, and a new line of its past where one is due."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import models

from luoshi.ledger import moments
from luoshi.ledger.models import LISTED, Duty, Item, ItemVersion
from luoshi.ledger.operations._write import update_all

Listed = Mapping[str, Any]


def listed(item: Item) -> Listed:
    """The columns that lists and counts use, as they stand on the item now."""
    return {name: getattr(item, name) for name in LISTED}


def keep(
    items: Sequence[Item],
    before: Mapping[int, Listed],
    duties: Mapping[int, Sequence[Duty]],
    *,
    at: datetime,
    columns: Sequence[str] | None = None,
) -> list[models.Model]:
    """Save changed items and their past; returns every row written.

    `before` holds the listed columns as they were, `duties` the outstanding duties as they are now, both by item id.
    `columns` limits what is written of the items (besides the listed ones); everything where it is None.
    A line of the past is written only when a listed column changed; a second change at the same moment goes into the
    same line.
    """
    for item in items:
        moments.apply(item, duties.get(item.pk, ()))
        item.version += 1
    update_all(items, _columns() if columns is None else [*LISTED, "version", *columns])
    changed = [item for item in items if listed(item) != before.get(item.pk)]
    return [*items, *_turn(changed, at)]


def begin(items: Sequence[Item], *, at: datetime) -> list[models.Model]:
    """The first line of the past of new items."""
    return list(ItemVersion.objects.bulk_create([_line(item, at) for item in items]))


def _columns() -> list[str]:
    """Every column of an item but its key."""
    return [field.name for field in Item._meta.concrete_fields if not field.primary_key]


def _line(item: Item, at: datetime) -> ItemVersion:
    return ItemVersion(item=item, recorded_from=at, **listed(item))


def _turn(items: Sequence[Item], at: datetime) -> list[models.Model]:
    """End the present line of each item and begin the next."""
    if not items:
        return []
    present = {
        line.item_id: line
        for line in ItemVersion.objects.filter(item__in=[item.pk for item in items], recorded_to__isnull=True)
    }
    ended: list[ItemVersion] = []
    amended: list[ItemVersion] = []
    begun: list[ItemVersion] = []
    for item in items:
        line = present.get(item.pk)
        if line is not None and line.recorded_from >= at:
            for name, value in listed(item).items():
                setattr(line, name, value)
            amended.append(line)
            continue
        if line is not None:
            line.recorded_to = at
            ended.append(line)
        begun.append(_line(item, at))
    update_all(ended, ["recorded_to"])
    update_all(amended, LISTED)
    ItemVersion.objects.bulk_create(begun)
    return [*ended, *amended, *begun]
