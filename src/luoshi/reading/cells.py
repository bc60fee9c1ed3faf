"""What a cell of a ledger says: units with their parts, persons, days, or none of these. A cell is text[start:end]."""

import datetime as dt
import re
from collections.abc import Iterator

from luoshi.reading import dates, flow, parties
from luoshi.reading.dates import month_end
from luoshi.reading.parties import Known
from luoshi.reading.records import DueSaid, PersonSaid, UnitSaid

Span = tuple[int, int]
_PART = r"[、，,;；／/\n]|(?<=[\u4e00-\u9fff）)])\s+(?=[\u4e00-\u9fff*★▲●（(])"
_AND = re.compile("以及|[和及与]")
_ROLE = {
    "牵头": "lead", "主办": "lead", "主责": "lead", "承办": "lead", "总牵头": "lead",
    "配合": "co", "协办": "co", "参与": "co", "协助": "co", "协同": "co",
    "责任": "duty", "负责": "duty", "落实": "duty",
}  # fmt: skip
_WORD = "总?牵头|主办|主责|承办|配合|协办|参与|协助|协同|责任|负责|落实"
_LABEL = re.compile(rf"(?P<role>{_WORD})(?:责任)?(?:单位|部门|方)?\s*[:：]\s*")
_BEHIND = re.compile(r"(?:共同|等)?(?P<role>总?牵头|主办|承办|配合|协办|参与|协助|协同|负责|落实)(?:单位|部门)?$")
_BRACKET = re.compile(rf"\s*[（(](?P<role>{_WORD})(?:单位|部门)?[）)]$")
_STAR = re.compile(r"^[*＊★☆▲△●※]+|[*＊★☆▲△●※]+$")
_ASIDE = re.compile(r"[（(][^（）()]*[）)]$")
#: Whose a unit is: what may stand before its name in the directory.
_OWNER = re.compile("[\u4e00-\u9fff]{0,6}[省市县区州旗]")
_TAIL = re.compile(r"(?:等(?:相关|有关)?(?:部门|单位)?|共同)$")
_COLLECTIVE = re.compile(
    r"^(?:全?[省市县区州旗]?[直级]?(?:各|有关|相关|其他|所有|各?有关|各相关).*(?:单位|部门|乡镇?|镇|街道|县|区|市|政府|园区|机关|企业|行业|村|社区|科室)"
    r"|[省市县区]直.*(?:单位|部门)|[（(]?县[（(]市、区[）)].*)$"
)
_SURNAME = flow.PERSON
_POST = re.compile(
    r"(?:副?(?:书记|县长|市长|区长|省长|州长|旗长|镇长|乡长|局长|主任|部长|科长|处长|股长|院长|校长|秘书长|经理|总监)|常委|领导|负责人|同志)"
)
_PERSON = re.compile(
    rf"(?:[\u4e00-\u9fff]{{0,10}}{_POST.pattern})?\s*(?:{_SURNAME.pattern})(?:同志)?|[\u4e00-\u9fff、]{{0,14}}{_POST.pattern}"
)

