"""PostgreSQL: a look into the index is over before a second worker has started, so it asks for none."""

from django.db import migrations


def _set(word):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor != "sqlite":
            schema_editor.execute(f"ALTER FUNCTION search_grams(text) PARALLEL {word}")

    return run


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(_set("RESTRICTED"), _set("SAFE"))]
