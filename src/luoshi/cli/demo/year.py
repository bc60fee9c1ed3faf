"""The whole schedule: which lines there are, what happens to each, in the order of the clock. Pure, no database."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from luoshi.cli.demo import awkward, book, content, matters
from luoshi.cli.demo.acts import Act
from luoshi.cli.demo.course import Course
from luoshi.cli.demo.frame import Frame, moment
from luoshi.cli.demo.gathering import gathered
from luoshi.cli.demo.lines import Line, decision_lines, instruction_lines, report_lines
from luoshi.clock.civil import DAY

INSTRUCTIONS = 50


@dataclass(frozen=True)
class Year:
    """The demo year: its days, its lines by key, its acts in the order of their moments, the stories by line."""

    frame: Frame
    lines: Mapping[str, Line]
    acts: tuple[Act, ...]
    stories: Mapping[str, str]


def plan_year(*, seed: int, as_of: dt.date, scale: int = 1) -> Year:
    """The year that ends when the visitor comes on `as_of`: the same seed and date give the same year.

    `scale` 10 keeps every tenth ordinary line, for tests that want a small one.
    """
    frame = Frame(seed, as_of, book.calendar(content.county().area["code"]))
    listed = [*report_lines(frame), *decision_lines(frame), *instruction_lines(frame, INSTRUCTIONS)]
    chosen, stories = _cast(listed, frame)
    kept = [line for n, line in enumerate(chosen) if n % scale == 0 or line.key in stories]
    handed = {line.key: handed_over_at(line, frame) for line in kept}
    acts: list[Act] = []
    for line in kept:
        course = Course(line, frame, handed[line.key])
        story = stories.get(line.key)
        (story.tell if story else awkward.tell_ordinary)(course)
        acts += course.acts
    extra = matters.lines(frame)
    acts += matters.acts(extra, frame)
    every = [*kept, *extra]
    acts += _openings(every, frame)
    acts += _staff_changes(frame)
    by_key = {line.key: line for line in every}
    return Year(
        frame,
        by_key,
        gathered(sorted(acts, key=lambda act: act.at), by_key),
        {key: story.name for key, story in stories.items()},
    )


def _cast(listed: Iterable[Line], frame: Frame) -> tuple[list[Line], dict[str, awkward.Story]]:
    """Give each awkward story the first fitting line that has none; the lines as their stories change them."""
    lines = list(listed)
    order = list(range(len(lines)))
    frame.random("stories").shuffle(order)
    told: dict[str, awkward.Story] = {}
    for story in awkward.stories():
        place = next((n for n in order if lines[n].key not in told and story.fits(lines[n], frame)), None)
        if place is not None:
            lines[place] = story.change(lines[place], frame)
            told[lines[place].key] = story
    return lines, told


def handed_over_at(line: Line, frame: Frame) -> dt.datetime:
    """When the line is handed over: with all others of its paper, on a morning."""
    return moment(line.handed_on, frame.random("hand_over", line.basis_title, line.handed_on), early=True)


def _openings(lines: Iterable[Line], frame: Frame) -> Iterator[Act]:
    """The lines of one paper are opened together and handed over together."""
    groups: dict[tuple[str, str, dt.date, dt.date, bool], list[Line]] = {}
    for line in lines:
        key = (line.office, line.basis_title, line.opened_on, line.handed_on, bool(line.parent))
        groups.setdefault(key, []).append(line)
    for (office, paper, opened_on, _handed_on, _child), group in groups.items():
        officer, director = ("officer1", "director") if office == "ZF" else ("party_officer", "party_director")
        keys = tuple(line.key for line in group)
        handed_at = handed_over_at(group[0], frame)
        opened_at = moment(opened_on, frame.random("open", paper, opened_on))
        if opened_at >= handed_at:
            opened_at = handed_at - dt.timedelta(minutes=20)
        if group[0].parent:
            # The parent's line must be there first.
            opened_at = max(opened_at, handed_at - dt.timedelta(minutes=5))
        if handed_at < frame.ends_at:
            yield Act(opened_at, officer, "open_items", args={"lines": keys})
            yield Act(handed_at, director, "hand_over", args={"lines": keys})


def _staff_changes(frame: Frame) -> Iterator[Act]:
    """A successor who begins on the visitor's day, and a leader who is away with a stand-in."""
    county = content.county()
    day = frame.calendar.add_working_days(frame.as_of, -1)
    chance = frame.random("staff")
    yield Act(
        moment(day, chance), "security_admin", "succeed",
        args={"post": county.successor["post"], "person": county.successor["person"], "on": frame.as_of},
    )  # fmt: skip
    away = frame.calendar.add_working_days(frame.as_of, -9)
    yield Act(
        moment(away - DAY, chance), "security_admin", "name_stand_in",
        args={
            "post": county.stand_in["post"], "by": county.stand_in["by"],
            "valid_from": away, "valid_to": frame.as_of + DAY * 14,
        },
    )  # fmt: skip
