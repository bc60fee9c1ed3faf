"""Which tables are sealed, and the digests of their rows as the database holds them."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar, overload

from django.core.exceptions import FieldDoesNotExist
from django.db import connection, models

from luoshi.record import raw
from luoshi.seal import canonical

M = TypeVar("M", bound=type[models.Model])
Pk = int | str
# Rows are read back in lists of this many keys: below SQLite's smallest limit on parameters.
BATCH = 900
# Of all rows so many are read at a time.
_CHUNK = 2000


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
        # The canonical form sorts keys; read in that order, a row's text is its columns one after the other.
        self._fields = sorted(fields, key=lambda field: str(field.column))
        self.columns: tuple[str, ...] = tuple(str(field.column) for field in self._fields)

    def held(self) -> Iterator[tuple[Sequence[Pk], Sequence[bytes]]]:
        """Primary keys in their order and the digests of these rows, in lists that together name every row.

        An empty digest for a row that has no canonical form, as none of ours.
        """
        pieces = tuple(raw.pieces_of(field) for field in self._fields)
        place = self.columns.index(str(self.model._meta.pk.column))
        with connection.chunked_cursor() as cursor:
            cursor.execute(f"{self._select_columns} ORDER BY {self._pk}")
            while rows := cursor.fetchmany(_CHUNK):
                # Column by column: no step of Python's own for each value.
                columns = tuple(zip(*rows, strict=True))
                try:
                    digests = self._hashed(pieces, columns)
                except ValueError:
                    digests = [self._hashed_alone(pieces, row) for row in rows]
                yield columns[place], digests

    def _hashed(self, pieces: Sequence[raw.Pieces], columns: Sequence[Sequence[Any]]) -> list[bytes]:
        """The digests of rows given as columns. Raises ValueError where one has no canonical form."""
        head = f'["{self.table}",{{'
        said = zip(*(said(values) for said, values in zip(pieces, columns, strict=True)), strict=True)
        return [hashlib.sha256(f"{head}{''.join(row)[:-1]}}}]".encode()).digest() for row in said]

    def _hashed_alone(self, pieces: Sequence[raw.Pieces], row: Sequence[Any]) -> bytes:
        """The digest of one row; empty where it has no canonical form."""
        try:
            return self._hashed(pieces, [(value,) for value in row])[0]
        except ValueError:
            return b""

    def digests(self, keys: Sequence[Pk]) -> Iterator[tuple[Pk, str]]:
        """(primary key, digest) of the rows with these keys, read as the database holds them now."""
        for start in range(0, len(keys), BATCH):
            some = keys[start : start + BATCH]
            with connection.cursor() as cursor:
                cursor.execute(f"{self._select} WHERE {self._pk} IN ({', '.join(['%s'] * len(some))})", some)
                rows = cursor.fetchall()
            yield from map(self._digest, rows)

    @cached_property
    def _pk(self) -> str:
        return connection.ops.quote_name(str(self.model._meta.pk.column))

    @cached_property
    def _select(self) -> str:
        return self._select_columns.replace("SELECT", f"SELECT {self._pk},", 1)

    @cached_property
    def _select_columns(self) -> str:
        columns = ", ".join(raw.select(field) for field in self._fields)
        return f"SELECT {columns} FROM {connection.ops.quote_name(self.table)}"  # noqa: S608

    @cached_property
    def _texts(self) -> tuple[tuple[str, raw.Text], ...]:
        return tuple((f'"{field.column}":', raw.text_of(field)) for field in self._fields)

    def _digest(self, row: tuple[Any, ...]) -> tuple[Pk, str]:
        """As `seal.digests.row_digest` of the same values, which a property test holds it to."""
        held = [
            key + said
            for (key, text), value in zip(self._texts, row[1:], strict=True)
            if value is not None and (said := text(value))
        ]
        whole = f'["{self.table}",{{{",".join(held)}}}]'
        try:
            return row[0], hashlib.sha256(whole.encode()).hexdigest()
        except UnicodeEncodeError as error:
            raise canonical.NotCanonical(f"text that is not Unicode in a row of {self.table}") from error


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
