"""The reading as plain data: schema `luoshi.reading/1`, the shape of `luoshi read --format json`."""

import dataclasses
from typing import Any

from luoshi.reading.records import DraftItem, Reading, Target

SCHEMA = "luoshi.reading/1"


def as_data(reading: Reading, source: dict[str, Any]) -> dict[str, Any]:
    """The reading as JSON data. `source` says what was read (name, sha256, media_type); what the text says is added.

    Offsets count characters of `text`; `text[start:end] == quote` for every item.
    """
    facts = reading.facts
    return {
        "schema": SCHEMA,
        "source": {
            **source,
            "title": facts.title,
            "issuer": facts.issuer,
            "dated_on": facts.dated_on.isoformat() if facts.dated_on else None,
            "year": facts.year,
            "type": facts.type,
            "number": facts.number,
            "repairs": [
                {"kind": r.kind, "start": r.start, "end": r.end, "before": r.before, "after": r.after, "sure": r.sure}
                for r in reading.repairs
            ],
        },
        "text": reading.text,
        "passages": [
            {
                "start": p.start,
                "end": p.end,
                "path": list(p.path),
                "label": p.label,
                "why": p.why,
                "probability": p.probability and round(p.probability, 3),
            }
            for p in reading.passages
        ],
        "items": [item_data(item) for item in reading.items],
        "coverage": coverage_data(reading),
        "outline": [{"start": h.start, "end": h.end, "level": h.level, "title": h.title} for h in reading.outline],
    }


def item_data(item: DraftItem) -> dict[str, Any]:
    """One draft item as JSON data; values are numbers as printed, never converted."""
    due, rhythm = item.due, item.recurrence
    return {
        "id": item.id,
        "quote": item.quote,
        "start": item.start,
        "end": item.end,
        "title": item.title,
        "path": list(item.path),
        "type": item.type,
        "strength": item.strength,
        "why": item.why,
        "probability": item.probability and round(item.probability, 3),
        "targets": [_target(one) for one in item.targets],
        "amounts": [
            {"what": a.what, "value": _number(a.value), "unit": a.unit, "start": a.start, "end": a.end}
            for a in item.amounts
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
        else {"freq": rhythm.freq, "interval": rhythm.interval, "times": rhythm.times, "by": rhythm.by},
        "units": [{"name": u.name, "role": u.role, "start": u.start, "end": u.end} for u in item.units],
        "wording": item.wording and dataclasses.asdict(item.wording),
        "watch": item.watch,
        "trigger": item.trigger and dataclasses.asdict(item.trigger),
        "list_asked": item.list_asked and dataclasses.asdict(item.list_asked),
        "persons": [{"who": p.who, "role": p.role, "start": p.start, "end": p.end} for p in item.persons],
    }


def _target(one: Target) -> dict[str, Any]:
    """One target as JSON data."""
    return {
        "indicator": one.indicator,
        "comparator": one.comparator,
        "value": _number(one.value),
        "unit": one.unit,
        "period": one.period,
        "high": _number(one.high),
        "mode": one.mode,
        "base": one.base,
        "masked": one.masked,
        "rule": one.rule,
        "start": one.start,
        "end": one.end,
    }


def coverage_data(reading: Reading) -> dict[str, Any]:
    """How much of the text became rows, and what still needs a person."""
    coverage = reading.coverage
    return {
        "passages": coverage.passages,
        "labels": dict(coverage.labels),
        "passages_with_items": coverage.with_item,
        "items": len(reading.items),
        "characters": coverage.characters,
        "characters_in_items": coverage.characters_in_items,
        "repairs_open": sum(r.sure == "open" for r in reading.repairs),
    }


def _number(said: str | None) -> int | float | None:
    """A printed number as a JSON number; None where nothing is printed."""
    if said is None:
        return None
    try:
        return int(said) if said.isdigit() else float(said)
    except ValueError:
        return None
