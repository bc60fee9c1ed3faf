"""What reading found of a draft, as JSON with spans: text and whole numbers only, for it is sealed."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from luoshi.reading.records import DraftItem

#: What makes a target, as a person may write it.
TARGET = ("indicator", "comparator", "value", "unit", "period")
#: Lists of fields whose entries carry a span.
SPANNED = ("targets", "amounts", "units", "persons")


def found(item: DraftItem) -> dict[str, Any]:
    """Targets, amounts, due, recurrence, units and persons of a draft item, each with `start` and `end`."""
    return {
        "targets": _each(item.targets, *TARGET, "high", "mode", "base", "masked", "rule"),
        "amounts": _each(item.amounts, "what", "value", "unit"),
        "due": {
            **_one(item.due, "said", "kind", "rule"),
            "on": item.due.on.isoformat() if item.due.on else None,
        },
        "recurrence": _one(item.recurrence, "freq", "interval", "times", "by", "said") if item.recurrence else None,
        "units": _each(item.units, "name", "role", "unit_id"),
        "persons": _each(item.persons, "who", "role"),
        "wording": _one(item.wording, "grade", "said") if item.wording else None,
        "watch": item.watch,
        "trigger": asdict(item.trigger) if item.trigger else None,
        "list_asked": asdict(item.list_asked) if item.list_asked else None,
    }


def _one(entry: object, *names: str) -> dict[str, Any]:
    """The named attributes of a field, and its span."""
    return {name: getattr(entry, name) for name in (*names, "start", "end")}


def _each(entries: Iterable[object], *names: str) -> list[dict[str, Any]]:
    """A list of fields, as `_one` says each."""
    return [_one(entry, *names) for entry in entries]


def parties(item: DraftItem) -> tuple[int | None, list[int]]:
    """The units to propose: the lead the text names (else the one unit told to act), and those that help."""
    known = [(u.role, u.unit_id) for u in item.units if u.unit_id is not None]
    leads = list(dict.fromkeys(unit for role, unit in known if role == "lead"))
    owners = list(dict.fromkeys(unit for role, unit in known if role == "owner"))
    if not leads and len(owners) == 1:
        leads = owners
    lead = leads[0] if leads else None
    helps = dict.fromkeys(unit for role, unit in known if role == "co" or unit in leads[1:])
    return lead, [unit for unit in helps if unit != lead]


def within(fields: dict[str, Any], start: int, end: int) -> dict[str, Any]:
    """The fields of a part of a draft: entries whose span lies in it; who acts stays with every part."""
    kept = dict(fields)
    for name in ("targets", "amounts"):
        kept[name] = [one for one in fields.get(name, []) if _lies(one, start, end)]
    rhythm = fields.get("recurrence")
    if rhythm and not _lies(rhythm, start, end):
        kept["recurrence"] = None
    return kept


def _lies(entry: dict[str, Any], start: int, end: int) -> bool:
    """Whether a field lies in a stretch of the text; what a person wrote lies nowhere and stays with every part."""
    return entry.get("start") is None or start <= entry["start"] and entry["end"] <= end


_COMPARATORS = frozenset({">=", "<=", ">", "<", "≈", "="})


def targets(said: Any) -> list[dict[str, Any]]:
    """Targets as a person writes them: indicator, comparator, value, unit, period. Raises ValueError."""
    return [_target(one) for one in said]


def _target(said: dict[str, Any]) -> dict[str, Any]:
    """One of them; value, unit and period may be left out."""
    one = {name: str(said.get(name) or "").strip()[:100] or None for name in TARGET}
    if one["indicator"] is None or one["comparator"] not in _COMPARATORS:
        raise ValueError(said)
    return one


def corrected(found: list[dict[str, Any]], said: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The targets that a person wrote: those that reading found so keep their span, the others are by hand."""
    known = {_key(one): one for one in found}
    return [known.get(_key(one), {**one, "start": None, "end": None, "rule": "by_hand"}) for one in said]


def _key(entry: dict[str, Any]) -> tuple[str, ...]:
    """A target apart from where it stands."""
    return tuple(str(entry.get(name) or "") for name in TARGET)


def joined(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """The fields of drafts put together; the first due and rhythm that are said hold."""
    whole: dict[str, Any] = {}
    for name in SPANNED:
        entries = [one for part in parts for one in part.get(name, [])]
        whole[name] = [one for n, one in enumerate(entries) if one not in entries[:n]]
    dues = [part["due"] for part in parts if part.get("due")]
    whole["due"] = next((due for due in dues if due["kind"] in {"explicit", "recurring"}), dues[0] if dues else None)
    whole["recurrence"] = next((part["recurrence"] for part in parts if part.get("recurrence")), None)
    return whole
