"""The weights of reading's model: those shipped, or as this office's decisions changed them.

Opened here, for the reading room opens no file and no table.
"""

import base64
import functools
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from luoshi.intake import shipped
from luoshi.intake.models import Learning
from luoshi.reading import model
from luoshi.reading.model import Weights


@dataclass(frozen=True, slots=True)
class LearningRecord:
    """One step of learning; counts are `right`, `wrong`, `missed` on documents left out."""

    number: int
    back: bool
    base: int
    documents: int
    sentences: int
    before: dict[str, Any]
    after: dict[str, Any]
    made_at: datetime
    made_by: str


def in_use() -> tuple[int, Weights]:
    """The weights that documents are read with now, and their number (0: the shipped ones). One query."""
    row = Learning.objects.order_by("-number").first()
    if row is None or not row.weights:
        return (row.number if row else 0), shipped.weights()
    return row.number, unpacked(row.weights)


@functools.lru_cache(maxsize=4)
def unpacked(said: str) -> Weights:
    """Weights out of a row."""
    return model.unpack(base64.b64decode(said))


def history() -> tuple[LearningRecord, ...]:
    """Every step, the newest first."""
    return tuple(
        LearningRecord(
            row.number,
            row.back,
            row.base,
            row.documents,
            row.sentences,
            row.before,
            row.after,
            row.made_at,
            row.made_by,
        )
        for row in Learning.objects.order_by("-number").defer("weights")
    )
