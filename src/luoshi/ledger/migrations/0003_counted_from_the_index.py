"""The board counts from an index of its own, parts by post from a short one; both take the place of others, reversible."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0002_reading_faster'),
        ('org', '0003_identity'),
        ('rulebook', '0001_initial'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='assignment',
            name='ledger_assignment_post',
        ),
        migrations.RemoveIndex(
            model_name='itemversion',
            name='ledger_version_now_counts',
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(condition=models.Q(('post__isnull', False)), fields=['post', 'item'], name='ledger_assignment_post_item'),
        ),
        migrations.AddIndex(
            model_name='itemversion',
            index=models.Index(condition=models.Q(('recorded_to__isnull', True)), fields=['area_root', 'lead_unit', 'state', 'suspended_at', 'done_late', 'severe_at', 'late_at', 'soon_at', 'behind_at', 'far_behind_at', 'ahead_until', 'recorded_to'], name='ledger_version_now_lights'),
        ),
    ]
