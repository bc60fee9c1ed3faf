"""An export as it is ordered from a page and carried out later: what it is narrowed to, in codes and in words."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from luoshi.ledger.queries import Filters

#: What people type. It does not stand in an order's parameters, which everybody who runs the system may see.
_TYPED = ("text", "facts")
_DATES = ("due_from", "due_to")


def parts(filters: Filters) -> tuple[dict[str, Any], bytes]:
    """(codes, words): what fits an order's parameters, and the rest as the content of a parcel, empty without any."""
    said = {one.name: getattr(filters, one.name) for one in fields(filters)}
    codes = {name: _plain(value) for name, value in said.items() if name not in _TYPED and value not in (None, "", ())}
    words = {name: _plain(said[name]) for name in _TYPED if said[name]}
    return codes, json.dumps(words, ensure_ascii=False).encode() if words else b""


def filters(codes: Mapping[str, Any], words: bytes) -> Filters:
    """The filters again. Raises TypeError or ValueError for what is none."""
    said: dict[str, Any] = {**codes, **(json.loads(words) if words else {})}
    for name, value in said.items():
        if isinstance(value, list):
            said[name] = tuple(_fact(one) if name == "facts" else one for one in value)
        elif name in _DATES:
            said[name] = dt.date.fromisoformat(value)
    return Filters(**said)


def _plain(value: Any) -> Any:
    """A value as JSON has it; the date of a fact says that it is one."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [{"on": one.isoformat()} if isinstance(one, dt.date) else _plain(one) for one in value]
    return value


def _fact(pair: list[Any]) -> tuple[str, Any]:
    """(field, value)."""
    name, value = pair
    return name, dt.date.fromisoformat(value["on"]) if isinstance(value, dict) else value
