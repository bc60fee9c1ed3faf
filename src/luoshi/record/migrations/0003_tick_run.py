from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('record', '0002_triggers'),
    ]

    operations = [
        migrations.CreateModel(
            name='TickRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField(verbose_name='开始时间')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                ('counts', models.JSONField(default=dict, verbose_name='计数')),
                ('error', models.CharField(blank=True, max_length=120, verbose_name='错误')),
            ],
            options={
                'verbose_name': '巡检',
                'verbose_name_plural': '巡检',
            },
        ),
    ]
