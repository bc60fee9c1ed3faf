"""The outline of a document: numbered headings of every style, short unnumbered ones, and which part looks back."""

import re

from luoshi.reading.lexicon import GLOSSARY, SITUATION
from luoshi.reading.records import Heading
from luoshi.reading.words import any_of

_CN = "一二三四五六七八九十百零〇"
#: What makes a figure with a point a quantity and no number of a section.
_MEASURE = "[亿万千百%％倍个元公里米吨亩户人年月日兆]"
#: (level, pattern of the marker at the start of a line). Order decides.
_MARKERS = (
    (1, re.compile(rf"第[{_CN}\d]{{1,4}}[编章部分篇](?:\s|　|：|$|(?=[\u4e00-\u9fff]))")),
    (2, re.compile(rf"第[{_CN}\d]{{1,4}}节")),
    (3, re.compile(rf"第[{_CN}\d]{{1,4}}条")),
    (2, re.compile(rf"[{_CN}]{{1,3}}(?:、|[．.](?=[\u4e00-\u9fff]))")),
    (2, re.compile("[Ⅰ-Ⅻ][．.、\\s]")),
    (3, re.compile(rf"[（(][{_CN}]{{1,3}}[）)]")),
    (3, re.compile(rf"第[{_CN}]{{1,2}}[，、,]")),
    (3, re.compile(rf"[{_CN}]{{1,3}}[）)](?=[\u4e00-\u9fff])")),
    (6, re.compile(rf"\d{{1,2}}\.\d{{1,2}}\.\d{{1,2}}[．.]?\s*(?=[\u4e00-\u9fff])(?!{_MEASURE})")),
    (5, re.compile(rf"\d{{1,2}}\.\d{{1,2}}[．.]?\s*(?=[\u4e00-\u9fff])(?!{_MEASURE})")),
    (4, re.compile(r"\d{1,2}(?:[．、]|\.(?!\d))")),
    (5, re.compile(r"[（(]\d{1,2}[）)]|\d{1,2}[）)](?=[\u4e00-\u9fff“])")),
    (6, re.compile("[①-⑳⑴-⒇㈠-㈩]")),
    (5, re.compile(rf"[{_CN}]{{1,2}}[是要]|其[{_CN}][，、是]|(?:首先|其次|再次|最后)，")),
    (4, re.compile("【[^】]{2,20}】|[★●■◆▲◎](?=[\u4e00-\u9fff“])")),
    (6, re.compile(r"[（(]?[a-zA-Z][）)．.、](?=[\u4e00-\u9fff])")),
)
_BACK = re.compile(
    any_of(
        r"""
    回顾 工作总结$ 主要成[绩就效] 取得的?成[绩就效] 所做的?工作 过去(?:的)?(?:一|五|几|[0-9X])年
    (?:上|本)届政府.{0,6}工作$ 20\d\d年(?:的)?(?:政府)?工作(?:情况|总结|$) 存在的?(?:主要)?(?:问题|困难) 成就$
    """
    )
)
_AHEAD = re.compile(
    "任务|安排|部署|打算|重点工作|工作重点|今后|下一步|新的一年|取向|政府自身建设|(?:20\\d\\d|今)年.{0,16}(?:工作|目标|思路|要求|建议|重点)"
    "|(?:今后|未来).{0,4}年|“十[四五六]五”.{0,12}(?:目标|思路|要求|规划|展望)|展望“十"
)
#: A part that tells how far tasks have come, each beside what was asked.
_PROGRESS = re.compile("(?:完成|进展|落实|推进|执行)情况$")
#: The title of a paper that looks back and ahead.
_BOTH = re.compile("(?:工作报告|讲话|汇报)(?:（.{1,12}）)?$")
_SIGNATURE = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,10}[〔\[（(]20\d\d[〕\]）)]\s*\d+\s*号|[^，]{2,24}(?:省长|市长|县长|区长|州长|书记|主任|局长|总理)\s*(?:[\u4e00-\u9fff]\s*){0,4}|[—\-]*.{0,60}(?:会议|大会|全会)上|[^，]{0,20}(?:人民政府|办公室|委员会|局|领导小组)|[（(]?20\d\d年\d{1,2}月\d{1,2}日.{0,3}|.{0,4}\d{1,2}-\d{1,2}|\d[\d.]*[亿万]?元)$"
)
_OPENING = re.compile(
    r"(?:——)?(?:(?:20\d\d年|[一五]年来|过去一年)，(?:我们)?)?[^。，；：！？]{3,18}(?:，[^。，；：！？]{3,20}){0,2}。"
)
#: Words that make an opening sentence part of the tale and no heading.
_TELLS = re.compile(r"\d|强调|要求|指出|表示|认为|^(?:[一几两三四五]年来|过去|回顾|目前|全省)")
#: A sentence that sets up a named thing is a task, however the paragraphs beside it open.
_SYSTEM = re.compile("^“|(?:建立|实施|推行|实行|制定|出台|成立|组建).*(?:机制|制度|清单|专班|办法|方案|体系|小组)。$")
_FAR, _STEP, _RUN, _EXPLAINED, _LONG, _FRAME = 999, 4, 3, 50, 120, 5
_HEAD, _CELL, _HEAP = 6, 24, 4
_STOPS = tuple("。；！？：")
_SHORT = 16  # a heading over several lines has short ones
_SENTENCE = re.compile(r"[^。；！？]{2,60}[。；！？]?")


