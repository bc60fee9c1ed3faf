"""A folder of its own for parcels and results."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def own_home(settings: Any, tmp_path: Path) -> Path:
    settings.LUOSHI_HOME = tmp_path
    return tmp_path
