"""Who answers for which row: clauses that only name parties, and how far each party of a sentence reaches."""

import dataclasses
import re
from collections.abc import Sequence

from luoshi.reading import parties
from luoshi.reading.parties import Known
from luoshi.reading.records import UnitSaid
from luoshi.reading.sentences import clauses
from luoshi.reading.words import any_of

_HOW = (
    "(?:要|应|须|共同|具体|统一|按照?(?:职责|职能)?分工|按照?各自职责|按照?职责"
    "|密切|积极|主动|全力|做好|抓好|分别|各自|总|等)*"
)
_TAIL = "(?:做好[\u4e00-\u9fff]{0,6}(?:工作|保障|支持|服务)|组织实施|工作|实施|办理|单位|部门)?(?![\u4e00-\u9fff]*制)"
_ROLE = re.compile(
    rf"{_HOW}(?P<word>牵头(?!领导|单位)|主办|负总责|抓总|负责(?!同志|人)|予以支持|给予支持|承办|落实|配合|协助|协办|参与|会同|协同){_TAIL}"
)
_HELPS = {"予以支持", "给予支持", "配合", "协助", "协办", "参与"}
_WITH = {"会同", "协同"}
_LEADS = {"牵头", "主办", "负总责", "抓总", *_WITH}
#: Words before the first name: the meeting that decides, what is given out.
_LEAD_IN = re.compile(
    r"^(?:[一二三四五六七八九十]{1,2}是|\d{1,2}[.．、]\s*|[（(][一二三四五六七八九十\d]{1,2}[）)]|[①-⑳]|同时|会议|会上|研究|决定|确定|明确|要求|议定|同意|具体|统一|原则上|(?:此项|该项|以上|上述|相关|议定)(?:工作|任务|事项))*"
)
_PART = re.compile("[^、，,和与及由请以 ]+")
_NAME = re.compile(
    any_of(
        r"""
    各?(?:乡镇|街道|镇街|县区|县市区|村|社区|园区|开发区|高新区|部门|单位)
    (?!确保|加强|推动|推进|抓好|做好|强化|坚持|加快|把|将|对|全面|切实|落实)[\u4e00-\u9fff]{2,14}(?:局|委|办|厅|部|镇|乡|街道|办公室|办事处|公司|集团|中心|政府|管委会|单位|部门|院|馆|会|站|社|校|分行|支行|银行|海关|大学|专班|指挥部|领导小组|工作组|开发区|高新区|园区|区|县|大队|支队|总队)
    """
    )
)
_POST = re.compile(
    r"(?:[省市县区]委)?(?:常委|分管|主要|相关|有关|包联|牵头|县级|市级)*(?:常务)?副?(?:省长|市长|县长|区长|镇长|乡长|领导|负责人|负责同志|书记)(?:同志|[\u4e00-\u9fff]{2,3})?"
)
_BRACKETED = re.compile(r"[（(【][^（）()【】]*$")


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """A party that a clause of responsibility names: its place and lead, co or answer (负责: co beside a lead)."""

    start: int
    end: int
    role: str


def parts(text: str, start: int, end: int, known: Known) -> tuple[Part, ...]:
    """The parties of `text[start:end]` when it names only who is responsible; empty for any other clause.

    A clause that names posts alone (由分管副县长牵头) gives one part with the role `post`.
    """
    clause = text[start:end]
    if not _ROLE.search(clause):
        return ()
    masked = clause
    named = parties.units(text, start, end, known)
    for unit in named:
        masked = masked[: unit.start - start] + "□" * (unit.end - unit.start) + masked[unit.end - start :]
    opening = _LEAD_IN.match(masked)
    at = opening.end() if opening else 0
    found: list[Part] = []
    before = ""
    roles = list(_ROLE.finditer(masked, at))
    for role in [*roles, None]:
        last = role.start() if role else len(masked)
        word = role["word"] if role else ""
        for a, b in _pieces(masked, at, last):
            kind = _kind(masked[a:b], clause[a:b], before, word)
            if not kind:
                return ()
            found.append(Part(start + a, start + b, kind))
        at, before = (role.end(), word) if role else (last, before)
    return tuple(found)


def _pieces(masked: str, start: int, end: int) -> list[tuple[int, int]]:
    """The names between two words of responsibility, without the 等 behind the last."""
    found = []
    for match in _PART.finditer(masked, start, end):
        said = re.sub("等(?:相关|有关)?(?:部门|单位)?$", "", match.group())
        if said:
            found.append((match.start(), match.start() + len(said)))
    return found


