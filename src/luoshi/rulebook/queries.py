"""Every read of the rulebook: which version is in force, and the rule in it, parsed once a process.

Rows never change and are never removed, so what was read stays true; one look at the newest row's hash tells whether
there are more. Reading by version id touches the database once per version and process, not once per item.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar, cast

from django.db import connection

from luoshi.clock import Calendar, local
from luoshi.clock.ladder import Rung
from luoshi.clock.lights import Scheme
from luoshi.record.operations import remembered
from luoshi.record.refusals import Reason, Refused
from luoshi.rulebook import calendars
from luoshi.rulebook.loader import read_text
from luoshi.rulebook.models import RuleVersion
from luoshi.rulebook.shapes import CalendarRule, ClockRule, KindRule, LadderRule, Rule, RuleFile, SchemeRule

R = TypeVar("R", bound=Rule, covariant=True)


@dataclass(frozen=True)
class Version(Generic[R]):
    """One activated version: `ref` is `rule:clock/13710@1`, `rule` the parsed file."""

    id: int
    kind: str
    code: str
    number: int
    in_force_on: dt.date
    applies: str
    hash: str
    activated_at: dt.datetime
    activated_by: str
    file: RuleFile

    @property
    def ref(self) -> str:
        """What events and duties call this version."""
        return f"rule:{self.kind}/{self.code}@{self.number}"

    @property
    def rule(self) -> R:
        """The rule in it."""
        return cast("R", self.file.rule)


@dataclass(frozen=True)
class _Set:
    """All versions of the database as of its newest row: by id, and by (kind, code) with the newest first."""

    newest: tuple[int, str] | None
    by_id: Mapping[int, Version[Rule]]
    by_code: Mapping[tuple[str, str], tuple[Version[Rule], ...]]


_EMPTY = _Set(None, {}, {})
_known = {"set": _EMPTY}


def forget() -> None:
    """Read the versions again at the next question. Activation calls it."""
    _known["set"] = _EMPTY


def _versions() -> _Set:
    """The versions; one small look at the newest row, and all rows again only when it is another."""
    return remembered(_versions, _look)


def _look() -> _Set:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, hash FROM rulebook_ruleversion ORDER BY id DESC LIMIT 1")
        newest = cursor.fetchone()
    if newest is None:
        return _EMPTY
    known = _known["set"]
    if known.newest != tuple(newest):
        known = _known["set"] = _read_all(tuple(newest))
    return known


def _read_all(newest: tuple[int, str]) -> _Set:
    by_id: dict[int, Version[Rule]] = {}
    by_code: dict[tuple[str, str], tuple[Version[Rule], ...]] = {}
    for row in RuleVersion.objects.filter(pk__lte=newest[0]).order_by("kind", "code", "-version"):
        version: Version[Rule] = Version(
            row.pk,
            row.kind,
            row.code,
            row.version,
            row.in_force_on,
            row.applies,
            row.hash,
            row.activated_at,
            row.activated_by,
            _parsed(row.hash, row.text, f"{row}"),
        )
        by_id[row.pk] = version
        by_code[(row.kind, row.code)] = (*by_code.get((row.kind, row.code), ()), version)
    return _Set(newest, by_id, by_code)


_files: dict[str, RuleFile] = {}


def _parsed(hash_: str, text: str, name: str) -> RuleFile:
    """The rule of a text, parsed once for each hash."""
    if hash_ not in _files:
        _files[hash_] = read_text(text, file=name)
    return _files[hash_]


def rule_version(version_id: int) -> Version[Rule]:
    """The version with this id; without the database when it was read before. Raises Refused when there is none."""
    found = _known["set"].by_id.get(version_id) or _versions().by_id.get(version_id)
    if found is None:
        raise Refused([Reason("rules.no_version", {"value": version_id})])
    return found


def versions(kind: str, code: str) -> tuple[Version[Rule], ...]:
    """Every version of a rule, the newest first; empty for an unknown one."""
    return _versions().by_code.get((kind, code), ())


def _in_force(found: tuple[Version[Rule], ...], as_of: dt.datetime) -> Version[Rule] | None:
    """The newest version that was activated by then and whose date in force has come."""
    on = local(as_of).date()
    return next((one for one in found if one.activated_at <= as_of and one.in_force_on <= on), None)


@dataclass(frozen=True)
class InForce:
    """Every version in force at one moment, one for each rule, by kind and code: asked for once, read many times."""

    as_of: dt.datetime
    versions: tuple[Version[Rule], ...]

    def kinds(self) -> tuple[Version[KindRule], ...]:
        """The kinds, by code."""
        return tuple(cast("Version[KindRule]", one) for one in self.versions if one.kind == "kind")

    def scheme(self, code: str) -> Scheme:
        """The lighting scheme `code`. Raises Refused when there is none."""
        return cast("SchemeRule", self._find("scheme", code).rule).scheme

    def ladder(self, code: str) -> tuple[Rung, ...]:
        """The ladder `code`. Raises Refused when there is none."""
        return cast("LadderRule", self._find("ladder", code).rule).rungs

    def calendar(self, area_code: str) -> Calendar:
        """The working days of an area; as the function of this name."""
        held = tuple(one for one in self.versions if one.kind == "calendar")
        return _calendar(area_code, tuple(one.hash for one in held))

    def _find(self, kind: str, code: str) -> Version[Rule]:
        found = next((one for one in self.versions if (one.kind, one.code) == (kind, code)), None)
        if found is None:
            raise _none_in_force(kind, code, self.as_of)
        return found


def in_force(as_of: dt.datetime) -> InForce:
    """What is in force at `as_of`. One small query."""
    return InForce(as_of, active(as_of))


def active(as_of: dt.datetime) -> tuple[Version[Rule], ...]:
    """Every version in force at `as_of`, one for each rule, by kind and code."""
    found = (_in_force(all_of_it, as_of) for all_of_it in _versions().by_code.values())
    return tuple(one for one in found if one is not None)


def _rule(kind: str, code: str, as_of: dt.datetime) -> Version[Rule]:
    found = _in_force(versions(kind, code), as_of)
    if found is None:
        raise _none_in_force(kind, code, as_of)
    return found


def _none_in_force(kind: str, code: str, as_of: dt.datetime) -> Refused:
    values = {"rule_kind": kind, "value": code, "on": local(as_of).date().isoformat()}
    return Refused([Reason("rules.none_in_force", values)])


def clock_rule(code: str, as_of: dt.datetime) -> Version[ClockRule]:
    """The clock rule `code` in force at `as_of`. Raises Refused when there is none."""
    return cast("Version[ClockRule]", _rule("clock", code, as_of))


def kind_rule(code: str, as_of: dt.datetime) -> Version[KindRule]:
    """The kind `code` in force at `as_of`. Raises Refused when there is none."""
    return cast("Version[KindRule]", _rule("kind", code, as_of))


def clock_by_id(version_id: int) -> ClockRule:
    """The clock rule of a version. Raises Refused for another kind of rule."""
    rule = rule_version(version_id).rule
    if not isinstance(rule, ClockRule):
        raise Refused([Reason("rules.no_version", {"value": version_id})])
    return rule


def kind_by_id(version_id: int) -> KindRule:
    """The kind of a version. Raises Refused for another kind of rule."""
    rule = rule_version(version_id).rule
    if not isinstance(rule, KindRule):
        raise Refused([Reason("rules.no_version", {"value": version_id})])
    return rule


def clocks(as_of: dt.datetime) -> tuple[Version[ClockRule], ...]:
    """The clock rules in force, by code."""
    return tuple(cast("Version[ClockRule]", one) for one in active(as_of) if one.kind == "clock")


def kinds(as_of: dt.datetime) -> tuple[Version[KindRule], ...]:
    """The kinds in force, by code."""
    return tuple(cast("Version[KindRule]", one) for one in active(as_of) if one.kind == "kind")


def scheme(code: str, as_of: dt.datetime) -> Scheme:
    """The lighting scheme `code` in force at `as_of`. Raises Refused when there is none."""
    return cast("SchemeRule", _rule("scheme", code, as_of).rule).scheme


def ladder(code: str, as_of: dt.datetime) -> tuple[Rung, ...]:
    """The ladder `code` in force at `as_of`. Raises Refused when there is none."""
    return cast("LadderRule", _rule("ladder", code, as_of).rule).rungs


def calendar(area_code: str, as_of: dt.datetime) -> Calendar:
    """The working days of an area (GB/T 2260 code, or `cn`) as they were announced by `as_of`.

    Years without a file are provisional; without any file all are.
    """
    return in_force(as_of).calendar(area_code)


@lru_cache(maxsize=256)
def _calendar(area_code: str, hashes: tuple[str, ...]) -> Calendar:
    return calendars.build([cast("CalendarRule", _files[one].rule) for one in hashes], area_code)
