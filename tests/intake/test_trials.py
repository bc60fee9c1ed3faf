"""A visitor's workbook for some hours: opened by its ticket alone, gone without a trace."""

import datetime as dt
from pathlib import Path

import pytest

from luoshi.intake import trials
from luoshi.intake.ledgers import Sheet
from luoshi.intake.trials import Ticket, Trial

AT = dt.datetime(2026, 3, 2, 1, tzinfo=dt.UTC)
TRIAL = Trial("台账.xlsx", (Sheet("表1", [["任务", "单位"], ["修建白杨桥", "县水利局"]], merged=[(0, 0, 0, 1)]),))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: object) -> Path:
    settings.LUOSHI_HOME = tmp_path  # type: ignore[attr-defined]
    return tmp_path


def test_a_trial_opens_with_its_ticket_and_says_nothing_without(home: Path) -> None:
    ticket = trials.keep(TRIAL, at=AT)
    assert trials.find(ticket, at=AT) == TRIAL
    assert trials.find(Ticket(ticket.name, "00" * 32), at=AT) is None
    assert trials.find(Ticket("../secrets/key", ticket.key), at=AT) is None
    (kept,) = [path for path in home.rglob("*") if path.is_file()]
    assert "水利".encode() not in kept.read_bytes()
    assert kept.stat().st_mode & 0o077 == 0


def test_what_is_put_right_stays_with_the_trial_and_removal_leaves_nothing(home: Path) -> None:
    ticket = trials.keep(TRIAL, at=AT)
    trials.put(ticket, Trial(TRIAL.name, TRIAL.sheets, {"m": ("task", "lead")}))
    found = trials.find(ticket, at=AT)
    assert found is not None
    assert found.settled == {"m": ("task", "lead")}
    trials.drop(ticket)
    assert trials.find(ticket, at=AT) is None
    assert not [path for path in home.rglob("*") if path.is_file()]


def test_a_trial_ends_by_itself(home: Path) -> None:
    ticket = trials.keep(TRIAL, at=AT)
    later = AT + dt.timedelta(hours=5)
    assert trials.sweep(at=AT) == 0
    assert trials.find(ticket, at=later) is None
    trials.keep(TRIAL, at=AT)
    assert trials.sweep(at=later) == 1
    assert not [path for path in home.rglob("*") if path.is_file()]
