"""Writing many rows of a table at once, the same on both databases."""

from collections.abc import Iterable, Sequence

from django.db import connection, models


def update_all(rows: Sequence[models.Model], columns: Iterable[str]) -> None:
    """Write the named fields of saved rows of one model, each by its primary key.

    One prepared statement for all of them: many times the speed of `bulk_update`, whose CASE lists grow with the
    square of what SQLite takes in one statement.
    """
    if not rows:
        return
    meta = type(rows[0])._meta
    fields = [meta.get_field(name) for name in columns]
    concrete = [field for field in fields if isinstance(field, models.Field)]
    quote = connection.ops.quote_name
    assigned = ", ".join(f"{quote(str(field.column))} = %s" for field in concrete)
    statement = f"UPDATE {quote(meta.db_table)} SET {assigned} WHERE {quote(str(meta.pk.column))} = %s"  # noqa: S608
    values = [
        [*(field.get_db_prep_save(getattr(row, field.attname), connection) for field in concrete), row.pk]
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)
