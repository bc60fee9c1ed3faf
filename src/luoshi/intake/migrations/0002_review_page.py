"""Sentences that are taken up again, drafts that are accepted, and who is at a document; reversible."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('intake', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='passage',
            name='taken_up_at',
            field=models.DateTimeField(null=True, verbose_name='重新审阅时间'),
        ),
        migrations.AlterField(
            model_name='draft',
            name='state',
            field=models.CharField(
                choices=[('proposed', '待确认'), ('accepted', '已采纳'), ('confirmed', '已建账'), ('waived', '不采用'), ('replaced', '已拆分或合并')],
                default='proposed',
                max_length=10,
                verbose_name='状态',
            ),
        ),
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor', models.CharField(max_length=120, verbose_name='岗位和人员')),
                ('place', models.CharField(blank=True, max_length=40, verbose_name='位置')),
                ('seen_at', models.DateTimeField(verbose_name='最近在场')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='intake.document', verbose_name='来文')),
            ],
            options={
                'verbose_name': '在场',
                'verbose_name_plural': '在场',
                'constraints': [models.UniqueConstraint(fields=('document', 'actor'), name='intake_presence_once')],
            },
        ),
    ]
