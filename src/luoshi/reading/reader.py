"""The one way in: a text becomes a reading."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence

from luoshi.reading import items, labels, lexicon, outline, parties
from luoshi.reading.cleaning import clean
from luoshi.reading.items import Group, Parties
from luoshi.reading.labels import Setting
from luoshi.reading.records import Coverage, DocumentFacts, DraftItem, Heading, Passage, Reading
from luoshi.reading.sentences import sentences

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


def read(
    source: str,
    *,
    year: int | None = None,
    dated_on: dt.date | None = None,
    directory: Sequence[tuple[str, int]] = (),
) -> Reading:
    """Read a document: cleaned text, outline, labelled passages and draft items with their fields.

    `year` is the year that undated words speak of (今年); without it the document is asked. `directory` is the office's
    own (name, unit id) list. Reads no clock and no file; the same text gives the same reading.
    """
    cleaned = clean(source)
    text = cleaned.text
    facts = _facts(text, year, dated_on, source)
    found = outline.headings(text)
    known = Parties(tuple(directory), parties.automaton(tuple(directory)))
    passages, drafts = _walk(text, found, facts, known)
    return Reading(
        text=text,
        origin=tuple(cleaned.origin),
        repairs=tuple(cleaned.repairs),
        facts=facts,
        outline=found,
        passages=passages,
        items=drafts,
        coverage=_coverage(text, passages, drafts),
    )


def _walk(
    text: str, found: tuple[Heading, ...], facts: DocumentFacts, known: Parties
) -> tuple[tuple[Passage, ...], tuple[DraftItem, ...]]:
    """Label every sentence and draft its rows."""
    place = outline.Place(found)
    heads = {heading.start: heading for heading in found}
    passages: list[Passage] = []
    drafts: list[DraftItem] = []
    cuts = sentences(text)
    past_before = framed = False
    for i, (start, end) in enumerate(cuts):
        first = start + len(text[start:end]) - len(text[start:end].lstrip())
        path, direction = place.at(first)
        opens = text[start - 1 : start] in ("", "\n")
        past_before = past_before and not opens
        heading = heads.get(first)
        setting = Setting(
            direction,
            _is_theme(text, cuts, i),
            past_before,
            facts.year,
            facts.dated_on,
            heading=_only_heading(text, heading, end),
            framed=framed and not opens,
        )
        label, why, rows = _sentence(text, (start, end), setting)
        framed = why == "reading.framing" and text[start:end].rstrip().endswith("；")
        past_before = label == "past" or (past_before and label == "frame")
        passages.append(Passage(start, end, path, label, why))
        drafts += (
            items.draft(text, group, (start, end), path, setting, known, len(drafts) + n)
            for n, group in enumerate(rows, start=1)
        )
    return tuple(passages), tuple(drafts)


def _only_heading(text: str, heading: Heading | None, end: int) -> bool:
    """Whether a sentence is nothing but a heading on its own line."""
    if heading is None or heading.end < end - 1:
        return False
    return text[end : end + 1] in ("", "\n") or outline.marker(heading.title) is None


def _is_theme(text: str, cuts: list[tuple[int, int]], i: int) -> bool:
    """Whether a short opening sentence is explained by a longer one behind it in the same paragraph."""
    start, end = cuts[i]
    if i + 1 >= len(cuts) or "\n" in text[start : cuts[i + 1][0]].strip("\n"):
        return False
    said = text[start:end].strip()
    following = text[cuts[i + 1][0] : cuts[i + 1][1]].strip()
    numbered = lexicon.NUMBERED.match(said) and not lexicon.NUMBERED.match(following)
    longer = len(following) > len(said) or bool(numbered) or bool(lexicon.THEME.search(following))
    opens = text[max(0, start - 1) : start] in ("", "\n")
    return longer and len(said) <= 34 and (bool(lexicon.THEME.search(said)) or opens and len(said) <= 24)


def _sentence(text: str, span: tuple[int, int], setting: Setting) -> tuple[str, str, list[Group]]:
    """Label, reason and rows of one sentence."""
    said = text[span[0] : span[1]]
    refused = labels.refuse(said, setting)
    if refused:
        return *refused, []
    rows = items.groups(text, span[0], span[1], setting)
    if setting.theme:
        rows = [row for row in rows if row.tier != "soft" or lexicon.NAMES_SYSTEM.search(said)]
        if not rows:
            return "frame", "reading.theme", []
    if not rows:
        return "frame", "reading.attitude", []
    best = max(rows, key=lambda row: {"core": 3, "mechanism": 2, "soft": 1}[row.tier])
    return best.tier, best.why, rows


def _facts(text: str, year: int | None, dated_on: dt.date | None, source: str) -> DocumentFacts:
    """Title, date, year, issuer and kind as the head of the document shows them."""
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


def _coverage(text: str, passages: tuple[Passage, ...], drafts: tuple[DraftItem, ...]) -> Coverage:
    """How much of the text became rows."""
    counted = Counter(passage.label for passage in passages)
    with_item = sum(counted[label] for label in ("core", "mechanism", "soft"))
    inside = sum(item.end - item.start for item in drafts)
    return Coverage(len(passages), tuple(sorted(counted.items())), with_item, with_item, len(text), inside)
