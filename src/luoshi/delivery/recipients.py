"""Whom an event is told to: the table `told.toml` and the organisation on the day."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from importlib import resources

from luoshi.clock.civil import local
from luoshi.org import queries as org
from luoshi.record import queries as record
from luoshi.record.queries import EventRecord


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the table: where the units of an event stand, and which of their posts are told."""

    units: tuple[str, ...]
    to: tuple[str, ...]


@cache
def table() -> Mapping[str, Told]:
    """Event type → who is told."""
    text = resources.files("luoshi.delivery").joinpath("told.toml").read_text("utf-8")
    entries = tomllib.loads(text)["told"]
    return {type: Told(tuple(entry["units"]), tuple(entry["to"])) for type, entry in entries.items()}


@dataclass(slots=True)
class Directory:
    """Looks posts up, and remembers them for one run."""

    _posts: dict[tuple[int, str, date], int | None] = field(default_factory=dict)

    def of(self, event: EventRecord) -> tuple[int, ...]:
        """The ids of the posts that are told of this event, each once; not the one who did it."""
        told = table().get(event.type)
        if told is None:
            return ()
        units = [unit for key in told.units for unit in _units(event, key)]
        found = dict.fromkeys(post for role in told.to for post in self._of_role(event, role, units))
        return tuple(post for post in found if not event.actor.startswith(f"post:{post}/"))

    def _of_role(self, event: EventRecord, role: str, units: Iterable[int]) -> Iterator[int]:
        named = [number for ref in event.payload.get("posts") or () for number in _numbers(ref)]
        if role == "named" and named:
            yield from named
            return
        for unit in units:
            post = self._post(unit, "liaison" if role == "named" else role, event.recorded_at)
            if post is not None:
                yield post

    def _post(self, unit_id: int, role: str, as_of: datetime) -> int | None:
        # The organisation is dated by civil days.
        key = (unit_id, role, local(as_of).date())
        if key not in self._posts:
            self._posts[key] = _find_post(unit_id, role, as_of)
        return self._posts[key]


def _find_post(unit_id: int, role: str, as_of: datetime) -> int | None:
    """The unit's post of this role on the day; its head where it has no such post."""
    if role == "leader":
        leader = org.leader_in_charge(unit_id, as_of)
        return leader.id if leader else None
    found = org.posts_of([unit_id], role, as_of).get(unit_id) or org.head_post(unit_id, as_of)
    return found.id if found else None


def _units(event: EventRecord, key: str) -> list[int]:
    """The unit ids that a key of the payload names, one or a list; `lead` is read off the item's history."""
    said = _lead(event) if key == "lead" else event.payload.get(key)
    refs = said if isinstance(said, list) else [said]
    return [number for ref in refs for number in _numbers(ref)]


def _numbers(ref: object) -> list[int]:
    """[5] of `unit:5`; nothing of anything else."""
    number = str(ref).partition(":")[2]
    return [int(number)] if number.isdecimal() else []


def _lead(event: EventRecord) -> object:
    """The unit that leads the item when this event is written: by the newest event that gave it to somebody."""
    before = record.events(stream=event.stream, as_of=event.recorded_at)
    for one in reversed([one for one in before if one.position <= event.position]):
        if "lead_unit" in one.payload:
            return one.payload["lead_unit"]
        if one.type == "item.handed_over":
            return one.payload.get("unit")
    return None