_YMD = re.compile(
    r"(?P<y>20\d\d)\s*[-./年]\s*(?P<m>\d{1,2})\s*[-./月]\s*(?P<d>\d{1,2})(?!\d)日?(?:[ T]\d\d?:\d\d(?::\d\d)?)?"
)
_PACKED = re.compile(r"(?<!\d)(?P<y>20\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?!\d)")
_YM = re.compile(r"(?P<y>20\d\d)\s*[-./年]\s*(?P<m>\d{1,2})(?:月份?)?(?![\d日.年/-])")
_SHORT_YM = re.compile(r"(?<!\d)(?P<yy>[23]\d)年(?P<m>\d{1,2})月(?:底|末)?(?:之?前|以前)?(?!\d)")
_NARROW = str.maketrans("０１２３４５６７８９．", "0123456789.")
_MD = re.compile(r"(?<![\d.])(?P<m>\d{1,2})(?:月(?P<d>\d{1,2})[日号]|[./](?P<e>\d{1,2})(?:日|前|止|$))")
_M = re.compile(r"(?<![\d.])(?P<m>\d{1,2})月份?(?!\d|[上中下]旬|[初中])(?:底|末)?(?:之?前|以前)?")
_FROM_TO = re.compile(r"\s*(?:[-—–~～－―]+|至|到)\s*")
_NO_END = re.compile(
    "长期(?:坚持|推进|执行|任务)?|持续(?:推进|开展|坚持|实施)?|常态化?(?:推进|开展)?|全年(?:推进|坚持|持续)|立行立改|立即|随时|按需"
)
_RHYTHM = re.compile(r"每(?:个?(?:半年|季度?|月|周|日|天|年|旬))|按[季月周年]|逐[月季]")
_DUE_WORDS = re.compile(
    r"20\d\d|\d{1,2}\s*[月./-]|[年季月周]底|季度|[上下]半年|全年|年[底末内中]|[月旬]末?$|工作日|日内|天内|[一二三四五六七八九十]+月|节前|期末|Q[1-4]"
)
_Q = re.compile("Q(?P<q>[1-4])|第?(?P<z>[一二三四1-4])季度?末?$")


def pieces(text: str, start: int, end: int) -> Iterator[Span]:
    """The entries of a list: parted by marks and by blanks between words, not inside brackets."""
    clause = text[start:end]
    depth, first, at = 0, 0, 0
    while at < len(clause):
        depth += (clause[at] in "（(") - (clause[at] in "）)")
        mark = re.compile(_PART).match(clause, at) if depth <= 0 else None
        if mark:
            yield from _stripped(clause, first, at, start)
            first = at = mark.end()
        else:
            at += 1
    yield from _stripped(clause, first, len(clause), start)


def _stripped(clause: str, a: int, b: int, offset: int) -> Iterator[Span]:
    """An entry without blanks and stops around it, unless nothing is left."""
    said = clause[a:b]
    left = len(said) - len(said.lstrip(" \t。.:："))
    right = len(said) - len(said.rstrip(" \t。.:："))
    if right + left < len(said):
        yield offset + a + left, offset + b - right


def is_unit(said: str, known: Known | None = None) -> bool:
    """Whether an entry can be an organisation: in the directory, a collective, or with the end of such a name."""
    said = _STAR.sub("", _BRACKET.sub("", said)).strip()
    if known and known.automaton and said in known.automaton:
        return True
    return 2 <= len(said) <= 26 and bool(flow.UNIT_END.search(said) or _COLLECTIVE.match(said))


def is_units(said: str, known: Known | None = None) -> bool:
    """Whether a cell lists organisations and nothing else."""
    bare = _LABEL.sub("", said)
    found = [_BEHIND.sub("", _TAIL.sub("", bare[a:b])) for a, b in pieces(bare, 0, len(bare))]
    return bool(found) and sum(is_unit(one, known) for one in found) * 4 >= len(found) * 3


def is_persons(said: str) -> bool:
    """Whether a cell lists persons or posts and nothing else."""
    found = [said[a:b] for a, b in pieces(said, 0, len(said))]
    return bool(found) and all(_PERSON.fullmatch(one) for one in found)


def is_due(said: str) -> bool:
    """Whether a cell says by when."""
    bare = said.strip()
    return len(bare) <= 24 and bool(_NO_END.search(bare) or _RHYTHM.match(bare) or _DUE_WORDS.search(bare))


