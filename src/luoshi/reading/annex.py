"""Responsibility said behind a task: brackets and lines that name lead, co-units, leaders and the time limit."""

import dataclasses
import datetime as dt
import re
from collections.abc import Sequence

from luoshi.reading import dates, parties
from luoshi.reading.records import DraftItem, DueSaid, UnitSaid
from luoshi.reading.words import any_of

_WORDS = any_of(
    """
    牵头 责任(?:单位|部门|领导|人) 分管领导 配合 会同 按(?:照)?职责 主办 协办 负责
    (?:完成|办理|落实|办结)?(?:时限|期限) 完成时间
    """
)
_ENDS = any_of(
    """
    局 委员会 委 办公室 办 厅 部 政府 管委会 乡镇 街道 镇 乡 县区 园区 开发区 中心 公司 集团 院 队 部门 单位
    """
)
_NAME = rf"[\u4e00-\u9fff]{{1,14}}(?:{_ENDS})"
_WHEN = "[^、，；（）()\\n。]{0,14}(?:前|底|末|年|月|日|季度|坚持|推进|推动|完成)"
#: What stands in a bracket: no other bracket, or one of its own within.
_INSIDE = r"(?:[^（）()【】\n]|[（(][^（）()【】\n]*[）)])"
#: A bracket that holds responsibility, or nothing but names of units and a time limit: no sentence ends inside it.
BRACKET = re.compile(
    rf"[（(【]{_INSIDE}*?(?:{_WORDS}){_INSIDE}*[）)】]"
    rf"|[（(【](?:{_NAME})(?:等)?(?:(?:[、；;]|，(?={_NAME}))(?:{_NAME})(?:等)?)*(?:[，,；; ]{_WHEN})?[。]?[）)】]"
)
#: What a paper says once of all its brackets: the unit named first leads.
LEGEND = re.compile(
    r"(?:列|排|居)(?:在|名)?(?:第一位?|首位?|最?前面?|首个)[^。；\n]{0,20}?(?:牵头|主办|主责|负责)"
    r"|第一个?(?:责任)?单位[^。；\n]{0,6}牵头|首位[^。；\n]{0,8}牵头|(?:排名|名列)第一的?[^。；\n]{0,8}(?:牵头|主办)"
)
#: The same as a note, which holds for the whole paper wherever it stands.
_NOTE = re.compile(rf"^\s*[（(【*]?(?:备注|附注|注释?|说明)\s*[:：][^\n]*?(?:{LEGEND.pattern})", re.MULTILINE)
#: Units that a bracket lists before such words: it is theirs, and no legend alone.
_LISTED = re.compile("(?:局|委|办|厅|办公室|委员会|政府|街道|镇|乡|中心|公司)[、，,；]")
_LINE = re.compile(
    r"^\s*(?:牵头|责任|配合|会同|按(?:照)?职责|主办|协办|参与|完成|办理|落实|办结|整改)(?:责任)?(?:单位|部门|领导|人|时限|时间|期限)\s*[:：]"
)
_STANDING = re.compile(
    r"(?:长期(?:坚持|推进)?|持续(?:推进|开展|坚持|用力)?|全年(?:推进|坚持)|常态化(?:推进|开展)?|[即随]时(?:办理|整改)?|立行立改)"
    r"(?=\s*(?:[，。；、）)】]|$))"
)


def is_annex(said: str) -> bool:
    """Whether a sentence is nothing but responsibility for the task before it."""
    said = said.strip().rstrip("。；;")
    if is_legend(said):
        return False
    return bool(_LINE.match(said) or BRACKET.fullmatch(said))


def is_legend(said: str) -> bool:
    """Whether a sentence says how brackets are read, and names nobody itself."""
    found = LEGEND.search(said)
    return found is not None and not re.search("(?:单位|部门)[:：]", said) and not _LISTED.search(said[: found.start()])


def is_noted(text: str) -> bool:
    """Whether a note of the paper says that the unit named first leads, and says it of all of the paper."""
    return any("本部分" not in match.group() for match in _NOTE.finditer(text))


def ranked(units: Sequence[UnitSaid], text: str, span: tuple[int, int], *, first_leads: bool) -> tuple[UnitSaid, ...]:
    """The units of an annex in their roles: who stands behind another in the list has its role.

    `first_leads`: the paper says that the first one leads, where nobody is said to lead.
    """
    found: list[UnitSaid] = []
    for unit in units:
        before = found[-1] if found else None
        listed = (
            unit.role == "named" and before and re.fullmatch("[、，,；; 和及与等]{1,2}", text[before.end : unit.start])
        )
        found.append(dataclasses.replace(unit, role=before.role) if listed and before else unit)
    if (
        first_leads
        and found
        and not re.search(
            "牵头单位|牵头[:：]|牵头，|主办", LEGEND.sub("", _BRACKETS.sub("", text[span[0] + 1 : span[1] - 1]))
        )
    ):
        return tuple(dataclasses.replace(unit, role="lead" if unit is found[0] else "co") for unit in found)
    return tuple(dataclasses.replace(unit, role="lead") if unit.role == "named" else unit for unit in found)


_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")


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
            due=due if due and _outweighs(due, one.due) else one.due,
        )
        for one in drafts
    ]


def _outweighs(due: DueSaid, own: DueSaid) -> bool:
    """Whether a time limit of responsibility holds over the row's own: that is filled in, or only names the year."""
    if own.kind in {"implicit", "none"}:
        return True
    return own.rule == "whole_year" and due.on is not None and (own.on is None or due.on < own.on)


def _beside(own: Sequence[UnitSaid], units: Sequence[UnitSaid], *, leads: bool) -> tuple[UnitSaid, ...]:
    """The units that a row has not yet; who only answers (责任单位) helps where somebody leads already."""
    led = not leads and any(unit.role == "lead" for unit in own)
    given = (dataclasses.replace(unit, role="co") if led and unit.role == "lead" else unit for unit in units)
    return tuple(unit for unit in given if unit not in own)


def standing(text: str, span: tuple[int, int]) -> DueSaid | None:
    """A time limit that says there is none (长期坚持)."""
    found = _STANDING.search(text, *span)
    return DueSaid(found.group(), None, "none", "standing", found.start(), found.end()) if found else None
