"""What becomes of the sample items over one year, act by act through the ledger's own operations."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tools.bench import founding, words
from tools.bench.founding import Founded, Member
from tools.bench.moment import NOW

from luoshi.ledger import operations as ledger
from luoshi.ledger.models import Item, Node
from luoshi.supervision import operations as supervision

_FIRST = dt.date(2026, 1, 6)
_KINDS = ("matter", "meeting_decision", "matter", "instruction", "matter")
REPORTS = 11


@dataclass(slots=True)
class Course:
    """One sample item: who works on it, how it ends, how many clones it gets; `said` are the texts it used."""

    number: int
    clones: int
    office: founding.Office
    parts: tuple[tuple[int, int], ...]  # (group, place) of the lead, then of the co-units
    kind: str
    opened_on: dt.date
    due_on: dt.date
    reports: int = REPORTS
    has_plan: bool = False
    fate: str = "open"  # open, suspended, submitted, closed
    said: dict[str, int] = field(default_factory=dict)  # text → its place among the course's texts; the title is 0
    item_id: int = 0
    item_number: str = ""
    plan_id: int = 0

    def text(self, place: int) -> str:
        """The `place`-th text of the sample item itself."""
        made = words.texts()[(self.number * 7919 + place * 104_729) % words.TEXTS]
        self.said[made] = place
        return made

    def title(self) -> str:
        """The sample item's title."""
        made = words.titles()[self.number * 37 % words.TITLES]
        self.said[made] = 0
        return made


Step = tuple[dt.datetime, Callable[[dt.datetime], object]]


def courses(founded: Founded, *, city: int, county: int, ended: int, clones: int, long: int = 140) -> list[Course]:
    """`city` open items of the city's office, `county` of the counties', `ended` concluded ones; `clones` of each.

    The last is one item with `long` reports: 200 events as it stands.
    """
    made = []
    for n in range(city + county + ended):
        is_county = city <= n < city + county
        group = n % founding.COUNTIES if is_county else n % len(founded.groups)
        office = founded.offices[1 + group] if is_county else founded.offices[0]
        opened_on = _FIRST + dt.timedelta(days=n * 37 % 250)
        is_ended = n >= city + county
        made.append(
            Course(
                n, clones, office, _parts(n, group, founded, alone=is_county),
                "report_task" if n % 12 == 5 and not is_ended else _KINDS[n % 5], opened_on, _due_on(n, opened_on),
                reports=REPORTS + n % 2,
                has_plan=n % 8 == 1 and not is_ended, fate="closed" if is_ended else _fate(n),
            )
        )  # fmt: skip
    n = city + county + ended
    long = Course(n, 1, founded.offices[0], _parts(n, 0, founded), "matter", _FIRST, dt.date(2027, 6, 30), reports=188)
    return [*made, long]


def _fate(n: int) -> str:
    return "suspended" if n % 25 == 24 else "submitted" if n % 25 == 12 else "open"


def _parts(n: int, group: int, founded: Founded, *, alone: bool = False) -> tuple[tuple[int, int], ...]:
    """A lead and, for every second item, one or two co-units; co-units of another group, of the own where `alone`."""
    n_groups = len(founded.groups)
    co = [
        (group if alone else (group + one) % n_groups, (n * 11 + 7 * one) % 30)
        for one in range(1, (0, 1, 0, 2)[n % 4] + 1)
    ]
    return ((group, n * 11 % 30), *co)


def _due_on(n: int, opened_on: dt.date) -> dt.date:
    """One in seven late by now, some soon, most within the next year."""
    today = NOW.date()
    late, soon = today - dt.timedelta(days=n * 7 % 60 + 1), today + dt.timedelta(days=n % 5)
    far = today + dt.timedelta(days=12 + n * 53 % 360)
    due = late if n % 7 == 3 else soon if n % 14 == 5 else far
    return max(due, opened_on + dt.timedelta(days=30))


