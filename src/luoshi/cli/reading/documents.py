"""One document: its file to the data of a reading."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from luoshi.intake import files, shipped
from luoshi.reading import read as read_text
from luoshi.reading.output import as_data


def read(
    path: Path, *, name: str, year: int | None, limit: int, extracted: Callable[[int], None] | None = None
) -> dict[str, Any]:
    """The reading of the file in the shape of schema `luoshi.reading/1`. Raises Refused, OSError.

    `extracted` is told the number of characters as soon as the file has become a text.
    """
    found = files.read(path, name=name, limit=limit)
    if extracted is not None:
        extracted(len(found.text))
    source = {
        "name": found.name,
        "sha256": found.sha256,
        "media_type": found.media_type,
        "bytes": found.size,
        "characters": len(found.text),
        "notices": [{"kind": kind, "count": count} for kind, count in found.notices.items()],
    }
    return as_data(read_text(found.text, year=year, weights=shipped.weights()), source)
