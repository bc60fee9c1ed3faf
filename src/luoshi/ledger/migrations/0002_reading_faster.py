"""Indexes for the desks of office and leaders, and for the lines of a past day; adding an index is reversible."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0001_initial'),
        ('org', '0003_identity'),
        ('rulebook', '0001_initial'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='duty',
            index=models.Index(condition=models.Q(('closed_at__isnull', True), ('met_at__isnull', True)), fields=['due_at', 'id'], name='ledger_duty_owed'),
        ),
        migrations.AddIndex(
            model_name='duty',
            index=models.Index(condition=models.Q(('closed_at__isnull', True), ('met_at__isnull', True), ('post__isnull', False)), fields=['post', 'due_at'], name='ledger_duty_post_owes'),
        ),
        migrations.AddIndex(
            model_name='itemversion',
            index=models.Index(condition=models.Q(('recorded_to__isnull', False)), fields=['due_on', 'item'], name='ledger_version_then_due'),
        ),
        migrations.AddIndex(
            model_name='itemversion',
            index=models.Index(condition=models.Q(('recorded_to__isnull', False)), fields=['recorded_to', 'recorded_from', 'area_root', 'state'], name='ledger_version_ended'),
        ),
    ]
