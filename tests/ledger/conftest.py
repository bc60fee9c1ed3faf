"""The office at work, for every case of the ledger."""

import pytest

from tests.ledger import office as at_work


@pytest.fixture
def office(db: None) -> at_work.Office:
    """The county with its rules in force, on a Monday morning."""
    return at_work.build()
