"""The office at work, for every case of the ledger."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker
from tests import cast as county
from tests.ledger import office as at_work


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[county.Cast]:
    """The county, founded once for all cases of a file and taken back after the last one."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield at_work.found()
        transaction.set_rollback(True)


@pytest.fixture
def office(founded: county.Cast, db: None) -> at_work.Office:
    """The county with its rules in force, on a Monday morning; what a case does is taken back after it."""
    return at_work.Office(founded)
