from django.db import migrations
from tests.upgrades.changed import NEWEST


class Migration(migrations.Migration):
    """Changes a sealed column of every item, and says so."""

    reseals = ("ledger_item",)
    dependencies = [("supervision", NEWEST), ("ledger", "0001_initial")]
    operations = [migrations.RunSQL("UPDATE ledger_item SET title = title || '。'", migrations.RunSQL.noop)]
