"""A few trials of every kind; `make faults` runs many more (docs/faults.md)."""

import os
from pathlib import Path

import pytest

from tests.faults import breaking, house, trial
from tests.faults.day import Promise

EVERY = tuple(name for name in breaking.FAULTS if name not in breaking.OF_DISKS)


@pytest.mark.journey
@pytest.mark.postgres
def test_what_people_were_told_is_in_the_record_once_whatever_breaks(tmp_path: Path) -> None:
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    database = os.environ["LUOSHI_TEST_DATABASE"]
    faults = EVERY + (tuple(sorted(breaking.OF_DISKS)) if database == "sqlite" and house.can_mount() else ())
    made = house.template(tmp_path / "template", database)
    outcome = trial.trial(tmp_path / "run", made, seed=7, faults=faults, items=2, opened=1)
    assert outcome.against == [], str(outcome)
    assert outcome.told >= 2 * 9 - outcome.gave_up * 9


def told(about: str, **how: object) -> Promise:
    return Promise(about, **how)  # type: ignore[arg-type]


HELD = {
    "acts": {"X-1 item.signed_for post:4": 1, "X-1 item.signed_for post:5": 1, "X-1 item.concluded post:2": 1},
    "posts": {"lead": "post:4", "co": "post:5", "clerk": "post:2"},
    "texts": {"标一": 1, "标二": 2},
    "titles": {},
    "documents": {},
}


@pytest.mark.once
@pytest.mark.parametrize(
    ("promise", "against"),
    [
        (told("act X-1 item.signed_for lead", told=True), 0),
        (told("act X-1 item.signed_for lead", unsure=True), 0),
        (told("act X-1 item.signed_for lead", refused="422"), 1),
        (told("act X-2 item.signed_for lead", told=True), 1),
        (told("act X-2 item.signed_for lead", unsure=True), 0),
        (told("act X-1 item.reported lead 标一", told=True), 0),
        (told("act X-1 item.reported lead 标二", told=True), 1),
        (told("act X-1 item.concluded clerk", unsure=True, refused="422 no"), 1),
        (told("title 标三", told=True), 1),
    ],
)
def test_the_judge_finds_what_was_lost_doubled_or_done_against_its_word(promise: Promise, against: int) -> None:
    held = {**HELD, "texts": {"标一": 1} if "标二" not in promise.about else HELD["texts"]}
    found = trial.compare([promise], held)
    assert min(1, len(found)) == against, found
