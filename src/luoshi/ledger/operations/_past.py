"""After every change: the moments of the item anew, its version, and a new line of its past where one is due."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from luoshi.ledger import moments
from luoshi.ledger.codes import State
from luoshi.ledger.counting import DRAFT, LIGHT_MOMENTS, UNTIL_MOMENTS, light_sql, until_sql
from luoshi.ledger.models import LISTED, Duty, Item, ItemVersion, Node
from luoshi.ledger.operations._act import Written
from luoshi.ledger.operations._write import update_all
from luoshi.ledger.rules import Rules
from luoshi.record.sealing import BATCH

Columns = Mapping[str, Any]
_COLUMNS = tuple(field.attname for field in Item._meta.concrete_fields if not field.primary_key)
_LISTED = frozenset(LISTED)
# What the pace is solved from, beside the plan itself (see `replanned`).
PACE_FROM = ("progress_claimed", "progress_verified", "due_on", "suspended_at", "state")


def stands(item: Item) -> Columns:
    """Every column of the item as it stands now."""
    return {name: _copied(getattr(item, name)) for name in _COLUMNS}


def _copied(value: Any) -> Any:
    """A mapping of its own, where a column holds one."""
    return dict(value) if isinstance(value, dict) else value


def keep(
    items: Sequence[Item],
    before: Mapping[int, Columns],
    duties: Mapping[int, Sequence[Duty]],
    rules: Mapping[int, Rules],
    *,
    at: datetime,
    nodes: Mapping[int, Sequence[Node]] | None = None,
    replanned: Collection[int] = (),
) -> dict[int, list[Written]]:
    """Save changed items and their past; returns the rows written by item id.

    `before` holds the columns as they stood (see `stands`), `duties` the outstanding duties as they are now, `rules`
    the items' rules, `nodes` those of the plans in force where they were loaded, all by item id. `replanned` are
    the items with another plan in force: the pace is solved anew.
    A line of the past is written only when a listed column changed; a second change at the same moment goes into the
    same line.
    """
    moved = [item for item in items if item.pk in replanned or _pace_moved(item, before[item.pk])]
    plans = _plans(moved, nodes if not replanned else None)
    for item in items:
        moments.set_time(item, duties.get(item.pk, ()), rules[item.pk])
        if item.pk in plans:
            moments.set_pace(item, plans[item.pk], rules[item.pk])
        item.version += 1
    changes = {item.pk: _changes(item, before[item.pk]) for item in items}
    touched = frozenset().union(*changes.values())
    update_all(items, [name for name in _COLUMNS if name in touched])
    turned = _turn([item.pk for item in items if changes[item.pk] & _LISTED], at)
    return {item.pk: [item, *turned.get(item.pk, ())] for item in items}


def _changes(item: Item, before: Columns) -> frozenset[str]:
    """Names of the columns that are different now."""
    return frozenset(name for name, value in before.items() if getattr(item, name) != value)


def _pace_moved(item: Item, before: Columns) -> bool:
    """Whether anything changed that the pace is solved from."""
    return any(getattr(item, name) != before[name] for name in PACE_FROM)


def _plans(moved: Sequence[Item], nodes: Mapping[int, Sequence[Node]] | None) -> Mapping[int, Sequence[Node]]:
    """The nodes of the plans in force of these items; asked for running items only, for others have no pace."""
    if nodes is not None:
        return {item.pk: nodes.get(item.pk, ()) for item in moved}
    found: dict[int, list[Node]] = {item.pk: [] for item in moved}
    running = [item.pk for item in moved if item.state in (State.OPEN, State.SUBMITTED) and item.handed_over_at]
    if running:
        rows = Node.objects.filter(
            plan__item__in=running, plan__approved_at__isnull=False, plan__replaced_at__isnull=True
        )
        for node in rows.select_related("plan").order_by("ordinal"):
            found[node.plan.item_id].append(node)
    return found


def begin(items: Sequence[Item], *, at: datetime) -> list[ItemVersion]:
    """The first line of the past of new items."""
    return ItemVersion.objects.bulk_create([_line(item, at) for item in items])


def _line(item: Item, at: datetime) -> ItemVersion:
    columns = {name: getattr(item, name) for name in LISTED}
    counted_as = DRAFT if item.state == State.DRAFT else None
    return ItemVersion(item=item, recorded_from=at, counted_as=counted_as, **columns)


def _turn(item_ids: Sequence[int], at: datetime) -> dict[int, list[Written]]:
    """End the present line of each item and begin the next, a copy of what the item holds now; by item id."""
    turned: defaultdict[int, list[Written]] = defaultdict(list)
    now = connection.ops.adapt_datetimefield_value(at)
    for first in range(0, len(item_ids), BATCH):
        ids = item_ids[first : first + BATCH]
        marks = ", ".join(["%s"] * len(ids))
        lines = _run(_END.format(marks=marks), [now, *ids, now])
        # The same moment has no second line: what changed goes into the one that began at it.
        settled = [now] * (LIGHT_MOMENTS + UNTIL_MOMENTS)
        same = _run(_AMEND.format(marks=marks), [*settled, *ids, now]) if len(lines) < len(ids) else []
        amended = {item_id for item_id, _ in same}
        anew = [item_id for item_id in ids if item_id not in amended]
        if anew:
            marks = ", ".join(["%s"] * len(anew))
            lines += _run(_BEGIN.format(marks=marks), [now, *settled, *anew])
        for item_id, line_id in [*lines, *same]:
            turned[item_id].append((ItemVersion, line_id))
    return turned


def _run(statement: str, values: Sequence[Any]) -> list[tuple[int, int]]:
    """(item, line) of every line that the statement wrote."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


_NAMES = ", ".join(f'"{field.column}"' for field in Item._meta.concrete_fields if field.attname in _LISTED)
_SETTLED = f"{light_sql('ledger_item')}, {until_sql('ledger_item')}"
_END = """
    UPDATE ledger_itemversion SET recorded_to = %s, counted_as = NULL, counted_until = NULL
    WHERE item_id IN ({marks}) AND recorded_to IS NULL AND recorded_from < %s
    RETURNING item_id, id
"""
_AMEND = f"""
    UPDATE ledger_itemversion
    SET ({_NAMES}, counted_as, counted_until) = (
        SELECT {_NAMES}, {_SETTLED} FROM ledger_item WHERE ledger_item.id = ledger_itemversion.item_id
    )
    WHERE item_id IN ({{marks}}) AND recorded_to IS NULL AND recorded_from >= %s
    RETURNING item_id, id
"""  # noqa: S608 - names of columns, no values
_BEGIN = f"""
    INSERT INTO ledger_itemversion (item_id, recorded_from, {_NAMES}, counted_as, counted_until)
    SELECT id, %s, {_NAMES}, {_SETTLED} FROM ledger_item WHERE id IN ({{marks}}) ORDER BY id
    RETURNING item_id, id
"""  # noqa: S608 - names of columns, no values
