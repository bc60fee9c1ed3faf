"""Tables of the index; grams in an FTS5 table on SQLite, in an index on an expression on PostgreSQL."""

from django.db import migrations, models

SQLITE = """
CREATE VIRTUAL TABLE search_grams USING fts5(grams, content='', columnsize=0, detail=none, tokenize='ascii')
"""
# The same as luoshi.search.folding.grams. The cost keeps the planner from calling it row by row.
FUNCTION = """
CREATE FUNCTION search_grams(folded text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 100000
AS $$
    SELECT coalesce(array_to_tsvector(array_agg(DISTINCT rtrim(letter || following, ' '))), ''::tsvector)
    FROM (
        SELECT letter, coalesce(lead(letter) OVER (ORDER BY place), '') AS following
        FROM unnest(string_to_array(translate(folded, E'\\n', ' '), NULL)) WITH ORDINALITY AS letters(letter, place)
    ) AS neighbours
    WHERE letter <> ' '
$$
"""
INDEX = "CREATE INDEX search_entry_grams ON search_entry USING gin (search_grams(folded))"


def make_index(apps, schema_editor):
    """Grams where this database keeps them."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(SQLITE)
    else:
        schema_editor.execute(FUNCTION)
        schema_editor.execute(INDEX)


def begin_whole(apps, schema_editor):
    """In a new database everything that will ever be there is indexed as it is written; in an older one tick fills."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for table in ("ledger_item", "intake_document"):
            if table in tables:
                cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {table})")
                if cursor.fetchone()[0]:
                    return
    apps.get_model("search", "Filling").objects.create(source="everything", is_done=True)


def drop_index(apps, schema_editor):
    """The way back; the entries themselves are dropped with their table."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE search_grams")
    else:
        schema_editor.execute("DROP INDEX search_entry_grams")
        schema_editor.execute("DROP FUNCTION search_grams(text)")


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.PositiveSmallIntegerField(verbose_name="种类")),
                ("row_id", models.BigIntegerField(verbose_name="行")),
                ("item_id", models.BigIntegerField(null=True, verbose_name="事项")),
                ("unit_id", models.BigIntegerField(null=True, verbose_name="单位")),
                ("area_id", models.BigIntegerField(verbose_name="区划")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年份")),
                ("text", models.TextField(verbose_name="文字")),
                ("folded", models.TextField(verbose_name="比对文字")),
            ],
            options={
                "verbose_name": "检索条目",
                "indexes": [models.Index(fields=["item_id", "id"], name="search_entry_item")],
            },
        ),
        migrations.CreateModel(
            name="Filling",
            fields=[
                ("source", models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="来源")),
                ("through", models.BigIntegerField(default=0, verbose_name="已到")),
                ("is_done", models.BooleanField(default=False, verbose_name="已完成")),
            ],
            options={"verbose_name": "索引进度"},
        ),
        migrations.RunPython(make_index, drop_index),
        migrations.RunPython(begin_whole, migrations.RunPython.noop),
    ]
