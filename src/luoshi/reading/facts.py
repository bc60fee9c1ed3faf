"""What the head of a document says of itself: title, date, year, issuer, kind."""

import datetime as dt
import re
from collections import Counter

from luoshi.reading import outline
from luoshi.reading.grid import BAR
from luoshi.reading.records import DocumentFacts

_DATED = re.compile(
    r"(20\d\d|二[〇○零Ο０O][一二三四五六七八九〇○零Ο０O]{2})年(\d{1,2}|[一二三四五六七八九十]{1,2})月(\d{1,2}|[一二三四五六七八九十]{1,3})日"
)
_FIGURES = re.compile(r"(?<![\d.])(20\d\d)[-./](\d{1,2})[-./](\d{1,2})(?![\d.])")
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
#: 发文字号, as printed with any bracket; its year is a proof of the document's year.
_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,10}[〔\[【(（](20[1-4]\d)[〕\]】)）]\s*\d{1,5}\s*号")
_TYPES = (
    ("minutes", re.compile("纪要")),
    ("decomposition", re.compile("(?:责任|任务|目标)?分解|责任分工|(?:任务|责任|问题|重点)清单|台账|任务分工")),
    ("work_report", re.compile("政府工作报告|工作报告$|工作报告（")),
    ("speech", re.compile("讲话|致辞|发言|表态")),
    ("interview", re.compile("访谈|专访|对话|答记者问|怎么说|怎么干")),
    ("rules", re.compile("(?:办法|规定|细则|条例|规程|规则|制度|守则|准则|规范)(?:[（(].{1,12}[）)])?$")),
    ("plan", re.compile("(?:方案|计划|规划|要点|纲要|行动|意见|措施|打算|安排)(?:[（(].{1,16}[）)])?$")),
    ("notice", re.compile("(?:通知|通报|公告|通告|函|批复|决定)(?:[（(].{1,16}[）)])?$")),
)
#: Sorts of papers whose tasks are matters of their own.
_MATTERS = frozenset({"notice", "plan", "rules"})
_UNIT_LINE = re.compile("[\u4e00-\u9fff]{4,24}(?:人民政府|办公室|办公厅|委员会|局|厅|领导小组|指挥部|专班)")
_GOVERNMENT = re.compile("[\u4e00-\u9fff]{1,16}(?:人民政府办公[厅室]|人民政府|委员会办公室)")
_AUTUMN = 10
_HEAD = 3_000
#: A portal's card of a paper, its labels parted from their values by a colon or the bar of a table.
_CARD_DATE = re.compile(r"(?:成文|生成|发文|印发)(?:日期|时间)\s*[:：|\s]{1,6}(20\d\d\D{1,2}\d{1,2}\D{1,2}\d{1,2}日?)")
_CARD_ISSUER = re.compile(
    r"(?:发布机构|发文机关|制发机关|发文单位|公开责任部门|公开主体)\s*[:：|\s]{1,6}([\u4e00-\u9fff]{3,24}?)(?=[\s|]|$)",
    re.MULTILINE,
)
#: The moment at which a page was put up: evidence where the paper itself says none.
_PAGE_DATE = re.compile(
    r"(?m)^[^。]{0,40}?(?<![\d.])(20\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?)(?:\s+\d{1,2}:\d\d|\s*(?:来源|编辑|作者|浏览))"
)
_DATE_LINE = re.compile(r"[（(—\s]*(?:20\d\d|二[〇○零Ο０O]..)[年\-./].{1,8}[日\d](?:印发?|发布|通过)?[）)\s]*")
_SIGNED = re.compile(r"[\s（(]*20\d\d年\d{1,2}月\d{1,2}日\s*(?:印发?|发布)?[）)\s]*$")
_SHORT, _SHORTEST_NAME = 40, 4
_HELD = re.compile(
    r"日.{0,40}(?:会议|大会|全会)(?:上|的|$)|日.{0,20}(?:印发|通过)|日(?:上午|下午|晚)?.{0,20}(?:召开|举行)"
)
_NO_TITLE = re.compile(
    "^(?:会议现场|图为|附件?\\d*[:：]?|图文解读|各.{2,40}[:：]?$)|^[\\u4e00-\\u9fff]{2,10}[〔\\[（(]20\\d\\d[〕\\]）)]\\s*\\d+\\s*号$|Copyright|[|｜]|日印发?$|^[^在关]{0,4}(?:书记|[省市县区]长|主任).{0,20}讲话$"
)


_RULE = re.compile(
    r"(?:办法|规定|细则|条例|规程|规则|制度|守则|准则|指导意见|管理意见)(?:[（(][^）)]{1,12}[）)])?》?(?:的通知)?$"
)


def is_standing(title: str | None) -> bool:
    """Whether a document is a rule that holds until it is replaced, by its title: no year's end is its time limit."""
    return bool(title and _RULE.search(title) and not re.search(r"20\d\d年|年度", title))


def facts(text: str, year: int | None, dated_on: dt.date | None, source: str) -> DocumentFacts:
    """Title, date, year, issuer, number, kind and type as the head and the end of the document show them."""
    # What a cell of a table says is not said of the document.
    text = "\n".join(row for row in text.split("\n") if BAR not in row)
    rows = [row.strip() for row in text.split("\n") if row.strip()]
    named = _title(rows)
    said_on = dated_on or _dated(rows, source)
    numbered = _NUMBER.search("\n".join([*rows[:12], source[:_HEAD]]))
    sort = _type(named, rows[:12], text)
    return DocumentFacts(
        title=named,
        dated_on=said_on,
        year=year or _spoken_year(text, said_on, named, numbered, source),
        issuer=_issuer(rows[:5], rows[-8:], source),
        kind=_kind(named, sort),
        type=sort,
        number=numbered.group() if numbered else None,
    )


