"""The tick removes files that no room names: so every column that can name one must be asked."""

import inspect

from django.apps import apps
from django.db import models

from luoshi.cli import upkeep
from luoshi.intake import queries as intake
from luoshi.ledger import queries as ledger

#: Columns as wide as a hash that hold something else: hashes of events, commitments, keys, what jobs made.
NO_FILE = {
    "record_event.hash", "record_loghead.head", "record_oncekey.key", "record_privatevalue.commitment",
    "record_privatefile.commitment", "record_storedfile.hash", "rulebook_ruleversion.hash", "jobs_job.file_hash",
}  # fmt: skip
#: Columns that name a kept file, and the query that says which.
NAMED = {
    "ledger_evidence.file": ledger.files_named,
    "ledger_item.basis_file": ledger.files_named,
    "intake_document.file_hash": intake.files_named,
}


def test_every_column_that_may_name_a_file_is_asked_before_one_is_removed() -> None:
    wide = {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField) and field.max_length == 64 and model._meta.app_label not in {"auth"}
    }
    ours = {one for one in wide if not one.startswith(("django_", "org_"))}
    assert ours - NO_FILE == set(NAMED)
    asked = inspect.getsource(upkeep._named)
    assert all(f"{query.__module__.split('.')[1]}.files_named" in asked for query in NAMED.values())
