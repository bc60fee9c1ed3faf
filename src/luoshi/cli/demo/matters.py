"""Matters beside the papers: a campaign in nine townships, half of which have reported, and an offline line."""

import datetime as dt
from collections.abc import Iterator, Sequence

from luoshi.cli.demo import content
from luoshi.cli.demo.acts import Act
from luoshi.cli.demo.course import Course
from luoshi.cli.demo.frame import Frame, moment
from luoshi.cli.demo.lines import Line
from luoshi.clock.civil import DAY

_TITLE = "农村人居环境整治百日行动"
_PAPER = "关于开展农村人居环境整治百日行动的通知"
_ON_PAPER = "办理情况已记入纸质登记簿。"
_SILENT = 4  # of nine townships; the visitor's own is among them


def lines(frame: Frame) -> tuple[Line, ...]:
    """The campaign, its nine children, and a line that is kept on paper."""
    handed = frame.working(frame.as_of - DAY * 10, back=True)
    due = frame.working(frame.as_of + DAY * 40)
    parent = _line("T001", "农业农村局", _TITLE, handed, due)
    children = [
        _line(f"T{number:03}", unit.short, f"{unit.short}{_TITLE}", handed, due - DAY * 10, parent="T001")
        for number, unit in enumerate(content.county().of_kind("township"), 2)
    ]
    return parent, *children, _offline(frame)


def _line(key: str, lead: str, title: str, handed: dt.date, due: dt.date, *, parent: str = "") -> Line:
    return Line(
        key=key,
        kind="matter",
        office="ZF",
        title=title,
        basis_title=_PAPER,
        clause="二、重点任务",
        quote=f"各乡镇要按照{_TITLE}要求，一周内报告部署情况，按期完成整治任务。",
        lead=lead,
        co=(),
        leader=content.county().leader_of(lead),
        opened_on=handed,
        handed_on=handed,
        due_on=due,
        acceptance="整治清单、验收表，县农业农村局抽查通过",
        klass="key",
        parent=parent,
        facts={"origin": "专项行动"},
    )


def _offline(frame: Frame) -> Line:
    """An offline line: no title, no quote; the place in the paper register is all that is said (R13-15)."""
    handed = frame.working(frame.as_of - DAY * 20, back=True)
    return Line(
        key="T099",
        kind="matter",
        office="ZF",
        title="",
        basis_title="",
        clause="",
        quote="",
        lead="公安局",
        co=(),
        leader="deputy6",
        opened_on=handed,
        handed_on=handed,
        due_on=frame.working(frame.as_of + DAY * 25),
        acceptance="",
        place=f"保密柜登记簿{handed.year}年第7页第3行",
    )


def acts(listed: Sequence[Line], frame: Frame) -> Iterator[Act]:
    """Everybody signs; the county's unit and five of the nine townships have reported."""
    told = 0
    for line in listed:
        chance = frame.random("hand_over", line.basis_title, line.handed_on)
        course = Course(line, frame, moment(line.handed_on, chance, early=True))
        course.sign(course.handed_at, [line.lead])
        if line.parent:
            told += 1
        when = course.at(course.day(course.handed_at, 3 + told % 3))
        if line.place:
            course.take(when, course.liaison, "report", text=_ON_PAPER)
        elif not line.parent or told > _SILENT:
            course.report(when)
        yield from course.acts
