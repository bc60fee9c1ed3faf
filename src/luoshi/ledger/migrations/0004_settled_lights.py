"""Present lines keep the light that they are counted in, and an index of it takes the place of a wider one; reversible.

Filled at the moment of the newest event, in the words of the day on which this was written.
"""

from django.db import migrations, models

APART = """WHEN state IN ('concluded', 'closed') THEN {ended} WHEN state = 'withdrawn' THEN {withdrawn}
    WHEN state = 'draft' THEN {draft} WHEN suspended_at IS NOT NULL THEN {suspended}"""
LIGHT = """CASE {apart} ELSE
    CASE WHEN severe_at <= %s THEN 'severe' WHEN late_at <= %s THEN 'late' WHEN soon_at <= %s THEN 'soon'
    ELSE 'normal' END ||
    CASE WHEN behind_at IS NULL AND far_behind_at IS NULL AND ahead_until IS NULL THEN ''
    WHEN far_behind_at <= %s THEN ':far_behind' WHEN behind_at <= %s THEN ':behind' WHEN ahead_until > %s THEN ':ahead'
    ELSE ':normal' END END""".format(
    apart=APART.format(
        ended="CASE WHEN done_late THEN 'done_late' ELSE 'done' END",
        withdrawn="'withdrawn'",
        suspended="'suspended'",
        draft="'draft'",
    )
)
UNTIL = """CASE {apart} ELSE (SELECT MIN(turns_at) FROM (
    SELECT soon_at AS turns_at UNION ALL SELECT late_at UNION ALL SELECT severe_at
    UNION ALL SELECT behind_at UNION ALL SELECT far_behind_at UNION ALL SELECT ahead_until
) AS turns WHERE turns_at > %s) END""".format(
    apart=APART.format(ended="NULL", withdrawn="NULL", suspended="NULL", draft="NULL")
)


def settle(apps, schema_editor):
    """Every present line, once; without a log there is none."""
    head = apps.get_model("record", "LogHead").objects.filter(pk=1).first()
    if head is None or head.last_recorded_at is None:
        return
    now = schema_editor.connection.ops.adapt_datetimefield_value(head.last_recorded_at)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE ledger_itemversion SET counted_as = {LIGHT}, counted_until = {UNTIL} WHERE recorded_to IS NULL",
            [now] * 7,
        )


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0003_counted_from_the_index'),
        ('org', '0003_identity'),
        ('record', '0004_files'),
        ('rulebook', '0001_initial'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='itemversion',
            name='ledger_version_now_lights',
        ),
        migrations.AddField(
            model_name='itemversion',
            name='counted_as',
            field=models.CharField(max_length=20, null=True),
        ),
        migrations.AddField(
            model_name='itemversion',
            name='counted_until',
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(settle, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='itemversion',
            index=models.Index(condition=models.Q(('recorded_to__isnull', True)), fields=['area_root', 'lead_unit', 'counted_as', 'recorded_to'], name='ledger_version_now_counted'),
        ),
        migrations.AddIndex(
            model_name='itemversion',
            index=models.Index(condition=models.Q(('counted_until__isnull', False), ('recorded_to__isnull', True)), fields=['area_root', 'counted_until'], name='ledger_version_now_turns'),
        ),
    ]
