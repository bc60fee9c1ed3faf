"""What nobody names is removed after seven days; what anybody names never is."""

import datetime as dt
import os
from collections.abc import Collection
from pathlib import Path

import pytest
from django.conf import settings

from luoshi.record import previews, queries
from luoshi.record.operations import Swept, answer_expunging, keep_file, propose_expunging, sweep_files
from luoshi.record.verification import verify
from tests.record.desk import AT, CLERK, after

pytestmark = pytest.mark.django_db
LATER = AT + dt.timedelta(days=8)
TICK = "system:tick"


def nobody(hashes: Collection[str]) -> frozenset[str]:
    return frozenset()


def everybody(hashes: Collection[str]) -> Collection[str]:
    return hashes


def aged(path: Path, at: dt.datetime = AT) -> Path:
    """As if the bytes had been written at a moment."""
    os.utime(path, (at.timestamp(), at.timestamp()))
    return path


def kept(content: bytes) -> str:
    hash = keep_file(content=content, name="材料.txt", at=AT, actor=CLERK).hash
    aged(queries.file_path(hash))
    return hash


def stray(name: str, at: dt.datetime = AT) -> Path:
    path = Path(settings.LUOSHI_FILES) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"left by a process that was killed")
    return aged(path, at)


def test_a_file_that_nobody_names_goes_after_seven_days_with_an_event() -> None:
    named, lost = kept(b"named"), kept(b"lost")
    stored = queries.stored_file(lost)
    assert stored is not None
    previews.make(stored)
    early = sweep_files(at=AT + dt.timedelta(days=6), actor=TICK, named=lambda hashes: {named})
    assert (early, queries.file_path(lost).exists()) == (Swept(), True)
    assert sweep_files(at=LATER, actor=TICK, named=lambda hashes: {named}) == Swept(files=1)
    assert (queries.stored_file(lost), queries.file_path(lost).exists(), previews.find(lost)) == (None, False, None)
    assert queries.file_path(named).exists()
    (told,) = queries.events(stream=f"file:{lost}", as_of=LATER, after=2)
    assert (told.type, told.actor, told.payload["name"]) == ("file.removed", TICK, "材料.txt")
    assert verify().is_whole


def test_a_file_that_was_removed_may_come_again() -> None:
    lost = kept(b"lost")
    sweep_files(at=LATER, actor=TICK, named=nobody)
    assert keep_file(content=b"lost", name="b.txt", at=LATER, actor=CLERK).hash == lost
    assert verify().is_whole


def test_a_file_that_somebody_brings_again_stays() -> None:
    lost = kept(b"lost")
    keep_file(content=b"lost", name="b.txt", at=LATER, actor=CLERK)
    assert sweep_files(at=LATER, actor=TICK, named=nobody) == Swept()
    assert queries.file_path(lost).exists()


def test_a_file_that_is_named_while_it_is_looked_at_stays() -> None:
    lost = kept(b"lost")
    answers = iter((frozenset[str](), frozenset({lost})))
    assert sweep_files(at=LATER, actor=TICK, named=lambda hashes: next(answers)) == Swept()
    assert queries.file_path(lost).exists()


def test_bytes_without_a_row_and_leftovers_go_after_seven_days_and_not_before() -> None:
    names = ("ab/" + "ab" * 32, ".incoming/1234/in", "private/" + "cd" * 16, "../previews/.making/5678/page-1.png")
    old = [stray(name) for name in names]
    young = [stray(name.replace("1234", "9").replace("5678", "9").replace("ab" * 32, "ab" + "cd" * 31).replace(
        "private/cd", "private/ef"), LATER) for name in names]  # fmt: skip
    for path in (old[1].parent, old[3].parent):
        aged(path)
    assert sweep_files(at=LATER, actor=TICK, named=everybody) == Swept(strays=4)
    assert [path.exists() for path in (*old, *young)] == [False] * 4 + [True] * 4


def test_the_folder_is_looked_through_once_a_day() -> None:
    assert sweep_files(at=LATER, actor=TICK, named=nobody) == Swept()
    path = stray("ab/" + "ab" * 32)
    assert sweep_files(at=LATER + dt.timedelta(hours=1), actor=TICK, named=nobody) == Swept()
    assert path.exists()
    assert sweep_files(at=LATER + dt.timedelta(days=1), actor=TICK, named=nobody) == Swept(strays=1)


def test_bytes_of_an_expunged_file_that_outlived_a_crash_go_at_once_and_the_tombstone_stays() -> None:
    gone = kept(b"wrongly loaded")
    proposal = propose_expunging(actor="post:1/person:1", at=AT, file=gone, reason="误传")
    answer_expunging(actor="post:2/person:2", at=after(1), proposal_id=proposal, confirmed=True)
    queries.file_path(gone).write_bytes(b"wrongly loaded")
    assert [one.code for one in verify().findings] == ["verify.file_not_expunged"]
    assert sweep_files(at=after(2), actor=TICK, named=nobody) == Swept(strays=1)
    assert sweep_files(at=LATER, actor=TICK, named=nobody) == Swept()
    assert queries.stored_file(gone) is not None
    assert verify().is_whole


def test_a_file_with_an_open_proposal_stays_for_the_answer() -> None:
    gone = kept(b"wrongly loaded")
    propose_expunging(actor="post:1/person:1", at=AT, file=gone, reason="误传")
    assert sweep_files(at=LATER, actor=TICK, named=nobody) == Swept()
    assert verify().is_whole
