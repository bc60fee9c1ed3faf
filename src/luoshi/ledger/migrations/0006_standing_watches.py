"""What must never happen has a term class of its own; reversible while no item has it."""

from django.db import migrations, models

NAME = "ledger_item_term_class_known"


def _known(*codes):
    return models.CheckConstraint(condition=models.Q(term_class__in=list(codes)), name=NAME)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0005_fewer_indexes")]
    operations = [
        migrations.RemoveConstraint("item", NAME),
        migrations.AddConstraint("item", _known("at_once", "limited", "long_term", "standing")),
    ]
