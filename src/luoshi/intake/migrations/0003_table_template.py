"""What persons settled about the columns of tables; reversible."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0002_review_page"),
        ("org", "0003_identity"),
    ]

    operations = [
        migrations.CreateModel(
            name="Template",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.CharField(max_length=16, verbose_name="表头标识")),
                ("heads", models.JSONField(verbose_name="表头")),
                ("fields", models.JSONField(verbose_name="各列含义")),
                ("settled_at", models.DateTimeField(verbose_name="认定时间")),
                ("settled_by", models.CharField(max_length=100, verbose_name="认定人")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="版本")),
                (
                    "area_root",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.area",
                        verbose_name="所属区划",
                    ),
                ),
            ],
            options={
                "verbose_name": "表格模板",
                "verbose_name_plural": "表格模板",
                "constraints": [models.UniqueConstraint(fields=("area_root", "mark"), name="intake_template_once")],
            },
        ),
    ]
