from django.db import migrations
from tests.upgrades.changed import NEWEST


class Migration(migrations.Migration):
    """Gets nowhere."""

    dependencies = [("supervision", NEWEST)]
    operations = [migrations.RunSQL("DELETE FROM there_is_no_such_table", migrations.RunSQL.noop)]