def units(text: str, start: int, end: int, known: Known, *, part: str, starred: bool = False) -> tuple[UnitSaid, ...]:
    """The units of a cell with role lead or co.

    `part`: what its column says of them, lead, co or duty (who answers: the first leads, R6-03). Words within win
    (牵头单位：…, …牵头, （配合）), and so does a mark at a name of those who answer. `starred`: a legend says that
    marked names lead, whatever the column.
    """
    found: list[tuple[Span, str]] = []
    for span, role in _segments(text, start, end, part):
        found += _in_segment(text, span, role, starred)
    found = [one for span, role in found for one in _parted(text, span, role, known)]
    found = _without_persons(text, found, known)
    leads = [n for n, (_, role) in enumerate(found) if role == "lead"]
    first = next((n for n, (_, role) in enumerate(found) if role == "duty"), None)
    said = []
    for n, ((a, b), role) in enumerate(found):
        settled = role if role != "duty" else "lead" if n == first and not leads else "co"
        said.append(_unit(text, a, b, settled, known))
    return tuple(said)


def _without_persons(text: str, found: list[tuple[Span, str]], known: Known) -> list[tuple[Span, str]]:
    """The entries that can be organisations, where persons are named beside them; all where no unit stands."""
    units_only = [(span, role) for span, role in found if not _is_person(text, span, known)]
    return units_only or found


def _is_person(text: str, span: Span, known: Known) -> bool:
    """Whether an entry beside units is a person: by its name, or a short word behind a blank that is no unit."""
    said = text[slice(*span)]
    if is_unit(said, known):
        return False
    apart = text[span[0] - 1 : span[0]] == " " and re.fullmatch("[\u4e00-\u9fff]{2,3}", said)
    return bool(apart or _PERSON.fullmatch(said))


def persons_beside(text: str, start: int, end: int, known: Known) -> tuple[PersonSaid, ...]:
    """The persons that a cell of units names beside them (县教育局 王某某)."""
    found = list(pieces(text, start, end))
    beside = [span for span in found if _is_person(text, span, known)]
    return tuple(PersonSaid(text[a:b], "lead", a, b) for a, b in beside) if len(beside) < len(found) else ()


def _segments(text: str, start: int, end: int, part: str) -> Iterator[tuple[Span, str]]:
    """The stretches of a cell that a label begins, each with the role of its label."""
    at, role = start, part
    for match in _LABEL.finditer(text, start, end):
        if match.start() > at:
            yield (at, match.start()), role
        at, role = match.end(), _ROLE[match["role"]]
    yield (at, end), role


def _in_segment(text: str, span: Span, part: str, starred: bool) -> list[tuple[Span, str]]:
    """The entries of a stretch; 甲局、乙局牵头，丙局配合 gives both before 牵头 that role."""
    found: list[tuple[Span, str]] = []
    waiting = 0
    for a, b in pieces(text, *span):
        said = text[a:b]
        bracket, behind, star = _BRACKET.search(said), _BEHIND.search(said), _STAR.search(said)
        role = part
        if bracket:
            role, b = _ROLE[bracket["role"]], a + bracket.start()
        elif behind and behind.start() > 1:
            role, b = _ROLE[behind["role"]], a + behind.start()
            found[waiting:] = [(one, role) for one, _ in found[waiting:]]
        if star:
            role = "lead" if starred or part == "duty" else role
            a, b = a + (star.end() if star.start() == 0 else 0), b - (len(star.group()) if star.start() else 0)
        found.append(((a, b), role))
        waiting = len(found) if bracket or behind else waiting
    if any(_STAR.search(text[a:b]) for a, b in pieces(text, *span)):
        found = [(one, "co" if role == "duty" else role) for one, role in found]
    return found


def _parted(text: str, span: Span, role: str, known: Known) -> Iterator[tuple[Span, str]]:
    """An entry, or the two that a 和 joins; what leads up to a name or trails behind it is left off."""
    a, b = span
    lead_in = re.match("由|请|会同", text[a:b])
    a += lead_in.end() if lead_in and not (known.automaton and text[a:b] in known.automaton) else 0
    tail = _TAIL.search(text[a:b])
    if tail and not _COLLECTIVE.match(text[a:b]):
        b = a + tail.start()
    for joint in _AND.finditer(text, a, b):
        if is_unit(text[a : joint.start()], known) and is_unit(text[joint.end() : b], known):
            yield (a, joint.start()), role
            yield from _parted(text, (joint.end(), b), role, known)
            return
    if b - a > 1:
        yield (a, b), role