def steps(founded: Founded, every: list[Course]) -> list[Step]:
    """Every act of every course with its moment, in the order of time; the watcher looks once each working morning."""
    made = [step for course in every for step in _steps(founded, course)]
    day = _FIRST
    while day <= NOW.date():
        if day.weekday() < 5:
            made.append((_at(day, 1, 30), _look))
        day += dt.timedelta(days=1)
    # Sorting is stable and the keys are moments alone: acts of one moment stay in the order of the courses.
    return sorted((step for step in made if step[0] <= NOW), key=lambda step: step[0])


def _at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    """A moment of working hours, UTC."""
    return dt.datetime.combine(day, dt.time(hour, minute), dt.UTC)


def _look(at: dt.datetime) -> None:
    while supervision.look(at=at, actor=founding.FOUNDER, limit=500).duties == 500:
        pass


def _steps(founded: Founded, course: Course) -> Iterator[Step]:
    members = [founded.groups[group][place] for group, place in course.parts]
    leader = founded.leaders[course.parts[0][0]]
    day, minute = course.opened_on, course.number % 50
    lead, clerk = members[0], course.office.clerk

    def version() -> int:
        return Item.objects.values_list("version", flat=True).get(pk=course.item_id)

    yield _at(day, 2, minute), lambda at: _open(course, members, at)
    yield (
        _at(day, 3, minute),
        lambda at: ledger.edit_item(
            actor=clerk, at=at, item_id=course.item_id, version=version(), changes={"acceptance": course.text(1)}
        ),
    )
    yield _at(day, 6, minute), lambda at: ledger.hand_over(actor=clerk, at=at, items=[(course.item_id, version())])
    signing = day + dt.timedelta(days=3 if course.number % 9 == 0 else 1)
    for member in members:
        yield (
            _at(signing, 2, minute),
            lambda at, one=member: ledger.sign_for(actor=one.liaison, at=at, item_id=course.item_id),
        )
    if course.has_plan or course.kind == "report_task":
        yield _at(day + dt.timedelta(days=5), 2, minute), lambda at: _plan(course, lead, at)
        yield (
            _at(day + dt.timedelta(days=7), 2, minute),
            lambda at: ledger.approve_plan(actor=leader, at=at, plan_id=course.plan_id),
        )
    yield from _working(founded, course, members)
    yield from _ending(course, lead, version)


def _open(course: Course, members: list[Member], at: dt.datetime) -> None:
    opened = ledger.open_item(
        actor=course.office.clerk,
        at=at,
        kind=course.kind,
        title=course.title(),
        issuing_office_id=course.office.id,
        basis=ledger.Basis(
            title="柳原市人民政府2026年工作安排", clause=f"第{course.number % 9 + 1}部分", quote=course.text(2)
        ),
        assignments=[
            ledger.AssignmentSpec(role="co" if place else "lead", unit_id=one.unit_id)
            for place, one in enumerate(members)
        ],
        due_on=course.due_on,
        facts=_facts(course),
        urgency="urgent" if course.number % 6 == 0 else "normal",
        klass="key" if course.number % 8 == 0 else "ordinary",
        acceptance="按期办结",
    )
    course.item_id, course.item_number = opened.id, opened.number


def _facts(course: Course) -> dict[str, Any]:
    """One filterable fact of the kind."""
    return {
        "matter": {"origin": f"第{course.number % 7}次市长办公会"},
        "meeting_decision": {"meeting_session": f"第{course.number % 12 + 1}次"},
        "instruction": {"instructed_by": "市长"},
        "report_task": {"aspect": f"第{course.number % 5 + 1}方面"},
    }[course.kind]


