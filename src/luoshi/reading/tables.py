"""Rows of decomposition tables: columns known by their heads, cells parted by a bar."""

import dataclasses
import re

from luoshi.reading import dates, parties
from luoshi.reading.parties import Known
from luoshi.reading.records import DraftItem, DueSaid, UnitSaid

BAR = " | "
_HEADS = (
    ("co", re.compile("配合|协办|参与|协助")),
    ("leader", re.compile("领导|包联人|责任人")),
    ("lead", re.compile("牵头|主办|承办|责任(?:单位|部门|主体)|(?:负责|落实)单位|^单位$")),
    ("due", re.compile("时限|期限|完成时间|时间节点|办结时间")),
    ("task", re.compile("任务|事项|内容|措施|举措|工作|目标|项目")),
)
_WIDEST_HEAD = 14


def cells(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of the cells of the row `text[start:end]`, blanks left off."""
    found = []
    for match in re.finditer(r"[^|]+", text[start:end]):
        said = match.group()
        a = start + match.start() + len(said) - len(said.lstrip())
        found.append((a, max(a, start + match.start() + len(said.rstrip()))))
    return found


def heads(text: str, row: list[tuple[int, int]]) -> dict[int, str]:
    """What each column of a head row holds; empty for a row that is no head."""
    found: dict[int, str] = {}
    for column, (a, b) in enumerate(row):
        said = text[a:b]
        if len(said) > _WIDEST_HEAD or re.search(r"\d", said):
            return {}
        kind = next((kind for kind, pattern in _HEADS if pattern.search(said)), None)
        if kind and (kind != "task" or "task" not in found.values()):
            found[column] = kind
    known = set(found.values())
    return found if "task" in known and len(known) > 1 else {}


def fill(
    item: DraftItem, text: str, row: list[tuple[int, int]], columns: dict[int, str], known: Known, year: int | None
) -> DraftItem:
    """A row's item with the parties and the time limit of its cells."""
    units: list[UnitSaid] = []
    persons = list(item.persons)
    due = item.due
    for column, kind in columns.items():
        if column >= len(row) or kind == "task":
            continue
        a, b = row[column]
        if kind in {"lead", "co"}:
            units += [dataclasses.replace(unit, role=kind) for unit in parties.listed(text, a, b, known)]
        elif kind == "due" and a < b:
            due = dates.due(text, a, b, year=year) or DueSaid(text[a:b], None, "none", "standing", a, b)
        elif kind == "leader" and a < b:
            persons += [dataclasses.replace(one, role="lead") for one in parties.people(text, a, b)]
    return dataclasses.replace(item, units=tuple(units) or item.units, persons=tuple(persons), due=due)
