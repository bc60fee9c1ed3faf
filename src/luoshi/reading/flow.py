"""The lines within a cell: a list that somebody wrote one below the other, or words that the page's width broke."""

import re
from collections.abc import Iterable

#: The end of an organisation's name.
UNIT_END = re.compile(
    r"(?:局|委|办|厅|部|署|镇|乡|街道|办公室|办事处|公司|集团|中心|政府|管委会|委员会|单位|部门|院|会|校|站|馆|社|行|处|科|室|所"
    r"|班|指挥部|小组|联社|联|科协|工会|开发区|园区|景区|新区|[支大总]队|公安|法院|税务|供电|[银人]行|[林农牧渔]场|厂|[台店]|[中小大]学"
    r")(?:[（(][^（）()]*[）)])?$"
)
_NUMBERED = re.compile(r"^\s*(?:[（(]?\d{1,2}[）).、．]|[①-⑳]|[一二三四五六七八九十]{1,2}[、.]|[●■◆·•▪-]\s*)")
_STOPS = "。；！？，、：;,:!?.…"
#: A person: one of the names that nine in ten families bear, then one or two characters.
PERSON = re.compile(
    "[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范"
    "方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文][\u4e00-\u9fff某]{1,2}(?:[（(][^（）()]{1,12}[）)])?"
)
_LONGEST_NAME = 24
#: What no name has.
_SAYS = re.compile(r"[\d。；：:%％]")


def flowed(text: str, *, wrapped: bool) -> str:
    """A cell's text on one line.

    Names one below the other are parted by 、, numbered points by ；, broken words are put together again. `wrapped`:
    the line ends come from the page's width, so only a whole name at a line's end speaks for a list.
    """
    rows = [re.sub(r"[ \t\u00a0\u3000]+", " ", row).strip() for row in re.split(r"[\r\n\x0b\u2028]+", text)]
    rows = [row for row in rows if row]
    if not rows:
        return ""
    said = rows[0]
    names = _is_list(rows, wrapped)
    for before, row in zip(rows, rows[1:], strict=False):
        said += _between(before, row, names) + row
    return said


def _is_list(rows: list[str], wrapped: bool) -> bool:
    """Whether every line is a name of its own."""
    if any(len(row) > _LONGEST_NAME for row in rows):
        return False
    ends = [bool(UNIT_END.search(row.rstrip("、，,;；"))) for row in rows]
    units = all(ends) or (not wrapped and sum(ends) * 2 >= len(ends) and not any(_SAYS.search(row) for row in rows))
    people = all(PERSON.fullmatch(row.rstrip("、，,;；")) for row in rows)
    return people or (units and (not wrapped or _uneven(rows)))


def _uneven(rows: Iterable[str]) -> bool:
    """Whether no line but the last is as long as the width that would have broken it."""
    lengths = [len(row) for row in rows]
    return len(set(lengths[:-1])) > 1 or lengths[-1] >= lengths[0]


def _between(before: str, row: str, names: bool) -> str:
    """What goes between two lines that become one."""
    if before[-1] in _STOPS:
        return ""
    if names:
        return "、"
    if _NUMBERED.match(row):
        return "；"
    latin = before[-1].isascii() and row[0].isascii() and before[-1].isalpha() and row[0].isalpha()
    return " " if latin else ""
