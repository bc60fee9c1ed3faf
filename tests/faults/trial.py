"""One trial: a house, a day, some faults; then everything is judged."""

import json
import random
import shutil
import signal
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults import breaking
from tests.faults.day import Day, Promise
from tests.faults.house import House, Template, can_mount, house

#: A form takes a fraction of a second: a fault falls before it, into it or behind it.
_SECONDS_LATER = 0.3
_SECONDS_TO_WAIT = 60.0
_SECONDS_TO_FINISH = 120.0


@dataclass
class Outcome:
    """What came of a trial; it holds when `against` is empty."""

    seed: int
    faults: tuple[str, ...]
    told: int = 0
    unsure: int = 0
    refused: int = 0
    errors: int = 0
    gave_up: int = 0
    seconds: float = 0.0
    #: Why courses of acts ended early: told by `--why`.
    why: list[str] = field(default_factory=list)
    against: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        said = (
            f"seed {self.seed}: {'+'.join(self.faults)}: {self.told} told, {self.unsure} unsure, "
            f"{self.refused} refused, {self.errors} error pages, {self.gave_up} gave up, {self.seconds:.1f} s"
        )
        return "\n  AGAINST ".join([said, *self.against])


def drawn_faults(seed: int, only: Sequence[str] = ()) -> tuple[str, ...]:
    """One to three faults of this seed; those of disks only where a disk can be made."""
    possible = [name for name in (only or breaking.FAULTS) if name not in breaking.OF_DISKS or can_mount()]
    chance = random.Random(seed)
    return tuple(chance.choice(possible) for _ in range(chance.choice([1, 1, 2, 2, 3])))


def trial(
    folder: Path, made: Template, *, seed: int, faults: Sequence[str], items: int = 4, opened: int = 2
) -> Outcome:
    """Play the day of `seed` with these faults in a house below `folder`; the folder stays when something is wrong."""
    began, chance = time.monotonic(), random.Random(seed)
    outcome = Outcome(seed, tuple(faults))
    place = house(folder, made, with_disk=bool(breaking.OF_DISKS & set(faults)))
    try:
        place.open()
        day = Day(place.address, made.numbers[:items], f"标{seed}·", opened)
        day.begin()
        _break(place, day, faults, chance)
        day.end(_SECONDS_TO_FINISH)
        _count(outcome, day)
        code = place.close()
        if code not in (0, -signal.SIGTERM):  # the latter while it was still starting
            outcome.against.append(f"asked to stop, the service ended with {code}")
        _judge(outcome, place, day)
    finally:
        place.remove()
        outcome.seconds = time.monotonic() - began
    if not outcome.against:
        shutil.rmtree(folder, ignore_errors=True)
    return outcome


def _break(place: House, day: Day, faults: Sequence[str], chance: random.Random) -> None:
    """Break at moments of the day that the seed chose: when so many forms were answered, and a little later.

    Counted in forms and not in seconds, so that a slow machine breaks in the middle of the day too.
    """
    moments = sorted(chance.uniform(0, 0.9) * day.forms for _ in faults)
    for moment, name in zip(moments, faults, strict=True):
        until = time.monotonic() + _SECONDS_TO_WAIT
        while day.told < moment and not day.is_over and time.monotonic() < until:
            time.sleep(0.005)
        time.sleep(chance.uniform(0, _SECONDS_LATER))
        breaking.FAULTS[name](place, chance)


def _count(outcome: Outcome, day: Day) -> None:
    promises = day.heard.promises
    outcome.told = sum(one.told for one in promises)
    outcome.unsure = sum(one.unsure for one in promises)
    outcome.refused = sum(bool(one.refused) for one in promises)
    outcome.errors, outcome.gave_up = day.heard.faults, len(day.gave_up)
    outcome.why = day.gave_up
    outcome.against += day.heard.troubles


def _judge(outcome: Outcome, place: House, day: Day) -> None:
    """The record is whole, holds what was promised once, and a tick finds nothing to do twice."""
    told = place.ask("tests.faults.office", "judge", module=True)
    if told.returncode:
        outcome.against.append(f"it cannot be judged: {told.stderr[-1500:]}")
        return
    found = json.loads(told.stdout)
    for name, one in zip(("verify", "tick", "a second tick"), found["commands"], strict=True):
        if one["code"]:
            outcome.against.append(f"{name}: {one['code']} {one['said']}")
    outcome.against += compare(day.heard.promises, found["tally"])
    if "Traceback" in place.log.read_text(encoding="utf-8", errors="replace"):
        outcome.against.append(f"a traceback in {place.log}")


def compare(promises: Sequence[Promise], held: Mapping[str, Any]) -> list[str]:
    """Where the record differs from what people were told."""
    against = []
    for about, ones in _grouped(promises).items():
        found = _found(about, held)
        least, most = sum(one.told for one in ones), sum(one.told or one.unsure for one in ones)
        if not least <= found <= most:
            against.append(f"{about}: told {least} times, perhaps {most}, found {found}")
        elif found > least and any(one.unsure and one.refused[:1] == "4" for one in ones):
            against.append(f"{about}: done, but whoever sent it again was told {ones[-1].refused}")
    doubled = [text for kind in ("texts", "titles", "documents") for text, n in held[kind].items() if n > 1]
    return against + [f"doubled: {text}" for text in doubled if text.startswith("标")]


def _grouped(promises: Sequence[Promise]) -> dict[str, list[Promise]]:
    grouped: dict[str, list[Promise]] = {}
    for one in promises:
        grouped.setdefault(one.about, []).append(one)
    return grouped


def _found(about: str, held: Mapping[str, Any]) -> int:
    """How often the record holds what a form was about."""
    kind, _, rest = about.partition(" ")
    if kind == "title":
        return int(held["titles"].get(rest, 0))
    if kind == "document":
        return int(held["documents"].get(rest, 0))
    number, event, login, *text = rest.split(" ", 3)
    if event == "item.reported":
        return int(held["texts"].get(text[0], 0))
    # Each of these is done by one post of the trial only, so the type tells whose it was, but for signing.
    posts = Counter({key: n for key, n in held["acts"].items() if key.startswith(f"{number} {event} ")})
    if event == "item.signed_for":
        ordered = sorted(posts.items())
        return next((n for key, n in ordered if key.endswith(held["posts"][login])), 0)
    return sum(posts.values())
