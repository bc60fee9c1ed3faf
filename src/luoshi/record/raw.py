"""Columns as canonical text, straight from what the database returns.

The framework would make objects of every value and the canonical form would take them apart again: for a million rows
that is most of the work. What comes out is, byte for byte, what `seal.canonical` writes of the framework's values.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any
from uuid import UUID

from django.db import connection, models

from luoshi.seal import canonical

Text = Callable[[object], str]
Pieces = Callable[[Sequence[Any]], Iterable[str]]
_NUMBERS = ("AutoField", "IntegerField")
_TEXTS = ("CharField", "TextField", "SlugField")
# Values that repeat so often on the average are looked up.
_SELDOM = 3


def select(field: "models.Field[Any, Any]") -> str:
    """The SQL that reads the column untouched: on SQLite a bare name would wake the driver's own conversion."""
    name = connection.ops.quote_name(str(field.column))
    return f"+{name}" if connection.vendor == "sqlite" else name


def text_of(field: "models.Field[Any, Any]") -> Text:
    """What turns a value of this column (never None) into canonical text; an empty text says: no value (JSON null).

    TypeError for a kind of column that has no canonical form, such as a fraction.
    """
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    kind = target.get_internal_type()
    if kind.endswith(_NUMBERS):
        return _number
    if kind in _TEXTS or kind == "GenericIPAddressField":
        return _text
    known: dict[str, Text] = {
        "BooleanField": _truth,
        "DateTimeField": moment,
        "DateField": _date,
        "JSONField": _nested,
        "BinaryField": _bytes,
        "UUIDField": _uuid,
    }
    if kind not in known:
        raise TypeError(f"{field.model.__name__}.{field.name}: a {kind} has no canonical form")
    return known[kind]


def pieces_of(field: "models.Field[Any, Any]") -> Pieces:
    """What turns many values of this column into `"column":text,` each, and into nothing where there is no value.

    Most columns say the same few things over and over (an act, a unit, a date): each is then written once. Where they
    do not, numbers and texts are written without a step of Python's own for each.
    """
    name, text = f'"{field.column}":', text_of(field)
    plain = _PLAIN.get(text)

    def piece(value: object) -> str:
        said = "" if value is None else text(value)
        return f"{name}{said}," if said else ""

    def pieces(values: Sequence[Any]) -> Iterable[str]:
        try:
            distinct = set(values)
        except TypeError:
            return map(piece, values)
        if len(distinct) * _SELDOM <= len(values):
            known = {value: piece(value) for value in distinct}
            return map(known.__getitem__, values)
        if plain and set(map(type, distinct)) == {plain[0]}:
            return map(f"{name}%s,".__mod__, map(plain[1], values))
        return map(piece, values)

    return pieces


def _number(value: object) -> str:
    return repr(value) if type(value) is int else canonical.text(value)


def _text(value: object) -> str:
    return encode_basestring(value) if type(value) is str else canonical.text(value)


# Kinds of columns that need no look at each value when all are of this type.
_PLAIN: dict[Text, tuple[type, Callable[[Any], str]]] = {_number: (int, repr), _text: (str, encode_basestring)}


def _truth(value: object) -> str:
    # SQLite has no truth values: 1 and 0. Anything else was never written here and is shown as it is.
    return "true" if value in (True, 1) else "false" if value in (False, 0) else canonical.text(value)


def moment(value: object) -> str:
    """A moment in quotes. SQLite returns `2026-03-05 02:00:00[.123456]` in UTC, PostgreSQL an aware datetime."""
    if isinstance(value, datetime):
        return f'"{canonical.moment_text(value)}"'
    said = value if isinstance(value, str) else ""
    if len(said) == 26 and said[10] == " " and said[19] == ".":
        return f'"{said[:10]}T{said[11:]}Z"'
    if len(said) == 19 and said[10] == " ":
        return f'"{said[:10]}T{said[11:]}.000000Z"'
    return _text(value)


def _date(value: object) -> str:
    return f'"{value.isoformat()}"' if isinstance(value, date) else _text(value)


def _nested(value: object) -> str:
    return _nested_text(value) if isinstance(value, str) else canonical.text(value)


# Most columns of this kind say the same few things over and over: an empty list, the choices of a clock.
@lru_cache(maxsize=4096)
def _nested_text(value: str) -> str:
    held = _DECODER.decode(value)
    return "" if held is None else canonical.dump(held)


def _fraction(text: str) -> object:
    raise canonical.NotCanonical(f"float has no canonical form: {text}")


_DECODER = json.JSONDecoder(parse_float=_fraction, parse_constant=_fraction)


def _bytes(value: object) -> str:
    return f'"{bytes(value).hex()}"' if isinstance(value, bytes | memoryview) else _text(value)


def _uuid(value: object) -> str:
    if isinstance(value, UUID):
        return f'"{value}"'
    try:
        return f'"{UUID(str(value))}"'
    except ValueError:
        return _text(value)
