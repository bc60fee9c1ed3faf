"""From texts to rules, strictly: whatever is wrong in any file is refused with file, line and reason, all at once."""

import hashlib
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from luoshi.record.refusals import Reason, Refused
from luoshi.rulebook.lines import lines
from luoshi.rulebook.reading_clocks import read_clock
from luoshi.rulebook.reading_kinds import read_kind
from luoshi.rulebook.reading_others import read_calendar, read_ladder, read_scheme
from luoshi.rulebook.shapes import FOLDERS, Applies, CalendarRule, Head, KindRule, Rule, RuleFile, RuleKind
from luoshi.rulebook.tables import Faults, Table, Words

_READERS: Final[Mapping[RuleKind, Callable[[Table, Head], Rule]]] = {
    "clock": read_clock,
    "kind": read_kind,
    "scheme": read_scheme,
    "calendar": read_calendar,
    "ladder": read_ladder,
}
#: Keys of the head table that belong to the rule itself and are read by its reader.
_OWN: Final[Mapping[RuleKind, frozenset[str]]] = {
    "clock": frozenset(),
    "kind": frozenset({"letter", "clock", "scheme", "ladder", "acceptance", "grades"}),
    "scheme": frozenset({"soon_days", "severe_days", "severe_at_once", "behind_gap", "far_behind_gap"}),
    "calendar": frozenset({"area", "year", "hours"}),
    "ladder": frozenset(),
}
_CODE: Final = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")
_SYNTAX_LINE: Final = re.compile(r"at line (\d+)")

RuleSet = Mapping[tuple[str, str], RuleFile]


def text_hash(text: str) -> str:
    """SHA-256 of the text's UTF-8 bytes, hex: the name of one version of a file."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def read_text(text: str, *, file: str) -> RuleFile:
    """The rule in `text`; `file` is its name for refusals. Raises Refused with every fault in it."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _SYNTAX_LINE.search(str(error))
        line = int(place.group(1)) if place else len(text.splitlines())
        raise Refused([Reason("rules.syntax", {"file": file, "line": line, "detail": str(error)})]) from error
    faults = Faults(file, lines(text))
    rule = _read(data, faults)
    if faults.reasons or rule is None:
        raise Refused(faults.reasons)
    return RuleFile(file, text, text_hash(text), rule)


def _read(data: Mapping[str, Any], faults: Faults) -> Rule | None:
    kinds = [kind for kind in _READERS if isinstance(data.get(kind), dict)]
    if len(kinds) != 1:
        faults.add("no_head", (), options=sorted(_READERS))
        return None
    kind = kinds[0]
    table = Table(data, (), faults)
    head = _head(kind, table)
    rule = _READERS[kind](table, head)
    table.close()
    return rule


def _head(kind: RuleKind, table: Table) -> Head:
    """`[clock]`, `[kind]` … : code, title, dates, sources."""
    inner = table.table(kind)
    assert inner is not None
    common = {key: value for key, value in inner.data.items() if key not in _OWN[kind]}
    top = Table(common, inner.path, table.faults)
    code = top.text("code")
    if code and not _CODE.match(code):
        top.fault("bad_value", "code", value=code, expected="code")
    applies: Applies = "open" if top.one_of("applies", ("new", "open"), default="new") == "open" else "new"
    head = Head(
        kind,
        code,
        top.words("title") if "title" in top else _no_title(top),
        top.date("in_force_on"),
        applies,
        top.source(),
        top.flag("local", default=False),
    )
    top.close()
    return head


def _no_title(table: Table) -> Words:
    table.fault("missing_key", "title")
    return Words("", "")


def load(files: Iterable[tuple[str, str]]) -> dict[tuple[str, str], RuleFile]:
    """The rules of (name, text) pairs, by (kind, code). Raises Refused with the faults of all files."""
    reasons: list[Reason] = []
    found: dict[tuple[str, str], RuleFile] = {}
    for name, text in files:
        try:
            read = read_text(text, file=name)
        except Refused as refused:
            reasons += refused.reasons
            continue
        if read.key in found:
            values = {"file": name, "line": 1, "key": read.head.code, "other": found[read.key].file}
            reasons.append(Reason("rules.code_twice", values))
        found.setdefault(read.key, read)
    if reasons:
        raise Refused(reasons)
    return found


def check_references(rules: RuleSet) -> None:
    """Every kind's clock, scheme and ladder exist, no two kinds number their items with one letter, no two calendars
    say the same year of the same area. Raises Refused with every fault.
    """
    reasons = _double_years(rules)
    letters: dict[str, str] = {}
    for file in rules.values():
        rule = file.rule
        if not isinstance(rule, KindRule):
            continue
        faults = Faults(file.file, lines(file.text))
        wanted: tuple[tuple[str, str], ...] = (
            ("clock", rule.clock),
            ("scheme", rule.scheme),
            ("ladder", rule.ladder),
        )
        for kind, code in wanted:
            if (kind, code) not in rules:
                options = sorted(known for other, known in rules if other == kind)
                faults.add("no_such_rule", ("kind", kind), value=code, options=options)
        if rule.letter in letters:
            faults.add("letter_twice", ("kind", "letter"), value=rule.letter, other=letters[rule.letter])
        letters.setdefault(rule.letter, rule.code)
        reasons += faults.reasons
    if reasons:
        raise Refused(reasons)


def _double_years(rules: RuleSet) -> list[Reason]:
    reasons = []
    seen: dict[tuple[str, int], str] = {}
    for file in rules.values():
        if not isinstance(file.rule, CalendarRule):
            continue
        key = (file.rule.area, file.rule.year)
        if key in seen:
            faults = Faults(file.file, lines(file.text))
            faults.add("year_twice", ("calendar", "year"), value=file.rule.year, other=seen[key])
            reasons += faults.reasons
        seen.setdefault(key, file.head.code)
    return reasons


def folder_files(folder: Path) -> list[tuple[str, str]]:
    """(name, text) of every rule file in a rules folder, in order. Raises Refused for what does not belong there."""
    reasons: list[Reason] = []
    files: list[tuple[str, str]] = []
    if not folder.is_dir():
        raise Refused([Reason("rules.no_folder", {"file": str(folder)})])
    for path in sorted(folder.rglob("*.toml")):
        name = path.relative_to(folder).as_posix()
        if path.parent.name not in FOLDERS.values() or path.parent.parent != folder:
            reasons.append(Reason("rules.wrong_place", {"file": name, "options": sorted(FOLDERS.values())}))
            continue
        try:
            files.append((name, path.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError):
            reasons.append(Reason("rules.unreadable", {"file": name}))
    if reasons:
        raise Refused(reasons)
    return files


def load_folder(folder: Path) -> dict[tuple[str, str], RuleFile]:
    """The rules of a folder by (kind, code); each file must lie in its kind's own folder. Raises Refused."""
    rules = load(folder_files(folder))
    misplaced = [
        Reason("rules.wrong_folder", {"file": one.file, "options": [FOLDERS[one.head.kind]]})
        for one in rules.values()
        if one.file.split("/")[0] != FOLDERS[one.head.kind]
    ]
    if misplaced:
        raise Refused(misplaced)
    return rules
