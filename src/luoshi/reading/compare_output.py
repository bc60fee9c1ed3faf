"""A comparison as plain data: schema `luoshi.years/1`, the shape of `luoshi read compare --format json`."""

import dataclasses
from typing import Any

from luoshi.reading.compare import Answer, Comparison, Quote

SCHEMA = "luoshi.years/1"
#: In the order in which an office asks for them.
STATUSES = ("met", "missed", "changed", "dropped", "not_due", "unplanned")


def as_data(comparison: Comparison, earlier: dict[str, Any], later: dict[str, Any]) -> dict[str, Any]:
    """The comparison as JSON data; `earlier` and `later` say what was read. Offsets count cleaned characters."""
    counted = comparison.counted()
    return {
        "schema": SCHEMA,
        "earlier": earlier,
        "later": later,
        "counts": {status: counted.get(status, 0) for status in STATUSES},
        "answers": [_answer(one) for one in comparison.answers],
    }


def _answer(one: Answer) -> dict[str, Any]:
    """One answer."""
    return {
        "status": one.status,
        "reason": one.reason,
        "sure": one.sure,
        "nearness": one.nearness,
        "promise": _quote(one.promise),
        "answer": _quote(one.answer),
        "figures": [dataclasses.asdict(figure) for figure in one.figures],
    }


def _quote(one: Quote | None) -> dict[str, Any] | None:
    """A quote with its place, None where there is none."""
    if one is None:
        return None
    return {"start": one.start, "end": one.end, "text": one.text, "path": list(one.path)}
