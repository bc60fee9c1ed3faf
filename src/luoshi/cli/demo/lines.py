"""The lines of the demo's ledger before anything happens to them: tasks, decisions, instructions, carried ones."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from luoshi.cli.demo import content
from luoshi.cli.demo.frame import Frame, said
from luoshi.clock.civil import DAY

_ACCEPTANCE = {
    "project": "建设、施工、监理三方签认的进度或验收资料",
    "policy": "正式印发的文件及文号",
    "fund": "资金指标文件或拨付凭证",
    "check": "问题清单和整改销号表",
    "service": "办理清册（脱敏）和回访记录",
    "event": "工作方案和总结报告",
}


_MEETING_KINDS = {"executive": "executive", "office": "mayor", "party": "special"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the ledger to be.

    `key` names it in the schedule. `kind` is the rulebook's; `office` the issuing office's code; `due_on` None means
    the clock rule or its cadence decides. `opened_on` and `handed_on` are working days. `place` is a paper register's
    for an offline line. `target` and `facts` fill the kind's own fields.
    """

    key: str
    kind: str
    office: str
    title: str
    basis_title: str
    clause: str
    quote: str
    lead: str
    co: tuple[str, ...]
    leader: str
    opened_on: dt.date
    handed_on: dt.date
    due_on: dt.date | None
    acceptance: str
    klass: str = "ordinary"
    urgency: str = "normal"
    term_class: str = "limited"
    clock: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    target: content.Target | None = None
    parent: str = ""
    place: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


def report_lines(frame: Frame) -> Iterator[Line]:
    """The tasks of the work report and the lines carried over from last year's, in their order."""
    opened = frame.after(frame.report_on, 5)
    handed = frame.after(frame.report_on, 8)
    title = f"{frame.report_year}年政府工作报告"
    for number, task in enumerate(content.report_tasks(), 1):
        yield _task(frame, f"R{number:03}", task, title, opened, handed)
    before = f"{frame.report_year - 1}年政府工作报告"
    for number, task in enumerate(content.carried_tasks(), 1):
        # Entered after the report's own tasks, so that those have the first numbers of the year.
        yield _task(frame, f"C{number:02}", replace(task, path="结转事项"), before, frame.after(opened, 1), handed)


def _task(frame: Frame, key: str, task: content.Task, basis: str, opened: dt.date, handed: dt.date) -> Line:
    """A line from a task of the report; a task without an end runs on the monthly cycle."""
    month, _, day = task.due.partition("-")
    due = dt.date(frame.report_year, int(month), int(day)) if task.due else None
    standard = f"{task.target.indicator}以主管部门核定数据为准" if task.target else "完成证明材料，经督查室核查"
    return Line(
        key=key,
        kind="report_task",
        office="ZF",
        title=task.text.rstrip("。"),
        basis_title=basis,
        clause=task.path,
        quote=task.text,
        lead=task.lead,
        co=task.co,
        leader=content.county().leader_of(task.lead),
        opened_on=opened,
        handed_on=handed,
        due_on=due,
        acceptance=standard,
        klass="key" if task.target else "ordinary",
        term_class="limited" if due else "long_term",
        target=task.target,
        facts=_task_facts(task),
    )


