"""Reading the rows that hang on one item without building the same statement anew for every act.

An act reads half a dozen tables by the item's id. Building each statement through the ORM costs five times what the
database takes to answer it, and an office that enters a year of papers at once does it ten thousand times.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)
# Stands for the item's id while a statement is built; no table ever counts that far down.
_HOLE = -(2**62)


@dataclass(frozen=True, slots=True)
class _Statement:
    """SQL with the parameters that stand, the places of those that are filled in, and what makes values of columns."""

    sql: str
    params: tuple[Any, ...]
    holes: tuple[int, ...]
    names: tuple[str, ...]
    converters: tuple[tuple[int, tuple[Any, ...], Any], ...]


class Prepared(Generic[Row]):
    """The rows of one model that `build(item_id)` asks for: a plain query set of whole or partial rows, no joins."""

    def __init__(self, build: Callable[[int], "models.QuerySet[Row]"]) -> None:
        self._build = build
        self._model: type[Row] = build(_HOLE).model
        # One statement for each kind of database.
        self._statement = lru_cache(maxsize=4)(self._compile)

    def rows(self, item_id: int) -> list[Row]:
        """The rows of one item, in the order of the query set."""
        statement = self._statement(connection.vendor)
        params = list(statement.params)
        for place in statement.holes:
            params[place] = item_id
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, params)
            found = cursor.fetchall()
        return [self._row(statement, values) for values in found]

    def _row(self, statement: _Statement, values: Sequence[Any]) -> Row:
        """One instance; columns that the query set leaves out are read when somebody asks for them."""
        read = list(values)
        for place, converters, column in statement.converters:
            value = read[place]
            for convert in converters:
                value = convert(value, column, connection)
            read[place] = value
        return self._model.from_db(connection.alias, list(statement.names), read)

    def _compile(self, vendor: str) -> _Statement:
        """The statement for this kind of database."""
        compiler = self._build(_HOLE).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        columns = [column for column, _sql, _alias in compiler.select]
        converters = compiler.get_converters(columns)
        return _Statement(
            sql=sql,
            params=tuple(params),
            holes=tuple(place for place, value in enumerate(params) if value == _HOLE),
            names=tuple(column.target.attname for column in columns),
            converters=tuple((place, tuple(found), column) for place, (found, column) in converters.items()),
        )


class Rows(Generic[Row]):
    """The rows of several items through the ORM, of a single one through a statement that is built once.

    `ask` makes the query set from the condition on `column`, the column (or path) that holds the item.
    """

    def __init__(self, ask: Callable[..., "models.QuerySet[Row]"], column: str = "item") -> None:
        self._ask, self._column = ask, column
        self._one = Prepared(lambda item_id: ask(**{column: item_id}))

    def of(self, ids: Sequence[int]) -> list[Row]:
        """The rows of these items, in the order of the query set."""
        return self._one.rows(ids[0]) if len(ids) == 1 else list(self._ask(**{f"{self._column}__in": ids}))
