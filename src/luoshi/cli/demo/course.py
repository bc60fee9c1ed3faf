"""The steps that a line's course is put together from, each at a moment when an office would take it."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from luoshi.cli.demo import book, content
from luoshi.cli.demo.acts import Act
from luoshi.cli.demo.frame import Frame, moment
from luoshi.cli.demo.lines import Line
from luoshi.clock.civil import DAY, local
from luoshi.rulebook.planning import PlannedDuty

_MINUTE = dt.timedelta(minutes=1)
_METHODS = ("paper", "paper", "paper", "phone", "on_site", "third_party")
_GRADES = {
    2: ("excellent", "good", "good"),
    1: ("good", "good", "good", "excellent", "pass"),
    0: ("pass", "pass", "good"),
}


class Course:
    """The acts of one line in the order they are added; one that falls on or after the visitor's day is not taken.

    `progress` is the share reported last, basis points.
    """

    def __init__(self, line: Line, frame: Frame, handed_at: dt.datetime) -> None:
        self.line = line
        self.frame = frame
        self.handed_at = handed_at
        self.lead = line.lead
        self.due_on = line.due_on
        self.chance = frame.random("course", line.key)
        self.words: Mapping[str, Any] = content.wording()
        self.acts: list[Act] = []
        self.progress = 0
        self.nodes: list[dt.date] = []  # dates of the plan's nodes that are not reached yet
        self.reached = 0
        self._duties: tuple[PlannedDuty, ...] | None = None
        party = line.office == "DW"
        self.officer = "party_officer" if party else self.chance.choice(("officer1", "officer2"))
        self.director = "party_director" if party else "director"

    @property
    def liaison(self) -> str:
        """Key of the lead unit's liaison."""
        return f"{self.lead}:liaison"

    @property
    def head(self) -> str:
        """Key of the lead unit's head."""
        return f"{self.lead}:head"

    @property
    def quality(self) -> int:
        """How punctual the lead unit is."""
        return content.county().quality(self.lead)

    def take(self, at: dt.datetime, who: str, verb: str, **args: Any) -> bool:
        """Add an act unless its moment has not come when the visitor does; whether it was taken."""
        if at >= self.frame.ends_at:
            return False
        self.acts.append(Act(at, who, verb, self.line.key, args))
        return True

    def duties(self) -> tuple[PlannedDuty, ...]:
        """What the line owes by the rules, earliest first."""
        if self._duties is None:
            self._duties = book.owed(self.line, self.handed_at, self.frame.calendar, self.frame.as_of + DAY * 40)
        return self._duties

    def forget_duties(self) -> None:
        """What was owed is owed anew: another unit leads, from another moment."""
        self._duties = None

    def day(self, at: dt.datetime, working_days: int) -> dt.date:
        """The date `working_days` after the moment `at`."""
        return self.frame.after(local(at).date(), working_days)

    def at(self, on: dt.date, *, early: bool = False) -> dt.datetime:
        """An office hour of `on`, or of the next working day."""
        return moment(self.frame.working(on), self.chance, early=early)

    def soon(self, at: dt.datetime, minutes: int) -> dt.datetime:
        """So many minutes after `at`, on the next working morning when the office has closed by then."""
        later = at + _MINUTE * minutes
        if local(later).hour < 18 and local(later).date() == local(at).date():
            return later
        return self.at(self.day(at, 1), early=True)

    def ahead(self, at: dt.datetime, minutes: int) -> dt.datetime:
        """So many minutes before `at`, on the working day before when the office was not open yet."""
        earlier = at - _MINUTE * minutes
        if local(earlier).hour >= 8:
            return earlier
        return self.at(self.frame.calendar.add_working_days(local(at).date(), -1))

    def say(self, table: str, name: str, **values: str) -> str:
        """A sentence of the wording, filled in for this line."""
        text: str = self.chance.choice(self.words[table][name])
        others = self.line.co or ("相关单位",)
        given = {"title": self.line.title, "lead": self.lead, "co": self.chance.choice(others), **values}
        return text.format(**given)

    def files(self, unit: str, at: dt.datetime) -> tuple[tuple[str, str], ...]:
        """The evidence of a unit at a moment: (unit, quarter); one file of both serves many lines (R3-07)."""
        on = local(at)
        return ((unit, f"{on.year}年第{(on.month + 2) // 3}季度"),)

    def sign(self, at: dt.datetime, units: Sequence[str]) -> None:
        """Each unit's liaison signs for the line a while after `at`."""
        for unit in units:
            # A unit opens its box once: it signs for all that was handed over together at one moment.
            chance = self.frame.random("sign", unit, at)
            quick = content.county().quality(unit) > 0 or chance.random() < 0.7
            minutes = chance.randrange(20, 240) if quick else chance.randrange(300, 1500)
            when = self.soon(at, minutes) if minutes < 1000 else self.at(self.day(at, 2), early=True)
            self.take(when, f"{unit}:liaison", "sign_for")

    def share(self, at: dt.datetime, pace: float = 1.0) -> int:
        """Basis points done by `at` when the work runs at `pace` times the plan; never less than said before."""
        start = local(self.handed_at).date()
        end = self.due_on or dt.date(start.year, 12, 31)
        if start.month <= 3 and (end.month, end.day) == (12, 31) and self.line.kind == "report_task":
            start = dt.date(start.year, 1, 1)
        whole = max(1, (end - start).days)
        done = (local(at).date() - start).days / whole
        jitter = self.chance.uniform(0.0, 0.06)
        percent = min(95, int(100 * (done * pace + (jitter + 0.03 if pace >= 1 else 0))))
        self.progress = max(self.progress, percent * 100)
        return self.progress

    def report(self, at: dt.datetime, pace: float = 1.0, *, until: dt.date | None = None) -> bool:
        """The lead unit reports how far it is, and the plan's nodes that fall due by `until` as reached."""
        progress = self.share(at, pace)
        nodes = [on for on in self.nodes if until is not None and on <= until]
        stage = "early" if progress < 2500 else "mid" if progress < 8000 else "late"
        if pace < 0.9 and stage != "early":
            stage = "slow"
        text = self.say("report", stage, percent=f"{progress // 100}%")
        problems, following = self.say("report", "problems"), self.say("report", "next_step")
        args: dict[str, Any] = {"problems": problems, "next_step": following}
        if nodes:
            self.nodes = self.nodes[len(nodes) :]
            args["nodes"] = tuple(range(self.reached, self.reached + len(nodes)))
            self.reached += len(nodes)
        return self.take(at, self.liaison, "report", text=text, progress=progress, **args)

    def finish_parts(self, before: dt.datetime) -> None:
        """Each co-unit does its part a few days before `before`."""
        for unit in self.line.co:
            on = max(local(before).date() - DAY * self.chance.randrange(2, 9), self.day(self.handed_at, 2))
            when = min(self.at(on), self.ahead(before, self.chance.randrange(15, 120)))
            if self.chance.random() < 0.06:
                self.take(when, self.officer, "waive_part", unit=unit, reason=self.words["reason"]["waive"])
            else:
                self.take(when, f"{unit}:liaison", "finish_part", text=self.say("part", "done"))

    def submit(self, at: dt.datetime) -> bool:
        """The lead unit asks to conclude, with its evidence."""
        text = self.say("submit", "statement")
        return self.take(at, self.head, "submit", statement=text, files=self.files(self.lead, at))

    def verify(self, at: dt.datetime, *, passed: bool) -> bool:
        """An officer looks."""
        method = self.chance.choice(_METHODS)
        note = self.say("verify", method if passed else "failed")
        return self.take(at, self.officer, "verify", method=method, passed=passed, note=note)

    def send_back(self, at: dt.datetime) -> dt.datetime:
        """Look, fail, return; the moment of the return."""
        looked = self.at(self.day(at, self.chance.choice((1, 2))), early=True)
        self.verify(looked, passed=False)
        returned = self.soon(looked, 70)
        self.take(returned, self.director, "return_item", reason=self.say("verify", "returned"))
        return returned

    def finish(self, at: dt.datetime, *, returned: bool = False) -> dt.datetime:
        """Parts, submission, verification, conclusion, striking off; the moment of the last."""
        self.finish_parts(at)
        if self.nodes:
            self.report(self.ahead(at, 35), until=max(self.nodes))
        self.submit(at)
        if returned:
            back = self.send_back(at)
            self.progress = 9000
            self.report(self.at(self.day(back, 2), early=True))
            at = self.at(self.day(back, 4))
            self.submit(at)
        looked = self.at(self.day(at, self.chance.choice((1, 1, 2, 3))))
        self.verify(looked, passed=True)
        concluded = self.at(self.day(looked, self.chance.choice((1, 1, 2))), early=True)
        late = self.due_on is not None and local(at).date() > self.due_on
        grade = "pass" if late else self.chance.choice(_GRADES[self.quality])
        self.take(concluded, self.officer, "conclude", grade=grade)
        struck = self.at(self.day(concluded, self.chance.choice((1, 2, 3))))
        # An instruction is struck off when the leader who gave it has nothing to add (R3-04).
        silent = {"no_further_word": True} if self.line.kind == "instruction" else {}
        self.take(struck, self.director, "strike_off", **silent)
        return struck

    def hand_in_plan(self, at: dt.datetime, dates: Sequence[dt.date]) -> bool:
        """The lead unit hands in a plan with nodes on these dates, weighted as the quarter curve has it."""
        weights = {1: (10_000,), 2: (5000, 5000), 3: (3000, 4000, 3000), 4: (2000, 3000, 2500, 2500)}[len(dates)]
        words = self.words["plan"]
        first = 4 - len(dates)
        nodes = tuple(
            {"title": words["node"][n], "standard": words["standard"][n], "due_on": on, "weight": weights[n - first]}
            for n, on in enumerate(dates, first)
        )
        return self.take(at, self.head, "hand_in_plan", nodes=nodes, note=words["note"])

    def plan(self, at: dt.datetime, dates: Sequence[dt.date]) -> None:
        """A plan handed in, and approved by the leader in charge a day or two later: its nodes are owed from then."""
        if self.hand_in_plan(at, dates):
            approved = self.at(self.day(at, self.chance.choice((1, 1, 2))))
            if self.take(approved, self.line.leader, "approve_plan"):
                self.nodes = list(dates)