def marker(line: str) -> tuple[int, int] | None:
    """Level and length of the heading marker that `line` starts with; None without one."""
    for level, pattern in _MARKERS:
        found = pattern.match(line)
        if found:
            return level, found.end()
    return None


def headings(text: str) -> tuple[Heading, ...]:
    """All headings in order. A heading that opens a paragraph ends with its first sentence."""
    found: list[Heading] = []
    at = 0
    rows = text.split("\n")
    for i, row in enumerate(rows):
        lead = len(row) - len(row.lstrip())
        heading = _heading(row.strip(), at + lead, i, rows)
        if heading:
            found.append(heading)
        at += len(row) + 1
    return tuple(found)


def _heading(row: str, at: int, number: int, rows: list[str]) -> Heading | None:
    """The heading that a line is or opens with."""
    mark = marker(row)
    if mark is None:
        return _plain_heading(row, at, number, rows)
    first = _SENTENCE.match(row, mark[1])
    if first is None:
        return None
    whole = first.end() >= len(row) and not row.endswith(("。", "；", "！", "？"))
    if len(row[: first.end()]) > 40 and not whole:
        return None
    return Heading(at, at + first.end(), mark[0], row[: first.end()].rstrip("。；！？"))


def _plain_heading(row: str, at: int, number: int, rows: list[str]) -> Heading | None:
    """A short line without an end mark between longer ones, or the parallel opening of a paragraph."""
    if 4 <= len(row) <= 32 and not row.endswith(tuple("。；！？，、：…”）")) and not re.search(r"[。；！？]", row):
        if _SIGNATURE.search(row) or _in_a_heap(rows, number):
            return None
        after = next((r.strip() for r in rows[number + 1 : number + 5] if len(r.strip()) > _SHORT or "。" in r), "")
        level = 1 if number < 2 else 2
        return Heading(at, at + len(row), level, row) if len(after) > len(row) else None
    first = _OPENING.match(row)
    if first and len(row) > first.end() + 30 and (parallel(first.group(), rows, number) or _in_step(rows, number)):
        return Heading(at, at + first.end(), 4, first.group().rstrip("。"))
    return None


def _in_a_heap(rows: list[str], number: int) -> bool:
    """Whether short lines lie all around: the cells of a table that was flattened, a list of names; no outline."""
    if number < _HEAD:
        return False
    near = [row.strip() for row in rows[max(0, number - 3) : number] + rows[number + 1 : number + 4]]
    return sum(len(row) <= _CELL and not row.endswith(_STOPS) for row in near) >= _HEAP


def _in_step(rows: list[str], number: int) -> bool:
    """Whether the paragraph is one of three and more in a row that open with a sentence of about the same length.

    铁腕治气保蓝天。 凝心聚力护碧水。 综合施策守净土。 share no word and are headings all the same.
    """
    own = _opening(rows[number])
    if own is None:
        return False
    run = 1 + (len(rows[number]) > _LONG and "，" not in rows[number][:own])
    for step in (-1, 1):
        at = number + step
        while 0 <= at < len(rows) and _same_step(rows[number], own, rows[at]):
            run += 1
            at += step
    return run >= _RUN


