"""A kind's own fields: checked against the kind, and written apart where lists may be filtered by them. Pure."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from luoshi.record.refusals import Reason
from luoshi.rulebook.shapes import Field

_REF = re.compile(r"[a-z_]+:\S+")
# Which column of a Fact row holds a field of this type; long texts are read, not filtered.
_COLUMNS = {"text": "text", "choice": "text", "flag": "number", "whole": "number", "date": "date", "ref": "ref"}


def faults(fields: Sequence[Field], facts: Mapping[str, Any]) -> Iterator[Reason]:
    """Everything that does not fit: unknown fields, empty required ones, wrong types, answers that are not offered.

    Dates are given as dates or ISO text, whole numbers in the field's smallest unit, refs as `unit:12`.
    """
    known = {field.code for field in fields}
    for code in facts:
        if code not in known:
            yield Reason("fact.unknown", {"field": code})
    for field in fields:
        yield from _fault(field, facts.get(field.code))


def _fault(field: Field, value: Any) -> Iterator[Reason]:
    """What is wrong with one field."""
    label = {"field": field.label.zh}
    if value is None or value == "":
        if field.required:
            yield Reason("fact.missing", label)
        return
    if not _fits(field.type, value):
        yield Reason("fact.wrong_type", {**label, "type": field.type})
    elif field.type == "choice" and value not in {option.code for option in field.options}:
        yield Reason("fact.not_a_choice", {**label, "options": [option.label.zh for option in field.options]})


def _fits(kind: str, value: Any) -> bool:
    """Whether a value is of a field's type; True is no number."""
    if kind == "whole":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "flag":
        return isinstance(value, bool)
    if kind == "date":
        return _date(value) is not None
    if kind == "ref":
        return isinstance(value, str) and _REF.fullmatch(value) is not None
    return isinstance(value, str)


def _date(value: Any) -> dt.date | None:
    """A civil date from a date or its ISO text."""
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def plain(fields: Sequence[Field], facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as they are kept in JSON: dates as ISO text, empty and private ones left out."""
    private = {field.code for field in fields if field.private}
    return {
        code: value.isoformat() if isinstance(value, dt.date) else value
        for code, value in facts.items()
        if value not in (None, "") and code not in private
    }


def private(fields: Sequence[Field], facts: Mapping[str, Any]) -> dict[str, str]:
    """The private facts by field: they go to the private store only (DESIGN §6)."""
    codes = {field.code for field in fields if field.private}
    return {code: str(value) for code, value in facts.items() if code in codes and value not in (None, "")}


def filterable(fields: Sequence[Field], facts: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(field, {column: value}) for every fact that lists may be filtered by."""
    for field in fields:
        value = facts.get(field.code)
        column = _COLUMNS.get(field.type)
        if not field.filter or field.private or column is None or value in (None, ""):
            continue
        if column == "date":
            yield field.code, {column: _date(value)}
        else:
            yield field.code, {column: int(value) if column == "number" else value}