def spread(start: dt.date, end: dt.date, count: int) -> tuple[dt.date, ...]:
    """`count` dates from `start` to `end`, evenly; the last is `end`. Fewer where there is no room."""
    days = (end - start).days
    count = max(1, min(count, days // 12))
    return tuple(start + DAY * (days * n // count) for n in range(1, count + 1))


def punctual(course: Course, duty: PlannedDuty, chance: Random) -> dt.datetime:
    """When a unit does what `duty` asks: within its last days, seldom a day or two after them."""
    late = chance.random() < {2: 0.01, 1: 0.04, 0: 0.15}[course.quality]
    on = course.frame.working(duty.due.on, back=True)
    if late:
        return course.at(course.frame.after(duty.due.on, chance.choice((1, 2))), early=True)
    # A unit writes its reports of one date in one go.
    rhythm = course.frame.random("reports", course.lead, duty.due.on)
    back = course.frame.calendar.add_working_days(on, -rhythm.choice((1, 1, 2, 3)))
    if duty.period and len(duty.period) == 7 and back.strftime("%Y-%m") != duty.period:
        back = on
    start = course.day(course.handed_at, 1) if local(course.handed_at).date() < on else on
    return course.at(max(back, min(start, on)))


def owed_by_lead(course: Course) -> Iterator[PlannedDuty]:
    """The reports that the lead unit owes, earliest first; one where several fall on one day."""
    seen: set[dt.date] = set()
    for duty in course.duties():
        if duty.role == "lead" and duty.act in {"arrange", "report"} and duty.due.on not in seen:
            seen.add(duty.due.on)
            yield duty
