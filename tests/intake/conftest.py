"""The county of the cast with its rules in force, and a document on the desk."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from luoshi.intake import operations, queries
from luoshi.intake.records import DraftRecord, Review
from luoshi.org.access import Actor, system_actor
from luoshi.rulebook import operations as rulebook
from tests import cast as county

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
BEFORE = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
REPORT = """晋源北县2026年政府工作报告
2026年1月12日
一、2025年工作回顾
过去一年，我们建成了青石大桥，新增就业3200人。
二、2026年工作安排
请县教育局牵头，县财政局配合，年底前新建幼儿园3所。加快东环路改造，开工建设白杨水库。
建立重点工作一月一通报机制。我们要以昂扬斗志奋勇前行。
"""


@dataclass
class Desk:
    """The clerk's desk: who sits there, when, and what lies on it."""

    cast: county.Cast
    at: datetime = MONDAY

    def actor(self, who: str = "clerk") -> Actor:
        return self.cast.actor(who, self.at)

    def take_in(self, content: str | bytes = REPORT, who: str = "clerk", **more: Any) -> int:
        """Take in a document; its id."""
        raw = content.encode() if isinstance(content, str) else content
        said: dict[str, Any] = {"name": "报告.txt"} | more
        return operations.take_in(actor=self.actor(who), at=self.at, content=raw, **said).document_id

    def review(self, document_id: int, who: str = "clerk") -> Review:
        return queries.review(self.actor(who), document_id, as_of=self.at)

    def draft(self, document_id: int, words: str) -> DraftRecord:
        """The one live draft that says `words`."""
        (found,) = [one for one in self.review(document_id).drafts if words in one.quote]
        return found


@pytest.fixture
def desk(db: None) -> Desk:
    """The county with its rules in force, on a Monday morning."""
    cast = county.build(BEFORE)
    rulebook.activate_shipped(actor=system_actor("init").ref, at=BEFORE)
    return Desk(cast)
