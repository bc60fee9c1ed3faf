"""A strict reader over one parsed TOML file: every key is asked for, every fault is collected, none is guessed."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from luoshi.record.refusals import Reason
from luoshi.rulebook.lines import Path, line_of

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Words:
    """A text in Chinese and English."""

    zh: str
    en: str

    def text(self, language: str) -> str:
        """The text in `zh` or `en`."""
        return self.en if language == "en" else self.zh


@dataclass
class Faults:
    """What is wrong in one file: reasons with file, line and key, all of them."""

    file: str
    lines: Mapping[Path, int]
    reasons: list[Reason] = field(default_factory=list)

    def add(self, code: str, path: Path, **values: object) -> None:
        """Note the fault `rules.<code>` at `path`."""
        key = ".".join(str(part + 1) if isinstance(part, int) else part for part in path)
        place = {"file": self.file, "line": line_of(self.lines, path), "key": key}
        self.reasons.append(Reason(f"rules.{code}", {**place, **values}))


class Table:
    """One table of the file. Each reading method takes a key, notes a fault for a wrong value and gives a harmless one
    back, so that reading goes on and all faults come together. `close` refuses the keys nobody asked for.
    """

    def __init__(self, data: Mapping[str, Any], path: Path, faults: Faults) -> None:
        self.data, self.path, self.faults = data, path, faults
        self._asked: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self.data

    def fault(self, code: str, key: str, **values: object) -> None:
        """Note a fault at `key` of this table."""
        self.faults.add(code, (*self.path, key) if key else self.path, **values)

    def _read(self, key: str, kind: type[T], expected: str, default: T | None) -> T | None:
        self._asked.add(key)
        if key not in self.data:
            if default is None:
                self.fault("missing_key", key)
            return default
        value = self.data[key]
        # a bool is an int to Python, and a datetime a date; to a reader of the file they are not
        if not isinstance(value, kind) or (type(value) is not kind and kind in {int, dt.date}):
            self.fault("bad_value", key, value=str(value), expected=expected)
            return default
        return value

    def text(self, key: str, *, default: str | None = None) -> str:
        """A text; required without a default."""
        return self._read(key, str, "text", default) or ""

    def one_of(self, key: str, options: Collection[str], *, default: str | None = None) -> str:
        """One of `options`."""
        said = self.text(key, default=default)
        if said and said not in options and said != default:
            self.fault("not_one_of", key, value=said, options=sorted(options))
        return said if said in options else next(iter(sorted(options)))

    def whole(self, key: str, *, default: int | None = None, least: int = 0) -> int:
        """A whole number, `least` or more."""
        value = self._read(key, int, "whole", default)
        if value is not None and value < least:
            self.fault("too_small", key, value=value, least=least)
            return least
        return least if value is None else value

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        """true or false."""
        return bool(self._read(key, bool, "flag", default))

    def date(self, key: str) -> dt.date:
        """A date written without quotes."""
        return self._read(key, dt.date, "date", None) or dt.date.max

    def time(self, key: str) -> dt.time | None:
        """`15:00`, or None when the key is not there."""
        if key not in self.data:
            self._asked.add(key)
            return None
        said = self.text(key)
        try:
            return dt.time.fromisoformat(said)
        except ValueError:
            self.fault("bad_value", key, value=said, expected="time")
            return None

    def texts(self, key: str, *, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of texts."""
        return self._list(key, str, "texts", default)

    def wholes(self, key: str, *, default: tuple[int, ...] | None = None) -> tuple[int, ...]:
        """A list of whole numbers."""
        return self._list(key, int, "wholes", default)

    def dates(self, key: str) -> tuple[dt.date, ...]:
        """A list of dates; empty when the key is not there."""
        return self._list(key, dt.date, "dates", ())

    def _list(self, key: str, kind: type[T], expected: str, default: tuple[T, ...] | None) -> tuple[T, ...]:
        self._asked.add(key)
        if key not in self.data:
            if default is None:
                self.fault("missing_key", key)
            return default or ()
        value = self.data[key]
        if not isinstance(value, list) or any(type(one) is not kind for one in value):
            self.fault("bad_value", key, value=str(value), expected=expected)
            return default or ()
        return tuple(value)

    def words(self, key: str) -> Words:
        """`{ zh = "…", en = "…" }`, both given."""
        inner = self.table(key)
        if inner is None:
            self.fault("missing_key", key)
            return Words("", "")
        read = Words(inner.text("zh"), inner.text("en"))
        inner.close()
        return read

    def pairs(self, key: str) -> dict[str, str]:
        """A table of texts, such as `when`; empty when it is not there."""
        inner = self.table(key)
        if inner is None:
            return {}
        return {name: inner.text(name) for name in inner.data}

    def table(self, key: str) -> "Table | None":
        """The table at `key`, or None when it is not there."""
        self._asked.add(key)
        if key not in self.data:
            return None
        value = self.data[key]
        if not isinstance(value, dict):
            self.fault("bad_value", key, value=str(value), expected="table")
            return None
        return Table(value, (*self.path, key), self.faults)

    def tables(self, key: str) -> "list[Table]":
        """The list of tables at `key`; empty when it is not there."""
        self._asked.add(key)
        value = self.data.get(key, [])
        if not isinstance(value, list) or any(not isinstance(one, dict) for one in value):
            self.fault("bad_value", key, value=str(value), expected="tables")
            return []
        return [Table(one, (*self.path, key, number), self.faults) for number, one in enumerate(value)]

    def source(self) -> tuple[str, ...]:
        """`source`: rule ids or documents; every rule names at least one."""
        said = self.texts("source", default=())
        if not any(one.strip() for one in said):
            self.fault("missing_source", "source")
        return said

    def build(self, key: str, make: Callable[[], T], default: T) -> T:
        """What `make` gives; a ValueError of a pure room becomes a fault at `key`."""
        try:
            return make()
        except ValueError as error:
            self.fault("impossible", key, detail=str(error))
            return default

    def close(self) -> None:
        """Refuse every key that nobody asked for."""
        for key in self.data:
            if key not in self._asked:
                self.fault("unknown_key", key)
