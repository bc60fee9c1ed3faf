"""Which tables are sealed, and the digests of their rows as the database holds them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar, overload
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from luoshi.seal import digests

M = TypeVar("M", bound=type[models.Model])
Pk = int | str
# Rows are read back in lists of this many keys: below SQLite's smallest limit on parameters.
BATCH = 900
_ODD_FIELDS = (models.BinaryField, models.UUIDField)


class Sealed:
    """A sealed table: its model and the columns that its digests cover."""

    def __init__(self, model: type[models.Model], leave_out: Sequence[str]) -> None:
        self.model, self.leave_out = model, tuple(leave_out)
        self.table: str = model._meta.db_table
        for name in self.leave_out:
            try:
                model._meta.get_field(name)
            except FieldDoesNotExist as error:
                raise TypeError(f"{model.__name__} has no field {name} to leave out") from error
        fields = [field for field in model._meta.concrete_fields if field.name not in self.leave_out]
        self.columns: tuple[str, ...] = tuple(str(field.column) for field in fields)
        self.attributes: tuple[str, ...] = tuple(field.attname for field in fields)
        self._odd = tuple(str(field.column) for field in fields if isinstance(field, _ODD_FIELDS))

    def digests(self, keys: Sequence[Pk] | None = None) -> Iterator[tuple[Pk, str]]:
        """(primary key, digest) of the rows with these keys, or of every row; read as the database holds them now."""
        rows = self.model._base_manager.values_list("pk", *self.attributes)
        if keys is None:
            yield from (self._digest(row) for row in rows.order_by("pk").iterator(chunk_size=2000))
            return
        for start in range(0, len(keys), BATCH):
            yield from (self._digest(row) for row in rows.filter(pk__in=keys[start : start + BATCH]))

    def _digest(self, row: tuple[Any, ...]) -> tuple[Pk, str]:
        values = dict(zip(self.columns, row[1:], strict=True))
        for column in self._odd:
            values[column] = _stored(values[column])
        return row[0], digests.row_digest(self.table, values)


def _stored(value: object) -> object:
    """Column types that JSON does not have: bytes as hex, UUID as text. The rest is left to the canonical form."""
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, UUID):
        return str(value)
    return value


_registry: dict[str, Sealed] = {}


@overload
def sealed(model: M) -> M: ...
@overload
def sealed(*, leave_out: Sequence[str]) -> Callable[[M], M]: ...


def sealed(model: M | None = None, *, leave_out: Sequence[str] = ()) -> M | Callable[[M], M]:
    """Class decorator: every row of this model must be covered by the log.

    An operation that writes such a row names it in `Work.record(rows=…)`; `leave_out` names derived columns (fields)
    that may change without an event. Many-to-many tables are not covered: give them a model.
    """

    def register(decorated: M) -> M:
        _registry[decorated._meta.db_table] = Sealed(decorated, leave_out)
        return decorated

    return register if model is None else register(model)


def tables() -> Mapping[str, Sealed]:
    """The sealed tables by name."""
    return _registry


def table(name: str) -> Sealed:
    """The sealed table of this name; LookupError when it is not sealed."""
    found = _registry.get(name)
    if found is None:
        raise LookupError(f"{name} is not a sealed table; decorate its model with @sealed")
    return found
