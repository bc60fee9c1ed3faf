"""What became of each file of a batch, as csv that Excel and WPS open, and read again for the page."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

_HEAD = ("文件", "结果", "标题", "草稿", "说明", "Reason")
_TAKEN, _NOT_TAKEN = "已录入", "未录入"
#: What a program for sheets would compute.
_COMPUTED = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Line:
    """A file: whether it was taken in, as what, with how many drafts; or why not, in both languages."""

    name: str
    is_taken: bool
    title: str = ""
    n_drafts: int = 0
    why: str = ""
    why_en: str = ""


def written(lines: Iterable[Line]) -> bytes:
    """The list in UTF-8 with its mark. A cell that a program would compute gets an apostrophe before it."""
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(_HEAD)
    for one in lines:
        drafts = str(one.n_drafts) if one.is_taken else ""
        sheet.writerow([_safe(said) for said in (one.name, _result(one), one.title, drafts, one.why, one.why_en)])
    return out.getvalue().encode("utf-8-sig")


def read(content: bytes) -> tuple[Line, ...]:
    """The lines of a list that `written` made."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))[1:]
    return tuple(
        Line(_bare(row[0]), row[1] == _TAKEN, _bare(row[2]), int(row[3] or 0), _bare(row[4]), _bare(row[5]))
        for row in rows
    )


def _result(line: Line) -> str:
    return _TAKEN if line.is_taken else _NOT_TAKEN


def _safe(said: str) -> str:
    return f"'{said}" if said.startswith(_COMPUTED) else said


def _bare(said: str) -> str:
    return said[1:] if said.startswith("'") and said[1:].startswith(_COMPUTED) else said
