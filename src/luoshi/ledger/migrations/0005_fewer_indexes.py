"""An act writes fewer indexes of the past, and a past day is found by a narrower one; reversible.

The index by item said what the unique one by item and moment says; the one by parent was nearly all empty values.
"""

from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0004_settled_lights'),
    ]

    operations = [
        # Said to the database alone: the framework would copy the whole table on SQLite.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    'DROP INDEX IF EXISTS ledger_itemversion_item_id_98cdbca3',
                    'CREATE INDEX ledger_itemversion_item_id_98cdbca3 ON ledger_itemversion (item_id)',
                ),
                migrations.RunSQL(
                    'DROP INDEX IF EXISTS ledger_itemversion_parent_id_1d2d849e',
                    'CREATE INDEX ledger_itemversion_parent_id_1d2d849e ON ledger_itemversion (parent_id)',
                ),
            ],
            state_operations=[
                migrations.AlterField(
                    model_name='itemversion',
                    name='item',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='ledger.item'),
                ),
                migrations.AlterField(
                    model_name='itemversion',
                    name='parent',
                    field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.item'),
                ),
            ],
        ),
        migrations.RemoveIndex(
            model_name='itemversion',
            name='ledger_version_past',
        ),
        migrations.AddIndex(
            model_name='itemversion',
            index=models.Index(condition=models.Q(('recorded_to__isnull', True)), fields=['recorded_from'], name='ledger_version_now_since'),
        ),
        migrations.AddIndex(
            model_name='itemversion',
            index=models.Index(condition=models.Q(('parent__isnull', False)), fields=['parent'], name='ledger_version_parent'),
        ),
    ]