def _same_step(row: str, own: int, other: str) -> bool:
    """Whether two paragraphs open alike: with a dash each, or with about as many characters."""
    if row.startswith("——") and other.startswith("——"):
        return _opening(other) is not None
    return abs((_opening(other) or _FAR) - own) <= _STEP


def _opening(row: str) -> int | None:
    """The length of the short sentence without a figure that opens a long paragraph; None where there is none."""
    first = _OPENING.match(row.strip())
    told = first is not None and (_TELLS.search(first.group()) or _SYSTEM.search(first.group()))
    if first is None or told or len(row.strip()) < first.end() + _EXPLAINED:
        return None
    return first.end()


def parallel(opening: str, rows: list[str], number: int) -> bool:
    """Whether a neighbouring paragraph opens with a sentence of the same beginning or end."""
    for row in rows[max(0, number - 3) : number] + rows[number + 1 : number + 4]:
        other = re.match(r"\s*([^。]{3,40})。", row)
        if other is None:
            continue
        said, shape = other.group(1).strip(), opening.rstrip("。")
        same_end = said[-3:] == shape[-3:]
        same_start = said[:2] == shape[:2] and len(said) < 20 or len(said) > 10 and said[:_FRAME] == shape[:_FRAME]
        same_shape = (
            "，" in shape and len(shape) <= 13 and [*map(len, said.split("，"))] == [*map(len, shape.split("，"))]
        )
        if same_end or same_start or same_shape:
            return True
    return False


def looks(title: str) -> str | None:
    """`back`, `progress` or `ahead` for a heading that says so, None otherwise."""
    if _BACK.search(title):
        return "back"
    if _PROGRESS.search(title):
        return "progress"
    return "ahead" if _AHEAD.search(title) else None


def direction(heading: Heading) -> str | None:
    """What a heading says about its part: back, progress, ahead, situation, glossary or nothing."""
    if GLOSSARY.match(heading.title):
        return "glossary"
    if heading.level <= 3 and SITUATION.search(heading.title):
        return "situation"
    if _BOTH.search(heading.title) and marker(heading.title) is None:
        return None
    return looks(heading.title) if heading.level <= 2 else None


_TURNS_AHEAD = re.compile(
    "^(?:同时，|为此，|因此，)?(?:下一?步|接下来|下一?阶段|今后|新的一年|未来(?:.{0,3}年)?|明年|来年|到20\\d\\d年|力争到|展望"
    "|今年(?!以来|.{0,4}季度|上半年)|(?:20\\d\\d|今|新的一)年[，,]?(?:我们|全[省市县区])?(?:将|要|计划|力争|确保))"
)
_TURNS_BACK = re.compile(
    "^(?:过去|近年来|近几年|[一两三四五几]年来|去年|上年|往年|今年以来|截[至止]|目前|此前|前[一段]|[“”十四三五]{3,6}(?:期间|以来|时期))"
)


def turn(said: str) -> str | None:
    """Whether a sentence of prose turns `ahead` (下一步, 今年要) or `back` (近年来); None where it says nothing.

    Within one paragraph what a sentence says holds for those behind it until another turns.
    """
    said = said.lstrip()
    if _TURNS_BACK.match(said):
        return "back"
    return "ahead" if _TURNS_AHEAD.match(said) else None


class Place:
    """Walks through a text with its headings: the path and the direction of each offset."""

    def __init__(self, found: tuple[Heading, ...]) -> None:
        self._headings = found
        self._next = 0
        self._stack: list[tuple[Heading, str | None]] = []

    def at(self, offset: int) -> tuple[tuple[str, ...], str | None]:
        """Titles above `offset` and whether its part looks `back` or `ahead`; offsets must not decrease."""
        while self._next < len(self._headings) and self._headings[self._next].start <= offset:
            heading = self._headings[self._next]
            while self._stack and self._stack[-1][0].level >= heading.level:
                self._stack.pop()
            above = self._stack[-1][1] if self._stack else None
            own = direction(heading)
            self._stack.append((heading, own or above))
            self._next += 1
        path = tuple(heading.title for heading, _ in self._stack)
        return path, self._stack[-1][1] if self._stack else None
