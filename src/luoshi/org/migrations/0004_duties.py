"""What a unit answers for; reversible: the column is dropped again."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('org', '0003_identity'),
    ]

    operations = [
        migrations.AddField(
            model_name='unit',
            name='duties',
            field=models.TextField(null=True, verbose_name='职责'),
        ),
    ]
