"""Correcting an item: everything while it is a draft, little once it was issued (R6-12)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from luoshi.ledger import facts as fact_rules
from luoshi.ledger.codes import State
from luoshi.ledger.guards.opening import COLUMNS
from luoshi.ledger.models import Fact
from luoshi.ledger.operations._core import Act, acting
from luoshi.ledger.operations.opening import (
    AssignmentSpec,
    answering_unit,
    assignment,
    fact_rows,
    named,
    parts_named,
    posts_named,
    seen_items,
)
from luoshi.org import queries as org
from luoshi.org.access import Actor
from luoshi.record.operations import keep_private


def edit_item(*, actor: Actor, at: datetime, item_id: int, version: int, changes: Mapping[str, Any]) -> None:
    """Correct a draft, or the little that stays open to correction after the hand-over (R6-12).

    `changes` holds new values by column (`title`, `acceptance`, `due_on` …), `assignments` (the whole list of
    `AssignmentSpec`, drafts only) and `facts` (the whole mapping).

    Raises:
        NotVisible, Conflict: as every verb that decides.
        Refused: with every reason: a column that may not change any more, facts that do not fit, nothing changed.
    """
    given = {"changes": changes, **{name: changes[name] for name in ("facts", "assignments") if name in changes}}
    given |= _named(actor, at, changes)
    with acting("edit", actor=actor, at=at, item_id=item_id, version=version, given=given) as act:
        changed = _columns(act, changes)
        if "facts" in changes:
            _facts(act, changes["facts"])
        if "assignments" in changes:
            _assign(act, changes["assignments"])
            changed["assignments"] = parts_named(changes["assignments"])
        if act.item.state == State.DRAFT:
            act.item.due_on_original = act.item.due_on
        act.say(column=sorted({*changed, *({"facts"} & changes.keys())}), to=changed)


def _named(actor: Actor, at: datetime, changes: Mapping[str, Any]) -> dict[str, Any]:
    """What the edit names that is not there today; asks for nothing where it names nothing."""
    lines, parent_id = changes.get("assignments", ()), changes.get("parent_id")
    return named(
        lines,
        parent_id,
        units=org.units(at) if lines else {},
        posts=posts_named(lines, at=at),
        parents=seen_items(actor, [parent_id] if parent_id else [], at=at),
    )


def _columns(act: Act, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Set the plain columns; returns those that are different now, with their new values."""
    changed = {name: value for name, value in changes.items() if name in COLUMNS and getattr(act.item, name) != value}
    for name, value in changed.items():
        setattr(act.item, name, value)
    return changed


def _facts(act: Act, facts: Mapping[str, Any]) -> None:
    """Replace the facts, their filterable rows and the private ones that are given."""
    fields = act.case.rules.kind.fields
    act.item.facts = fact_rules.plain(fields, facts)
    wanted = {row.field: row for row in fact_rows(act.item, fields, facts)}
    for row in Fact.objects.filter(item=act.item):
        new = wanted.pop(row.field, None)
        if new is None:
            act.remove(row)
        else:
            act.change(row, text=new.text, number=new.number, date=new.date, ref=new.ref)
    for row in wanted.values():
        act.add(row)
    for name, value in fact_rules.private(fields, facts).items():
        keep_private(act.work, stream=f"item:{act.item.number}", name=name, value=value)


def _assign(act: Act, lines: Sequence[AssignmentSpec]) -> None:
    """Replace the assignments of a draft: it has bound nobody yet, so lines that fall away are removed."""
    before = {(line.role, line.unit_id, line.post_id): line for line in act.case.assignments}
    for ordinal, wanted in enumerate(lines):
        line = before.pop((str(wanted.role), wanted.unit_id, wanted.post_id), None)
        if line is None:
            act.add(assignment(act.item, wanted, ordinal=ordinal, at=act.at))
        elif line.ordinal != ordinal:
            act.change(line, ordinal=ordinal)
    for line in before.values():
        act.remove(line)
    act.item.lead_unit_id = answering_unit(lines)
