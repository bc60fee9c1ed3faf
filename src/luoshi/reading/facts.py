"""What the head of a document says of itself: title, date, year, issuer, kind."""

import datetime as dt
import re
from collections import Counter

from luoshi.reading import outline
from luoshi.reading.grid import BAR
from luoshi.reading.records import DocumentFacts

_DATED = re.compile(
    r"(20\d\d|二[〇○零][一二三四五六七八九〇○零]{2})年(\d{1,2}|[一二三四五六七八九十]{1,2})月(\d{1,2}|[一二三四五六七八九十]{1,3})日"
)
_TITLE = re.compile(
    "[\u4e00-\u9fff].{4,}(?:报告|通知|讲话|意见|方案|纪要|决定|办法|规划|计划|要点|通报|批示|清单|建议)(?:（.{1,12}）)?$"
)
_YEAR = re.compile(r"(20[12]\d)年(?:的)?(?:政府)?(?:工作|重点|主要|经济社会|发展|目标|任务|预期|是)")
_STAMP = re.compile(r"(?<!\d)(20[12]\d)(?:年\d{1,2}月|-\d\d?-\d\d?)")
_CN = "〇一二三四五六七八九"
_KINDS = (
    ("report_task", re.compile("政府工作报告|工作报告")),
    ("meeting_decision", re.compile("会议纪要|常务会|纪要")),
    ("instruction", re.compile("批示|指示精神")),
)


_RULE = re.compile(
    r"(?:办法|规定|细则|条例|规程|规则|制度|守则|准则|指导意见|管理意见)(?:[（(][^）)]{1,12}[）)])?》?(?:的通知)?$"
)


def is_standing(title: str | None) -> bool:
    """Whether a document is a rule that holds until it is replaced, by its title: no year's end is its time limit."""
    return bool(title and _RULE.search(title) and not re.search(r"20\d\d年|年度", title))


def facts(text: str, year: int | None, dated_on: dt.date | None, source: str) -> DocumentFacts:
    """Title, date, year, issuer and kind as the head of the document shows them."""
    # What a cell of a table says is not said of the document.
    text = "\n".join(row for row in text.split("\n") if BAR not in row)
    rows = [row.strip() for row in text.split("\n")[:12] if row.strip()]
    heads = [
        row for row in rows[:6] if len(row) <= 60 and not row.endswith(("。", "；", "：")) and not outline.marker(row)
    ]
    named = next((row for row in heads if _TITLE.search(row)), heads[0] if heads else None)
    said_on = dated_on or _date(text[:400]) or _date(text[-200:])
    issuer = re.search(r"[\u4e00-\u9fff]{2,16}(?:人民政府办公[厅室]|人民政府|委员会办公室)", "\n".join(rows[:4]))
    kind = next((code for code, pattern in _KINDS if named and pattern.search(named)), "report_task")
    return DocumentFacts(
        named, said_on, year or _spoken_year(text, said_on, source), issuer.group() if issuer else None, kind
    )


def _spoken_year(text: str, said_on: dt.date | None, source: str) -> int | None:
    """The year the document plans for: its date, else the year its headings or front matter name most."""
    if said_on:
        return said_on.year
    planned = [
        int(y)
        for h in outline.headings(text)
        if outline.direction(h) == "ahead"
        for y in re.findall(r"20\d\d", h.title)
    ]
    if planned:
        return planned[0]
    stamped = _STAMP.search(source[:600])
    if stamped:
        return int(stamped.group(1))
    named = Counter(int(y) for y in _YEAR.findall(text))
    return max(named, key=lambda y: (named[y], y)) if named else None


def _date(text: str) -> dt.date | None:
    """The first whole date in a stretch of text."""
    match = _DATED.search(text)
    if not match:
        return None
    try:
        return dt.date(*(_digits(said) for said in match.groups()))
    except ValueError:
        return None


def _digits(said: str) -> int:
    """A year, month or day in digits or Chinese characters."""
    if said.isdigit():
        return int(said)
    said = said.replace("○", "〇").replace("零", "〇")
    if len(said) == 4:
        return int("".join(str(_CN.index(char)) for char in said))
    tens, ten, ones = said.partition("十")
    if not ten:
        return _CN.index(said)
    return (_CN.index(tens) if tens else 1) * 10 + (_CN.index(ones) if ones else 0)