def _plan(course: Course, lead: Member, at: dt.datetime) -> None:
    last = course.due_on
    first = min(at.date() + dt.timedelta(days=10), last)
    nodes = [
        ledger.NodeSpec(course.text(3 + n), first + (last - first) * n // 2, weight=weight)
        for n, weight in enumerate((3000, 3000, 4000))
    ]
    course.plan_id = ledger.hand_in_plan(actor=lead.liaison, at=at, item_id=course.item_id, nodes=nodes)


def _working(founded: Founded, course: Course, members: list[Member]) -> Iterator[Step]:
    """Reports, evenly from the second week until now, every third with evidence; the co-units say theirs, too."""
    begin = course.opened_on + dt.timedelta(days=9)
    span = (min(NOW.date(), begin + dt.timedelta(days=310)) - begin).days
    minute = course.number % 50
    for n in range(course.reports):
        day = begin + dt.timedelta(days=span * n // course.reports)
        files = (founded.files[n % 5],) if n % 3 == 2 else ()
        hour, extra = 7 + n % 2, n * 3 % 10
        yield (
            _at(day, hour, (minute + extra) % 60),
            lambda at, n=n, files=files: ledger.report(
                actor=members[0].liaison, at=at, item_id=course.item_id, text=course.text(10 + n),
                progress=min(9000, 9000 * (n + 1) // course.reports), files=files, node_ids=_reached(course, at),
            ),
        )  # fmt: skip
        if n % 3 == 1:
            yield (
                _at(day + dt.timedelta(days=1), 3, minute),
                lambda at, n=n: ledger.attach(
                    actor=members[0].liaison, at=at, item_id=course.item_id,
                    file_hash=founded.files[n % 5][0], name=founded.files[n % 5][1],
                ),
            )  # fmt: skip
    for place, member in enumerate(members[1:]):
        for n in range(3):
            yield (
                _at(begin + dt.timedelta(days=2 + span * n // 4), 4 + place, minute),
                lambda at, member=member, n=n: ledger.report(
                    actor=member.liaison, at=at, item_id=course.item_id, text=course.text(300 + n)
                ),
            )
        yield (
            _at(begin + dt.timedelta(days=3 + span * 4 // 5), 4 + place, minute),
            lambda at, member=member: ledger.finish_part(
                actor=member.liaison, at=at, item_id=course.item_id, text=course.text(310)
            ),
        )


def _reached(course: Course, at: dt.datetime) -> tuple[int, ...]:
    """The nodes of the plan that are due within the month and not reached yet."""
    if not course.plan_id:
        return ()
    due = Node.objects.filter(plan_id=course.plan_id, done_at=None, due_on__lte=at.date() + dt.timedelta(days=30))
    return tuple(due.order_by("ordinal").values_list("pk", flat=True))


def _ending(course: Course, lead: Member, version: Callable[[], int]) -> Iterator[Step]:
    """Suspended, submitted, or concluded and struck off in the last weeks."""
    minute, clerk, director = course.number % 50, course.office.clerk, course.office.director
    if course.fate == "suspended":
        yield (
            _at(NOW.date() - dt.timedelta(days=3), 2, minute),
            lambda at: ledger.suspend(
                actor=director, at=at, item_id=course.item_id, version=version(), reason="等待上级批复",
                review_on=NOW.date() + dt.timedelta(days=60),
            ),
        )  # fmt: skip
    if course.fate not in ("submitted", "closed") or course.has_plan or course.kind == "report_task":
        return
    last = NOW.date() - dt.timedelta(days=4)
    yield (
        _at(last, 2, minute),
        lambda at: ledger.submit(actor=lead.head, at=at, item_id=course.item_id, statement=course.text(320)),
    )
    if course.fate == "submitted":
        return
    yield (
        _at(last + dt.timedelta(days=1), 2, minute),
        lambda at: ledger.verify(
            actor=clerk, at=at, item_id=course.item_id, method="paper", passed=True, note=course.text(321)
        ),
    )
    yield (
        _at(last + dt.timedelta(days=2), 2, minute),
        lambda at: ledger.conclude(actor=clerk, at=at, item_id=course.item_id, version=version(), grade="good"),
    )
    yield (
        _at(last + dt.timedelta(days=3), 2, minute),
        lambda at: ledger.strike_off(
            actor=director, at=at, item_id=course.item_id, version=version(), no_further_word=True
        ),
    )