def _kind(masked: str, said: str, before: str, word: str) -> str:
    """The role of one piece between the words `before` and `word`; empty for what is no name."""
    if not masked.strip("□"):
        pass
    elif _POST.fullmatch(said):
        return "post"
    elif not _NAME.fullmatch(said):
        return ""
    if before in _WITH or word in _HELPS:
        return "co"
    if word in _LEADS:
        return "lead"
    return "answer" if word else ""


#: Everybody and nobody.
_ALL = re.compile("各?(?:责任|级|有关|相关|部门|单位|成员|职能)")


def is_general(text: str, start: int, end: int, known: Known) -> bool:
    """Whether a sentence of responsibility names nobody in particular (各责任单位按职责抓好落实)."""
    named = [part for a, b in clauses(text, start, end) for part in parts(text, a, b, known)]
    return bool(named) and all(_ALL.match(text[part.start : part.end]) for part in named)


def only(text: str, start: int, end: int, known: Known) -> bool:
    """Whether a sentence holds nothing but clauses of responsibility."""
    cut = [(a, b) for a, b in clauses(text, start, end) if not re.fullmatch("会议[\u4e00-\u9fff]{2}|同时", text[a:b])]
    return bool(cut) and all(parts(text, a, b, known) for a, b in cut)


def named(text: str, start: int, end: int, known: Known) -> tuple[UnitSaid, ...]:
    """The units of a stretch, those of clauses of responsibility with the roles these give them."""
    return tuple(unit for block in _blocks(text, (), (start, end), known) for unit in block.units)


@dataclasses.dataclass(slots=True)
class _Block:
    """Parties that stand together. `opens`: they lead or are told to act, so what follows is theirs.

    `row` is the row they stand in; `duty` says that the clauses hold nothing else; `with_lead`, that they go on one
    that ends with who leads.
    """

    start: int
    end: int
    units: list[UnitSaid]
    row: int | None = None
    bracket: bool = False
    duty: bool = False
    with_lead: bool = False

    @property
    def opens(self) -> bool:
        """Whether somebody in the block leads or is told to act."""
        return not self.bracket and (self.with_lead or any(unit.role in {"lead", "owner"} for unit in self.units))

    @property
    def answers(self) -> bool:
        """Whether the block may stand behind its task: it says who leads or helps."""
        return any(unit.role in {"lead", "co"} for unit in self.units)


def share(
    text: str, rows: Sequence[tuple[int, int]], sentence: tuple[int, int], known: Known
) -> list[tuple[UnitSaid, ...]]:
    """The parties of each row of a sentence, in order: those in it, and those outside whose reach it is in.

    Who leads or is told to act governs what follows, up to the next who does; helpers and a lead behind the tasks
    belong to the tasks before them.
    """
    found = _blocks(text, rows, sentence, known)
    given = []
    for number, row in enumerate(rows):
        units = [unit for block in found if _governs(block, number, row, rows, found) for unit in block.units]
        inside = [u for b in found for u in b.units if row[0] <= u.start and u.end <= row[1]]
        named = {(u.start, u.end): u for u in [*units, *inside] if u.role != "named" or u in inside}
        given.append(tuple(sorted(named.values(), key=lambda unit: unit.start)))
    return given


def _governs(
    block: _Block, number: int, row: tuple[int, int], rows: Sequence[tuple[int, int]], found: Sequence[_Block]
) -> bool:
    """Whether the parties of a block belong to a row they stand outside of."""
    if block.row == number:
        return True
    own = any(other.row == number and other.opens for other in found)
    if block.end <= row[0]:
        later = [other for other in found if other.opens and block.end <= other.start < row[0]]
        first = not any(end <= block.start for _, end in rows)
        behind = block.duty and _lead_follows(rows, found)
        return not own and not later and not behind and not block.bracket and (block.opens or first)
    if block.start < row[1] or (block.row is not None and not block.bracket) or not block.answers:
        return False
    between = [other for other in found if row[1] <= other.start < block.start]
    if block.bracket:
        return not any(other.bracket for other in between)
    # A lead just before, behind the same task, does not stand in the way.
    if any(o.opens and (o.row is not None or any(o.end <= a < block.start for a, _ in rows)) for o in between):
        return False
    return not block.opens or _lead_follows(rows, found) or not any(a >= block.end for a, _ in rows)