def _task_facts(task: content.Task) -> dict[str, str]:
    """The fields of a report task that its sentence fills."""
    part, _, aspect = task.path.partition(" / ")
    facts = {"part": part, "aspect": aspect, "strength": "core" if task.target else "soft"}
    if task.target is None:
        return facts | {"task_type": "task"}
    target = task.target
    figure = {"indicator": target.indicator, "comparator": target.comparator, "target": target.value}
    return facts | figure | {"target_unit": target.unit, "task_type": "both"}


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting to be: when, under which title and office, how many decisions."""

    key: str
    on: dt.date
    title: str
    office: str
    decisions: int


def meetings(frame: Frame) -> tuple[Meeting, ...]:
    """The 27 meetings spread over the year, earliest first."""
    found: list[Meeting] = []
    for series in content.read_toml("meetings.toml")["series"]:
        sizes: Sequence[int] = series["meetings"]
        span = _span(frame)
        offset = {"executive": 0.35, "office": 0.6, "party": 0.5}[series["code"]]
        days = [frame.working(frame.start_on + DAY * int(span * (n + offset) / len(sizes))) for n in range(len(sizes))]
        for n, (on, size) in enumerate(zip(days, sizes, strict=True)):
            same_year = [day for day in days if day.year == on.year]
            ordinal = n + 31 if series["code"] == "executive" else same_year.index(on) + 1
            if on.year == days[0].year and series["code"] != "executive":
                ordinal += len(sizes) - len(same_year)
            title = series["title"].format(ordinal=ordinal, year=on.year)
            found.append(Meeting(f"{series['code']}{n + 1}", on, title, series["office"], size))
    return tuple(sorted(found, key=lambda one: (one.on, one.key)))


def _span(frame: Frame) -> int:
    """Days over which the meetings lie; the last one is a few days old when the visitor comes."""
    return (frame.as_of - frame.start_on).days - 6


@dataclass(frozen=True, slots=True)
class _Matter:
    """Something a meeting may decide: a unit's object of one sort and one clause about it."""

    lead: str
    co: tuple[str, ...]
    sort: str
    item: str
    clause: int


def decision_lines(frame: Frame) -> Iterator[Line]:
    """The 579 decisions of the 27 meetings, meeting by meeting."""
    raw = content.read_toml("decisions.toml")
    held = meetings(frame)
    chosen = _in_order(_drawn(frame, raw, held), raw)
    number = 0
    for meeting, matters in zip(held, chosen, strict=True):
        for place, matter in enumerate(matters, 1):
            number += 1
            yield _decision(frame, raw, meeting, matter, f"M{number:03}", place)


def _drawn(frame: Frame, raw: Mapping[str, Any], held: Sequence[Meeting]) -> list[list[_Matter]]:
    """For every meeting as many different matters as it decides; never two of one object in one meeting."""
    chance = frame.random("decisions")
    pools: list[list[_Matter]] = []
    for one in raw["field"]:
        pool = [
            _Matter(one["lead"], tuple(one["co"]), sort, item, clause)
            for sort, clauses in raw["clauses"].items()
            for item in one.get(sort, ())
            for clause in range(len(clauses))
        ]
        chance.shuffle(pool)
        pools.append(pool)
    found: list[list[_Matter]] = []
    for meeting in held:
        matters: list[_Matter] = []
        while len(matters) < meeting.decisions:
            pool = chance.choices(pools, weights=[len(pool) for pool in pools])[0]
            taken = {matter.item for matter in matters}
            matter = next((matter for matter in pool if matter.item not in taken), None)
            if matter is not None:
                pool.remove(matter)
                matters.append(matter)
        order = [one["lead"] for one in raw["field"]]
        found.append(sorted(matters, key=lambda matter: order.index(matter.lead)))
    return found


def _in_order(chosen: list[list[_Matter]], raw: Mapping[str, Any]) -> list[list[_Matter]]:
    """The same matters with each object's clauses in their natural order: nobody accepts before building."""
    clauses: dict[tuple[str, str], list[int]] = {}
    for matters in chosen:
        for matter in matters:
            clauses.setdefault((matter.lead, matter.item), []).append(matter.clause)
    waiting = {name: iter(sorted(numbers)) for name, numbers in clauses.items()}
    return [
        [replace(matter, clause=next(waiting[matter.lead, matter.item])) for matter in matters] for matters in chosen
    ]


