"""The vector file, read once before any test runs."""

import tomllib
from pathlib import Path
from typing import Any

VECTORS: dict[str, Any] = tomllib.loads((Path(__file__).parent.parent / "vectors" / "seal.toml").read_text("utf-8"))
