"""The one way in: a text becomes a reading."""

import dataclasses
import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from luoshi.reading import (
    annex,
    dates,
    items,
    judging,
    lexicon,
    outline,
    parties,
    promises,
    responsibility,
    tables,
    tree,
)
from luoshi.reading.cleaning import clean
from luoshi.reading.facts import facts as read_facts
from luoshi.reading.facts import is_standing
from luoshi.reading.items import Group
from luoshi.reading.labels import Setting
from luoshi.reading.model import Seen, Weights
from luoshi.reading.parties import Known
from luoshi.reading.records import Coverage, DocumentFacts, DraftItem, DueSaid, Heading, Passage, Reading
from luoshi.reading.sentences import sentences

_SENTENCES_A_STEP = 50


def read(
    source: str,
    *,
    year: int | None = None,
    dated_on: dt.date | None = None,
    directory: Sequence[tuple[str, int]] = (),
    weights: Weights | None = None,
    templates: Mapping[str, Sequence[str]] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Reading:
    """Read a document: cleaned text, outline, labelled passages and draft items with their fields.

    `year` is the year that undated words speak of (今年); without it the document is asked. `directory` is the office's
    own (name, unit id) list. `weights` let the model speak where rules end; without them rules decide alone.
    `templates`: what persons settled about the columns of tables, by the mark of their heads. `progress` is told how
    many sentences of how many are read. Reads no clock and no file; the same text gives the same reading.
    """
    return watch(
        source,
        year=year,
        dated_on=dated_on,
        directory=directory,
        weights=weights,
        templates=templates,
        progress=progress,
    )[0]


def watch(
    source: str,
    *,
    year: int | None = None,
    dated_on: dt.date | None = None,
    directory: Sequence[tuple[str, int]] = (),
    weights: Weights | None = None,
    templates: Mapping[str, Sequence[str]] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Reading, tuple[Seen | None, ...]]:
    """`read`, and for each passage how the model sees it: what it learns from. None for tables and responsibility."""
    cleaned = clean(source)
    text = cleaned.text
    facts = read_facts(text, year, dated_on, source)
    found = outline.headings(text)
    known = Known(parties.automaton(tuple(directory)), parties.places(text))
    whole = tree.whole(text, found)
    walk = _Walk(text, found, whole, facts, known, weights, templates)
    walk.go(progress)
    passages, drafts = tuple(walk.passages), tuple(promises.met(text, walk.drafts))
    reading = Reading(
        text=text,
        origin=tuple(cleaned.origin),
        repairs=tuple(cleaned.repairs),
        facts=facts,
        outline=whole,
        passages=passages,
        items=drafts,
        coverage=_coverage(text, passages, drafts),
    )
    return reading, tuple(walk.seen.get(number) for number in range(len(passages)))


class _Walk:
    """Goes through a text sentence by sentence: labels it and drafts its rows."""

    def __init__(
        self,
        text: str,
        found: tuple[Heading, ...],
        whole: tuple[Heading, ...],
        facts: DocumentFacts,
        known: Known,
        weights: Weights | None = None,
        templates: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.seen: dict[int, Seen] = {}
        self._weights = weights
        self._before = ""  # what the rules called the sentence before in the same paragraph
        self.passages: list[Passage] = []
        self.drafts: list[DraftItem] = []
        self._text = text
        self._facts = facts
        self._known = known
        self._place = outline.Place(found)
        self._paths = outline.Place(whole)
        self._inside = {heading.start: heading for heading in whole}
        self._heads = {heading.start: heading for heading in found}
        self._cuts = sentences(text)
        self._past = self._framed = False
        self._row = (-1, 0)  # the line that gave the last rows, and the first of them
        self._joined = -1  # the last line that gave rows or the responsibility for them
        self._answered = False  # whether somebody was already said to answer for those rows
        self._ahead: tuple[int, int, int] | None = None  # responsibility that opens a line: the line, start and end
        self._under: tuple[str, ...] = ()
        self._lead: tuple[tuple[str, ...], DueSaid] | None = None  # the time over a list, and the path it stands under
        # The path under which the unit named first leads.
        self._legend: tuple[str, ...] | None = () if annex.is_noted(text) else None
        self._tables = tables.Tables(text, known, facts.year, facts.dated_on, settled=templates)

    def go(self, progress: Callable[[int, int], None] | None) -> None:
        """The whole text."""
        for i, (start, end) in enumerate(self._cuts):
            if progress is not None and i % _SENTENCES_A_STEP == 0:
                progress(i, len(self._cuts))
            said = self._text[start:end]
            first = start + len(said) - len(said.lstrip())
            path, direction = self._place.at(first)
            self._under = path
            self._hear_legend(said, path)
            if self._tables.covers(first, said):
                self._table_row(start, end, path)
            elif annex.is_annex(said) or responsibility.only(self._text, start, end, self._known):
                self._annex(start, end, path)
            else:
                self._sentence(i, (start, end), first, self._path(first), direction)

    def _path(self, first: int) -> tuple[str, ...]:
        """The headings above a sentence, those inside its paragraph too; one that it opens itself is not above it."""
        path, _ = self._paths.at(first)
        own = self._inside.get(first)
        return path[:-1] if own is not None and first not in self._heads and path[-1:] == (own.title,) else path

    def _sentence(
        self, i: int, span: tuple[int, int], first: int, path: tuple[str, ...], direction: str | None
    ) -> None:
        """A sentence of prose."""
        start, end = span
        text = self._text
        opens = text[start - 1 : start] in ("", "\n")
        self._past = self._past and not opens
        heading = self._heads.get(first)
        setting = Setting(
            direction,
            _is_theme(text, self._cuts, i),
            self._past,
            self._facts.year,
            self._facts.dated_on,
            heading=_only_heading(text, heading, end) or text[start:end].strip() == self._facts.title,
            framed=self._framed and not opens,
            standing=is_standing(self._facts.title),
        )
        label, why, rows = judging.by_rules(text, span, setting, self._known)
        seen = judging.seen(text, span, setting, (label, why, rows), "" if opens else self._before)
        self.seen[len(self.passages)] = seen
        self._before = label
        self._framed = why == "reading.framing" and text[start:end].rstrip().endswith("；")
        self._past = label == "past" or (self._past and label == "frame")
        if heading is not None and not setting.heading and path[-1:] == (heading.title,) and heading.end >= end - 1:
            path = path[:-1]
        likely = None
        if self._weights is not None:
            label, why, rows, likely = judging.by_model(
                text, span, setting, self._known, (label, why, rows), seen, self._weights
            )
        self.passages.append(Passage(start, end, path, label, why, likely))
        self._hear_lead(span, path)
        self._keep(rows, span, path, setting, likely)

    def _keep(
        self,
        rows: list[Group],
        span: tuple[int, int],
        path: tuple[str, ...],
        setting: Setting,
        likely: float | None = None,
    ) -> None:
        """Draft the rows of a sentence; remember where those of its line begin."""
        line = self._text.rfind("\n", 0, span[0])
        first = len(self.drafts)
        if rows and (self._row[0] != line or self._answered):
            self._row, self._answered = (line, first), False
        self._joined = line if rows else self._joined
        shared = responsibility.share(self._text, [(row.start, row.end) for row in rows], span, self._known)
        for group, units in zip(rows, shared, strict=True):
            drafted = items.draft(self._text, group, span, path, setting, units, len(self.drafts) + 1)
            drafted = self._by_lead(drafted, path)
            self.drafts.append(dataclasses.replace(drafted, probability=likely) if likely is not None else drafted)
        if self._ahead and self._ahead[0] == line:
            self._attach(first, self._ahead[1:])

    def _hear_lead(self, span: tuple[int, int], path: tuple[str, ...]) -> None:
        """Remember the time that the words over a list give all of it (到2030年，主要指标如下：)."""
        if self._text[slice(*span)].rstrip().endswith(("如下：", "如下:", "为：", "是：")):
            due = dates.due(self._text, *span, year=self._facts.year, dated_on=self._facts.dated_on)
            self._lead = (path, due) if due is not None and due.rule in {"until_year", "plan"} else None

    def _by_lead(self, drafted: DraftItem, path: tuple[str, ...]) -> DraftItem:
        """A row of such a list without a time of its own has the list's."""
        if self._lead is None or self._lead[0] != path[: len(self._lead[0])] or drafted.due.kind != "implicit":
            return drafted
        return dataclasses.replace(drafted, due=self._lead[1])

    def _annex(self, start: int, end: int, path: tuple[str, ...]) -> None:
        """Responsibility behind tasks belongs to the rows of its line since the last such words, or to the line before.

        Where it opens a line that goes on, it belongs to the rows of that line.
        """
        line = self._text.rfind("\n", 0, start)
        above = self._text.rfind("\n", 0, len(self._text[: max(line, 0)].rstrip()))
        rest = self._text[end:].partition("\n")[0].strip()
        if responsibility.is_general(self._text, start, end, self._known):
            pass
        elif rest and self._row[0] != line and not annex.is_annex(self._text[start:end]) and not annex.is_annex(rest):
            self._ahead = (line, start, end)
        elif self._row[0] != line and self._promote(line):
            self._attach(self._row[1], (start, end))
            self._answered = True
        elif self._joined in {line, above}:
            self._attach(self._row[1], (start, end))
            self._answered, self._joined = True, line
        self.passages.append(Passage(start, end, path, "frame", "reading.annex"))

    def _hear_legend(self, said: str, path: tuple[str, ...]) -> None:
        """Remember that a paper says: who stands first leads. 本部分 means the part it stands in."""
        if annex.LEGEND.search(said) and self._legend != ():
            self._legend = path[:1] if "本部分" in said else ()

    def _first_leads(self, path: tuple[str, ...]) -> bool:
        """Whether a legend holds here."""
        return self._legend is not None and path[: len(self._legend)] == self._legend

    def _promote(self, line: int) -> bool:
        """Make a row of the sentence before responsibility on the same line: it names a task, however it is worded.

        False where no such sentence stands there.
        """
        last = self.passages[-1] if self.passages else None
        if last is None or last.start <= line or last.why == "reading.annex" or last.label != "frame":
            return False
        setting = Setting("ahead", False, False, self._facts.year, self._facts.dated_on)
        self._keep(
            [items.whole(self._text, (last.start, last.end), setting)], (last.start, last.end), last.path, setting
        )
        self.passages[-1] = dataclasses.replace(last, label="soft", why="reading.direction")
        return True

    def _attach(self, first: int, span: tuple[int, int]) -> None:
        """Give the drafts from `first` on the parties and the time limit of `span`."""
        self.drafts[first:] = annex.attach(
            self.drafts[first:],
            self._text,
            span,
            annex.ranked(
                responsibility.named(self._text, *span, self._known),
                self._text,
                span,
                first_leads=self._first_leads(self._under),
            ),
            self._facts.year,
            self._facts.dated_on,
        )

    def _table_row(self, start: int, end: int, path: tuple[str, ...]) -> None:
        """A line of a table: its head, or tasks with parties and time limit in cells; other tables give no rows."""
        line = self._tables.line(start)
        tiers = [self._from_cell(line, task, path) for task in line.tasks]
        if tiers:
            best = max(tiers, key=lambda group: judging.RANK[group.tier])
            self.passages.append(Passage(start, end, path, best.tier, best.why))
        else:
            why = "reading.heading" if line.role in {"head", "section"} else "reading.table"
            self.passages.append(Passage(start, end, path, "frame", why))

    def _from_cell(self, line: tables.Line, task: tuple[int, int], path: tuple[str, ...]) -> Group:
        """Draft the rows of a task cell; returns the one with the strongest wording."""
        text = self._text
        setting = Setting("ahead", False, False, self._facts.year, self._facts.dated_on)
        groups = items.groups(text, *task, setting, self._known) or [items.whole(text, task, setting)]
        first = len(self.drafts)
        self._keep(groups, task, path, setting)
        self.drafts[first:] = [self._tables.fill(one, line) for one in self.drafts[first:]]
        return max(groups, key=lambda group: judging.RANK[group.tier])


def _following_line(text: str, end: int) -> str:
    """The next line that is not empty."""
    return text[end:].lstrip().partition("\n")[0]


#: Somebody is told to act (县林业局要每日巡查), whatever the verb.
_ASKED = re.compile("[局委办部厅镇乡位门区道]要(?!素|求|点|件|道|害)")


def _ends_a_list(text: str, heading: Heading) -> bool:
    """Whether a numbered, closed line that asks for work stands below one of its numbering: a task, no heading."""
    above = outline.marker(text[: heading.start].rstrip().rpartition("\n")[2].strip())
    own = outline.marker(heading.title)
    closed = text[heading.end - 1 : heading.end] in {"。", "；"}
    beside = above is not None and own is not None and above[0] == own[0]
    return closed and beside and bool(lexicon.VERB.search(heading.title) or _ASKED.search(heading.title))


def _only_heading(text: str, heading: Heading | None, end: int) -> bool:
    """Whether a sentence is nothing but a heading: alone on its line, with a text below and not a task of a list."""
    if heading is None or heading.end < end - 1:
        return False
    if outline.marker(heading.title) is None:
        return True
    if text[end : end + 1] not in ("", "\n"):
        return False
    if _ends_a_list(text, heading):
        return False
    below = _following_line(text, end)
    mark = outline.marker(below)
    empty = not below or annex.is_annex(below) or mark is not None and mark[0] <= heading.level
    responsible = annex.BRACKET.search(heading.title) is not None or _COUNTED.search(heading.title) is not None
    return not ((empty or responsible) and heading.level > 1 and lexicon.VERB.search(heading.title))


#: A decision is a task, however short.
_DECIDED = re.compile("会议(?:要求|决定|明确|议定|强调)")
#: A count of works that a numbered line names.
_COUNTED = re.compile(r"\d+(?:个|家|处|座|所|条|公里|亩|套)[。；]?$")


def _next_of_a_list(text: str, own: tuple[int, int], following: tuple[int, int]) -> bool:
    """Whether the sentence behind begins a line and the two stand in one numbered list: beside, not explaining."""
    mark, below = outline.marker(text[slice(*own)].strip()), outline.marker(text[slice(*following)].strip())
    if mark is None or "\n" not in text[own[1] : following[0]]:
        return False
    above = outline.marker(text[: own[0]].rstrip().rpartition("\n")[2].strip())
    return any(other is not None and other[0] == mark[0] for other in (above, below))


def _is_theme(text: str, cuts: list[tuple[int, int]], i: int) -> bool:
    """Whether a short opening sentence is explained by a longer one behind it in the same paragraph."""
    start, end = cuts[i]
    if i + 1 >= len(cuts) or "\n" in text[start : cuts[i + 1][0]].strip("\n"):
        return False
    said = text[start:end].strip()
    following = text[cuts[i + 1][0] : cuts[i + 1][1]].strip()
    if annex.is_annex(following) or _DECIDED.search(said) or _next_of_a_list(text, cuts[i], cuts[i + 1]):
        return False
    numbered = lexicon.NUMBERED.match(said) and not lexicon.NUMBERED.match(following)
    longer = len(following) > len(said) or bool(numbered) or bool(lexicon.THEME.search(following))
    opens = text[max(0, start - 1) : start] in ("", "\n")
    return longer and len(said) <= 34 and (bool(lexicon.THEME.search(said)) or opens and len(said) <= 24)


def _coverage(text: str, passages: tuple[Passage, ...], drafts: tuple[DraftItem, ...]) -> Coverage:
    """How much of the text became rows."""
    counted = Counter(passage.label for passage in passages)
    with_item = sum(counted[label] for label in ("core", "mechanism", "soft"))
    inside = sum(item.end - item.start for item in drafts)
    return Coverage(len(passages), tuple(sorted(counted.items())), with_item, len(text), inside)