def _decision(frame: Frame, raw: Mapping[str, Any], meeting: Meeting, matter: _Matter, key: str, place: int) -> Line:
    """One decision as the minutes put it, with the date that the sentence names."""
    chance = frame.random(key)
    handed = frame.after(meeting.on, chance.choice((2, 2, 3)))
    due = decision_due(frame, handed, chance)
    co = _some(matter.co, chance)
    clause = raw["clauses"][matter.sort][matter.clause].format(object=matter.item)
    sentence = chance.choice(raw["sentences"]["with_co" if co else "alone"])
    quote = sentence.format(lead=matter.lead, co="、".join(co), due=said(due, meeting.on), clause=clause)
    return Line(
        key=key,
        kind="meeting_decision",
        office=meeting.office,
        title=clause,
        basis_title=meeting.title,
        clause=f"议定事项第{place}项",
        quote=quote,
        lead=matter.lead,
        co=co,
        leader=content.county().leader_of(matter.lead),
        opened_on=frame.after(meeting.on, 1),
        handed_on=handed,
        due_on=due,
        acceptance=_ACCEPTANCE[matter.sort],
        klass="key" if chance.random() < 0.12 else "ordinary",
        facts={
            "meeting_kind": {"executive": "executive", "office": "mayor"}.get(
                meeting.key.rstrip("0123456789"), "special"
            ),
            "meeting_session": meeting.title.removesuffix("纪要"),
            "met_on": meeting.on.isoformat(),
        },
    )


def _some(units: Sequence[str], chance: Random) -> tuple[str, ...]:
    """None, one or two of the units that usually help, in their order."""
    count = min(len(units), chance.choices((0, 1, 2), weights=(50, 40, 10))[0])
    picked = chance.sample(range(len(units)), count)
    return tuple(units[place] for place in sorted(picked))


def decision_due(frame: Frame, handed: dt.date, chance: Random) -> dt.date:
    """A month's end, or its 10th, 15th or 20th, at least ten days after the hand-over."""
    months = chance.choices((0, 1, 2, 3, 4), weights=(30, 44, 16, 7, 3))[0]
    due = frame.month_end(handed, months)
    if chance.random() < 0.5:
        due = due.replace(day=chance.choice((10, 15, 20)))
    return due if (due - handed).days >= 10 else frame.month_end(handed, months + 1)


def instruction_lines(frame: Frame, count: int) -> Iterator[Line]:
    """Leaders' instructions over the last ten months: each with its cause, most of them ordinary 13710 matters."""
    listed = content.read_toml("instructions.toml")["line"]
    # Only a matter of some place comes up twice, each time in another one.
    causes = [*listed, *[one for one in listed if "{place}" in one["ask"]] * 2]
    places = [unit.short for unit in content.county().of_kind("township")]
    seen: dict[str, int] = {}
    for number in range(1, count):
        cause = causes[(number - 1) % len(causes)]
        turn = seen.get(cause["lead"], 0)
        seen[cause["lead"]] = turn + 1
        on = frame.working(frame.as_of - DAY * (2 + int(300 * (count - number + 0.3) / count)), back=True)
        yield _instruction(frame, number, cause, places[(turn * 4 + number) % len(places)], on)
    # The newest one came in on the day before: the visitor may still sign for it.
    newest = next(one for one in listed if one["lead"] == "教育局")
    on = frame.calendar.add_working_days(frame.as_of, -1)
    line = _instruction(frame, count, newest, places[-1], on)
    yield replace(line, clock="", urgency="normal", choices={"complexity": "ordinary"})


def _instruction(frame: Frame, number: int, cause: Mapping[str, str], place: str, on: dt.date) -> Line:
    """One instruction about a cause in a place, given and handed over on one day."""
    chance = frame.random("instruction", number)
    county = content.county()
    lead, ask = cause["lead"], cause["ask"].format(place=place)
    leader = county.leader_of(lead)
    boss = next(spec.title for spec in county.leaders if spec.key == leader).partition("（")[0]
    return Line(
        key=f"I{number:02}",
        kind="instruction",
        office="DW" if leader == "party" else "ZF",
        title=ask,
        basis_title=f"{boss}在《{cause['cause'].format(place=place)}》上的批示",
        clause="批示",
        quote=f"请{lead}{ask}，结果报我。",
        lead=lead,
        co=(place,) if "{place}" in cause["ask"] and chance.random() < 0.5 else (),
        leader=leader,
        opened_on=on,
        handed_on=on,
        due_on=None,
        acceptance="办理情况报告和现场核实材料",
        urgency="urgent" if chance.random() < 0.15 else "normal",
        term_class="at_once",
        clock="13710" if chance.random() < 0.6 else "",
        choices={"complexity": "complex" if chance.random() < 0.2 else "ordinary"},
        facts={"instructed_by": boss, "instructed_on": on.isoformat(), "instruction_type": "handle"},
    )
