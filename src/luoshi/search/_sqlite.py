"""Grams in SQLite: an FTS5 table that holds which entry has which gram, and nothing else.

Without positions it is small and quick to write; whether the grams stand together is compared with the folded text.
FTS5 hands out keys backwards without sorting, so the newest of a million hits cost no more than the newest of ten.
"""

from collections.abc import Iterable, Sequence

from django.db import connection

from luoshi.search.folding import grams

_INSERT = "INSERT INTO search_grams (rowid, grams) VALUES (%s, %s)"
_DELETE = "INSERT INTO search_grams (search_grams, rowid, grams) VALUES ('delete', %s, %s)"
_NEWEST = """
    SELECT rowid FROM search_grams WHERE search_grams MATCH %s AND rowid BETWEEN %s AND %s ORDER BY rowid DESC LIMIT %s
"""


def put(rows: Iterable[tuple[int, str]]) -> None:
    """Index entries by key and folded text."""
    _many(_INSERT, rows)


def take_out(rows: Iterable[tuple[int, str]]) -> None:
    """Take entries out again; the folded text must be the one that was put in."""
    _many(_DELETE, rows)


def clear() -> None:
    """Forget every gram."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO search_grams (search_grams) VALUES ('delete-all')")


def newest(terms: Sequence[str], low: int, high: int, *, most: int) -> list[int]:
    """Keys of entries that hold all terms, greatest first; a term of one character is the beginning of a gram."""
    wanted = " AND ".join(f'"{term}"' if len(term) > 1 else f'"{term}"*' for term in terms)
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [wanted, low, high, most])
        return [key for (key,) in cursor.fetchall()]


def holds(key: int, folded: str) -> bool:
    """Whether the index knows every gram of this entry."""
    terms = grams(folded)
    return not terms or bool(newest(terms, key, key, most=1))


def _many(statement: str, rows: Iterable[tuple[int, str]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(statement, [(key, " ".join(grams(folded))) for key, folded in rows])
