"""One value, one text: the canonical JSON that is hashed and stored (docs/formats.md)."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime


class NotCanonical(ValueError):  # noqa: N818
    """A value that has no canonical text: a float, a naive moment, a key that is not text."""


def moment_text(moment: datetime) -> str:
    """An aware moment as `2026-03-05T02:00:00.000000Z`: UTC, always six digits of a second."""
    if moment.tzinfo is None:
        raise NotCanonical(f"moment without a zone: {moment!r}")
    utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return utc.isoformat(timespec="microseconds")[: -len("+00:00")] + "Z"


def moment(text: str) -> datetime:
    """The moment that `moment_text` wrote; `NotCanonical` for any other text."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError as error:
        raise NotCanonical(f"not a canonical moment: {text!r}") from error
    if read.tzinfo is None or moment_text(read) != text:
        raise NotCanonical(f"not a canonical moment: {text!r}")
    return read


def plain(value: object) -> object:
    """`value` with dates and moments as text and tuples as lists; refuses what has no canonical form."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return _sound(value)
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {_key(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    raise NotCanonical(f"{type(value).__name__} has no canonical form: {value!r}")


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise NotCanonical(f"a key must be text: {key!r}")
    return _sound(key)


def _sound(text: str) -> str:
    """The text itself; half a surrogate pair cannot be written as UTF-8 and is refused."""
    if not text.isascii():
        try:
            text.encode("utf-8")
        except UnicodeEncodeError as error:
            raise NotCanonical(f"text that is not Unicode: {text!r}") from error
    return text


def text(value: object) -> str:
    """Canonical JSON: keys sorted by code point, no blanks, no escapes but the needed, integers only, one line.

    Accepts None, bool, int, str, list, tuple, mapping with text keys, aware datetime and date; raises `NotCanonical`.
    """
    return dump(plain(value))


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def dump(value: object) -> str:
    """Canonical text of what `plain` returned: for callers that know their values and need the speed."""
    return _ENCODER.encode(value)