def _unit(text: str, a: int, b: int, role: str, known: Known) -> UnitSaid:
    """A unit with its number in the directory, looked for as it is said, without an aside, and within."""
    said = text[a:b].rstrip()
    aside = _ASIDE.search(said)
    if aside and _PERSON.fullmatch(aside.group()[1:-1]):
        said = said[: aside.start()].rstrip()
    b = a + len(said)
    if known.automaton is None:
        return UnitSaid(said, role, a, b)
    for one in (said, _ASIDE.sub("", said).strip()):
        if one in known.automaton:
            return UnitSaid(one, role, a, a + len(one), known.automaton.get(one)[1])
    bare = _ASIDE.sub("", said).strip()
    end = a + len(bare)
    inside = [u for u in parties.units(text, a, end, known) if u.unit_id is not None and u.end == end]
    if len(inside) == 1 and _OWNER.fullmatch(text[a : inside[0].start]):
        return UnitSaid(bare, role, a, end, inside[0].unit_id)
    return UnitSaid(said, role, a, b)


def persons(text: str, start: int, end: int) -> tuple[PersonSaid, ...]:
    """The persons of a cell that lists them."""
    return tuple(PersonSaid(text[a:b], "lead", a, b) for a, b in pieces(text, start, end) if 2 <= b - a <= 20)


def due(text: str, start: int, end: int, *, year: int | None, dated_on: dt.date | None = None) -> DueSaid | None:
    """By when, as a cell of dates says it; of a range the end. None where the cell says nothing of time.

    `on` is None for a rhythm, for work without an end (长期坚持), and where the year is not known.
    """
    said = text[start:end].translate(_NARROW)
    if (match := _NO_END.search(said)) and not re.search(r"\d", said):
        return DueSaid(said, None, "none", "standing", start + match.start(), start + match.end())
    if _RHYTHM.match(said.strip()):
        return DueSaid(said.strip(), None, "recurring", "rhythm", start, end)
    found = _printed(said, year)
    if found:
        on, a, b = found
        return DueSaid(said[a:b], on, "explicit", "cell", start + a, start + b)
    spoken = dates.due(text[:start] + said, start, end, year=year, dated_on=dated_on)
    if spoken is None and (quarter := _Q.search(said)) and year:
        n = int(quarter["q"] or 0) or "一二三四".find(quarter["z"]) + 1 or int(quarter["z"])
        return DueSaid(quarter.group(), month_end(year, n * 3), "explicit", "quarter",
                       start + quarter.start(), start + quarter.end())  # fmt: skip
    return spoken


def _printed(said: str, year: int | None) -> tuple[dt.date, int, int] | None:
    """The last day printed in figures: a day, a month's end; a bare month takes the year before it or `year`."""
    best: tuple[int, int, dt.date] | None = None
    printed = re.search(r"20\d\d", said)
    own = int(printed.group()) if printed else year
    for pattern in (_YMD, _PACKED, _YM, _SHORT_YM, _MD, _M):
        for match in pattern.finditer(said):
            on = _day_of(match, own)
            if on is None and own is not None:
                return None
            # A later place wins; at one place the fuller pattern, which was tried first.
            if on and (best is None or match.start() >= best[1]):
                best = (match.start(), match.end(), on)
    return (best[2], best[0], best[1]) if best else None


def _day_of(match: re.Match[str], year: int | None) -> dt.date | None:
    """The day of a match, the last one of a month without a day; None for a day that does not exist."""
    parts = match.groupdict()
    in_year = int(parts["y"]) if parts.get("y") else 2000 + int(parts["yy"]) if parts.get("yy") else year
    day = parts.get("d") or parts.get("e")
    if in_year is None:
        return None
    try:
        return dt.date(in_year, int(parts["m"]), int(day)) if day else month_end(in_year, int(parts["m"]))
    except ValueError:
        return None
