"""What reading found of a draft, as JSON with spans: text and whole numbers only, for it is sealed."""

from typing import Any

from luoshi.reading.records import DraftItem

#: Lists of fields whose entries carry a span.
SPANNED = ("targets", "amounts", "units", "persons")


def found(item: DraftItem) -> dict[str, Any]:
    """Targets, amounts, due, recurrence, units and persons of a draft item, each with `start` and `end`."""
    due, rhythm = item.due, item.recurrence
    return {
        "targets": [
            {
                "indicator": t.indicator,
                "comparator": t.comparator,
                "value": t.value,
                "unit": t.unit,
                "period": t.period,
                "start": t.start,
                "end": t.end,
            }
            for t in item.targets
        ],
        "amounts": [
            {"what": a.what, "value": a.value, "unit": a.unit, "start": a.start, "end": a.end} for a in item.amounts
        ],
        "due": {
            "said": due.said,
            "on": due.on.isoformat() if due.on else None,
            "kind": due.kind,
            "rule": due.rule,
            "start": due.start,
            "end": due.end,
        },
        "recurrence": None
        if rhythm is None
        else {
            "freq": rhythm.freq,
            "interval": rhythm.interval,
            "times": rhythm.times,
            "by": rhythm.by,
            "said": rhythm.said,
            "start": rhythm.start,
            "end": rhythm.end,
        },
        "units": [
            {"name": u.name, "role": u.role, "unit_id": u.unit_id, "start": u.start, "end": u.end} for u in item.units
        ],
        "persons": [{"who": p.who, "role": p.role, "start": p.start, "end": p.end} for p in item.persons],
    }


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
        kept[name] = [one for one in fields.get(name, []) if start <= one["start"] and one["end"] <= end]
    rhythm = fields.get("recurrence")
    if rhythm and not (start <= rhythm["start"] and rhythm["end"] <= end):
        kept["recurrence"] = None
    return kept


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