def _lead_follows(rows: Sequence[tuple[int, int]], found: Sequence[_Block]) -> bool:
    """Whether a sentence names who leads behind each task: it opens with a task and ends with who leads."""
    leads = [block for block in found if block.duty and block.opens]
    return bool(leads) and rows[0][0] < leads[0].start and rows[-1][1] <= leads[-1].start


def _blocks(text: str, rows: Sequence[tuple[int, int]], sentence: tuple[int, int], known: Known) -> list[_Block]:
    """The parties of a sentence by where they stand: a run of clauses of responsibility, a row, a bracket, a clause."""
    units = _told_together(text, parties.units(text, *sentence, known))
    cut = clauses(text, *sentence)
    found: list[_Block] = []
    for a, b in cut:
        stated = parts(text, a, b, known)
        inside = [unit for unit in units if a <= unit.start and unit.end <= b]
        if not stated:
            found += _loose(text, inside, rows, sentence[0])
        elif found and not found[-1].duty and _led_just_before(text, found[-1], a):
            leads = [unit for unit in found[-1].units if unit.role == "lead"]
            found.append(_Block(a, b, [*leads, *_named(text, stated, inside)], duty=True, with_lead=True))
        elif found and found[-1].duty and found[-1].end >= a - 2:
            found[-1].units += _named(text, stated, inside)
            found[-1].end = b
        else:
            found.append(_Block(a, b, _named(text, stated, inside), duty=True))
    for block in found:
        if block.duty:
            block.units = _settled(block.units)
    return found


def _led_just_before(text: str, block: _Block, at: int) -> bool:
    """Whether the clause before ends with who leads (……工程由水利局牵头，)."""
    return any(unit.role == "lead" for unit in block.units) and bool(
        re.fullmatch("(?:共同)?(?:牵头|负责|主办|抓总)[，、；]", text[block.end : at])
    )


def _told_together(text: str, units: Sequence[UnitSaid]) -> list[UnitSaid]:
    """The units of a sentence, those listed with one that is told to act told, too (财政局、住建局要…)."""
    told = [_told(text, unit) for unit in units]
    for way in (range(len(told) - 2, -1, -1), range(1, len(told))):
        for i in way:
            beside = told[i + way.step * -1]
            between = text[min(told[i].end, beside.end) : max(told[i].start, beside.start)]
            if told[i].role == "named" and beside.role == "owner" and between in {"、", "和", "与", "及"}:
                told[i] = dataclasses.replace(told[i], role="owner")
    return told


def _told(text: str, unit: UnitSaid) -> UnitSaid:
    """A unit with its role; who is told to help (各乡镇要配合) is told to act."""
    ordered = unit.role == "co" and text[unit.end : unit.end + 1] in {"要", "应", "须"}
    return dataclasses.replace(unit, role="owner") if ordered else unit


def _named(text: str, stated: tuple[Part, ...], units: Sequence[UnitSaid]) -> list[UnitSaid]:
    """The units of a clause of responsibility with the roles it gives them."""
    found = []
    for part in stated:
        if part.role == "post":
            continue
        held = next((u for u in units if part.start <= u.start and u.end == part.end), None)
        unit_id = held.unit_id if held and held.start == part.start else None
        found.append(UnitSaid(text[part.start : part.end], part.role, part.start, part.end, unit_id))
    return found


def _settled(units: list[UnitSaid]) -> list[UnitSaid]:
    """Who answers (负责) leads, unless somebody else is said to lead: then those help."""
    answers = "co" if any(unit.role == "lead" for unit in units) else "lead"
    return [dataclasses.replace(unit, role=answers) if unit.role == "answer" else unit for unit in units]


def _loose(text: str, units: Sequence[UnitSaid], rows: Sequence[tuple[int, int]], first: int) -> list[_Block]:
    """Blocks of the parties of any other clause: one for each row or bracket or stretch between."""
    found: list[_Block] = []
    for unit in units:
        bracket = _BRACKETED.search(text, first, unit.start) is not None
        row = next((i for i, (a, b) in enumerate(rows) if a <= unit.start and unit.end <= b), None)
        last = found[-1] if found else None
        if last and (last.row, last.bracket) == (row, bracket):
            last.units.append(unit)
            last.end = unit.end
        else:
            found.append(_Block(unit.start, unit.end, [unit], row, bracket))
    return found
