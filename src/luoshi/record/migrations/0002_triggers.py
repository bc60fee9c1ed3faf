"""Triggers that refuse to change or remove an event. A migration that remakes the table on SQLite must set them again."""

from django.db import migrations

from luoshi.record import triggers


def create(apps, schema_editor):
    """Set the triggers of this database."""
    triggers.create(schema_editor.connection)


def drop(apps, schema_editor):
    """Remove them."""
    triggers.drop(schema_editor.connection)


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("record", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