def _kind(named: str | None, sort: str | None) -> str:
    """The kind of items a paper brings: as its title says, else by its sort; lists of tasks divide a work report."""
    said = next((code for code, pattern in _KINDS if named and pattern.search(named)), None)
    return said or ("matter" if sort in _MATTERS else "report_task")


def _title(rows: list[str]) -> str | None:
    """The title among the first lines: one that ends like a title, else the first that could be one."""
    heads = [
        row
        for row in rows[:8]
        if len(row) <= 60
        and not row.endswith(("。", "；", "："))
        and not outline.marker(row)
        and not _NO_TITLE.search(row)
        and not _DATE_LINE.fullmatch(row)
    ]
    named = next((row for row in heads[:6] if _TITLE.search(row)), heads[0] if heads else None)
    if named and (behind := _NUMBER.match(named)) and len(named) > behind.end() + 4:
        return named[behind.end() :].strip()
    return named


def _dated(rows: list[str], source: str) -> dt.date | None:
    """The document's date: what its card calls so, a line of the head or end that is a date, its page's stamp.

    A date inside a sentence is only taken where a meeting or an issue is told of; before 前 it is a deadline.
    """
    card = _CARD_DATE.search(source[:_HEAD])
    if card and (found := _date(card.group(1))):
        return found
    for row in [*rows[:8], *reversed(rows[-8:]), *rows[8:-8]]:
        told = row in rows[:8] and _HELD.search(row) or row in rows[-8:] and len(row) < _SHORT and _SIGNED.search(row)
        if (_DATE_LINE.fullmatch(row) or told) and (found := _date(row)):
            return found
    stamp = _PAGE_DATE.search(source[:_HEAD])
    titled = re.search(r"20[1-4]\d(?=年)", "".join(rows[:2]))
    if stamp and (found := _date(stamp.group(1))) and (not titled or titled.group() == str(found.year)):
        return found
    return None


def _type(named: str | None, rows: list[str], text: str) -> str | None:
    """What sort of paper it is: by its title, that of the paper a notice sends out, or its first and last words."""
    title = named or ""
    if re.search("(?:网|报|新闻|电视台|本报)讯|[（(](?:本报|本网)?(?:记者|通讯员)", "\n".join(rows[:5])):
        return "news_report"
    sent = re.search("印发.{0,4}《(.{4,60})》", title)
    found = next((code for code, pattern in _TYPES if pattern.search(sent.group(1) if sent else title)), None)
    if found:
        return found
    if any(row.startswith("各位代表") for row in rows[:8]) and re.search("年(?:政府)?工作回顾", text[:3000]):
        return "work_report"
    if any(row.startswith(("同志们", "各位领导")) for row in rows[:6]):
        return "speech"
    return "article" if re.search("[（(]作者.{2,30}[）)]", text[-300:]) else None


def _issuer(head: list[str], end: list[str], source: str) -> str | None:
    """Who issued it: as its card says, a line that is a unit's name, or the unit that a line of the head names."""
    card = _CARD_ISSUER.search(source[:_HEAD])
    if card:
        return card.group(1)
    for row in [*head, *end]:
        # Below a paper the name is spaced out, and the day may stand behind it.
        name = _SIGNED.sub("", row).replace(" ", "")
        if _UNIT_LINE.fullmatch(name) and not name.startswith("各"):
            return name
    for row in head:
        found = _GOVERNMENT.search(row)
        name = re.split("代表|会议上|受|经|年", found.group())[-1] if found else ""
        if found and len(name) >= _SHORTEST_NAME and not name.startswith("各") and f"经{name}" not in row:
            return name
        sender = re.match("([\u4e00-\u9fff]{4,24}?)(?:关于)?印发《", row)
        if sender:
            return sender.group(1)
    return None


def _spoken_year(
    text: str, said_on: dt.date | None, named: str | None, numbered: re.Match[str] | None, source: str
) -> int | None:
    """The year the document plans for: of its title, date, headings or number, else the year it names most.

    A title may be one year ahead of its date from October on (next year's plan), never behind it.
    """
    titled = max((int(y) for y in re.findall(r"(?<![到至—-])20[1-4]\d(?=年(?!远景))", named or "")), default=None)
    if said_on:
        early = titled == said_on.year + 1 and said_on.month >= _AUTUMN
        return titled if early else said_on.year
    planned = [
        int(y)
        for h in outline.headings(text)
        if outline.direction(h) == "ahead"
        for y in re.findall(r"20\d\d", h.title)
    ]
    if planned:
        return planned[0]
    if titled or numbered:
        return titled or int(numbered[1] if numbered else 0)
    counted = re.search(r"(20[1-4]\d)年(?=第[一二三四五六七八九十]+[次场届期])", text[:400])
    stamped = counted or _STAMP.search(source[:600])
    if stamped:
        return int(stamped.group(1))
    named_years = Counter(int(y) for y in _YEAR.findall(text))
    return max(named_years, key=lambda y: (named_years[y], y)) if named_years else None


def _date(text: str) -> dt.date | None:
    """The first whole date in a stretch of text."""
    match = _DATED.search(text) or _FIGURES.search(text)
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
    said = re.sub("[○零Ο０O]", "〇", said)
    if len(said) == 4:
        return int("".join(str(_CN.index(char)) for char in said))
    tens, ten, ones = said.partition("十")
    if not ten:
        return _CN.index(said)
    return (_CN.index(tens) if tens else 1) * 10 + (_CN.index(ones) if ones else 0)
