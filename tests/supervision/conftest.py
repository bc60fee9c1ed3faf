"""The office of the ledger's cases, and its watcher."""

import pytest

from tests.ledger import office as at_work


@pytest.fixture
def office(db: None) -> at_work.Office:
    """The county with its rules in force, on Monday 2 March 2026."""
    return at_work.build()
