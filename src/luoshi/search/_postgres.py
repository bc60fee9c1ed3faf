"""Grams in PostgreSQL: a GIN index on an expression of the entry's own column; the database keeps it itself."""

from collections.abc import Sequence

from django.db import connection

# `id + 0`: the bounds hold most of the table, and an index of keys would be read for each of them.
_SOME = "SELECT id FROM search_entry WHERE search_grams(folded) @@ %s::tsquery AND id + 0 BETWEEN %s AND %s LIMIT %s"
_ALL = _SOME.replace(" LIMIT", " ORDER BY id + 0 DESC LIMIT")


def all_holding(terms: Sequence[str], low: int, high: int, *, most: int) -> list[int]:
    """Keys of entries that hold all terms, greatest first: for terms of which there are not too many."""
    return _keys(_ALL, [_query(terms), low, high, most])


def some_holding(terms: Sequence[str], low: int, high: int, *, most: int) -> list[int]:
    """Keys of entries that hold all terms, in any order: gathered without reading more entries than asked for."""
    return _keys(_SOME, [_query(terms), low, high, most])


def _query(terms: Sequence[str]) -> str:
    return " & ".join(f"'{term}'" if len(term) > 1 else f"'{term}':*" for term in terms)


def _keys(statement: str, values: Sequence[str | int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [key for (key,) in cursor.fetchall()]
