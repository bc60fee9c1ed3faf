"""Responsibility said behind a task: brackets and lines that name lead, co-units, leaders and the time limit."""

import dataclasses
import datetime as dt
import re
from collections.abc import Sequence

from luoshi.reading import dates, parties
from luoshi.reading.records import DraftItem, DueSaid, UnitSaid

_WORDS = "牵头|责任(?:单位|部门|领导|人)|配合|主办|协办|负责|(?:完成|办理|落实|办结)?(?:时限|期限)|完成时间"
#: A bracket that holds responsibility: no sentence ends inside it.
BRACKET = re.compile(rf"[（(【][^（）()【】\n]*?(?:{_WORDS})[^（）()【】\n]*[）)】]")
_LINE = re.compile(
    r"^\s*(?:牵头|责任|配合|主办|协办|参与|完成|办理|落实|办结|整改)(?:责任)?(?:单位|部门|领导|人|时限|时间|期限)\s*[:：]"
)
_STANDING = re.compile(
    r"(?:长期(?:坚持|推进)?|持续(?:推进|开展|坚持|用力)?|全年(?:推进|坚持)|常态化(?:推进|开展)?|[即随]时(?:办理|整改)?|立行立改)"
    r"(?=\s*(?:[，。；、）)】]|$))"
)


def is_annex(said: str) -> bool:
    """Whether a sentence is nothing but responsibility for the task before it."""
    said = said.strip().rstrip("。；;")
    return bool(_LINE.match(said) or BRACKET.fullmatch(said))


def attach(
    drafts: Sequence[DraftItem],
    text: str,
    span: tuple[int, int],
    units: Sequence[UnitSaid],
    year: int | None,
    on: dt.date | None,
) -> list[DraftItem]:
    """The rows with the parties (`units` and posts) and the time limit of an annex added; what a row says holds."""
    persons = parties.persons(text, *span)
    leads = re.search("牵头|主办|负总责", text[slice(*span)])
    due = dates.due(text, *span, year=year, dated_on=on) or standing(text, span)
    return [
        dataclasses.replace(
            one,
            units=one.units + _beside(one.units, units, leads=leads is not None),
            persons=one.persons + tuple(person for person in persons if person not in one.persons),
            due=due if due and one.due.kind in {"implicit", "none"} else one.due,
        )
        for one in drafts
    ]


def _beside(own: Sequence[UnitSaid], units: Sequence[UnitSaid], *, leads: bool) -> tuple[UnitSaid, ...]:
    """The units that a row has not yet; who only answers (责任单位) helps where somebody leads already."""
    led = not leads and any(unit.role == "lead" for unit in own)
    given = (dataclasses.replace(unit, role="co") if led and unit.role == "lead" else unit for unit in units)
    return tuple(unit for unit in given if unit not in own)


def standing(text: str, span: tuple[int, int]) -> DueSaid | None:
    """A time limit that says there is none (长期坚持)."""
    found = _STANDING.search(text, *span)
    return DueSaid(found.group(), None, "none", "standing", found.start(), found.end()) if found else None
