"""The county of the cast, for the cases of this room."""

from datetime import UTC, datetime

import pytest
from tests.cast import Cast, build

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def at() -> datetime:
    """Monday 2 March 2026, nine in the morning in Shanghai."""
    return AT


@pytest.fixture
def county(db: None, at: datetime) -> Cast:
    """The cast's county."""
    return build(at)
