"""One item as its page shows it: the line of time, why this date, why this light, what forms need to know."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from luoshi.ledger.queries import DutyLine, EvidenceLine, ItemPage, Line, ReportLine
from luoshi.ledger.queries.desk import meets
from luoshi.org.access import Actor
from luoshi.org.queries import NameBook
from luoshi.record.queries import EventRecord
from luoshi.record.refusals import Reason
from luoshi.web import edge, telling
from luoshi.web.acts.offer import Ground

NEAR = 5  # coming duties, and past events, that stand open on the line of time
RECENT = 12
NEWEST = 30  # events, reports and pieces of evidence that a page draws unless it is asked for all
_OPEN = ("late", "due", "coming")


@dataclass(frozen=True)
class TimeLine:
    """Duties to come, furthest first, and events, newest first; the further and the older ones folded away.

    `n_left_out` events are older than all of these.
    """

    later: tuple[DutyLine, ...]
    coming: tuple[DutyLine, ...]
    recent: tuple[telling.ToldEvent, ...]
    earlier: tuple[telling.ToldEvent, ...]
    n_left_out: int
    position: int


def time_line(
    found: ItemPage,
    kept: Sequence[EventRecord],
    *,
    as_of: dt.datetime,
    known: NameBook | None = None,
    n_left_out: int = 0,
) -> TimeLine:
    """The line of time of an item at `as_of` from the events that its reader may read, oldest first."""
    duties = sorted((one for one in found.duties if one.standing in _OPEN), key=lambda one: (one.due_at, one.id))
    n_near = max(NEAR, sum(one.standing == "late" for one in duties))
    told = telling.events(reversed(kept), as_of=as_of, known=known)
    return TimeLine(
        tuple(reversed(duties[n_near:])),
        tuple(reversed(duties[:n_near])),
        told[:RECENT],
        told[RECENT:],
        n_left_out,
        kept[-1].position if kept else 0,
    )


@dataclass(frozen=True)
class Works:
    """The reports, newest first, and the evidence that a page draws; so many more are older."""

    reports: tuple[ReportLine, ...]
    evidence: tuple[EvidenceLine, ...]
    n_reports_left_out: int
    n_evidence_left_out: int

    def files(self) -> set[str]:
        """The hashes of every file that is drawn."""
        return {one.file for report in self.reports for one in report.evidence} | {one.file for one in self.evidence}


def works(found: ItemPage, newest: int | None) -> Works:
    """The newest reports and pieces of evidence; None for all of them."""
    reports, evidence = found.reports[-(newest or 0) :], found.evidence[-(newest or 0) :]
    return Works(reports[::-1], evidence, len(found.reports) - len(reports), len(found.evidence) - len(evidence))


def why_date(found: ItemPage, *, as_of: dt.datetime, known: NameBook | None = None) -> tuple[str, ...]:
    """The steps of the date that decides now; of the date to conclude by where nothing decides."""
    duty = found.deciding_duty or next((one for one in found.duties if one.act == "conclude"), None)
    if duty is None:
        return ()
    return telling.steps(_steps(duty.why), as_of=as_of, known=known)


def _steps(why: Iterable[Mapping[str, object]]) -> list[Reason]:
    return [Reason(str(one["code"]), {name: value for name, value in one.items() if name != "code"}) for one in why]


def why_light(found: ItemPage, *, as_of: dt.datetime) -> tuple[str, ...]:
    """Why the item shows this light at `as_of`: the moments that were compared, and what came out."""
    line = found.line
    steps = [*_apart(line)] or [*_running(found)]
    steps.append(Reason("light.now", {"as_of_at": as_of, "light": line.shown.word(edge.language())}))
    return telling.steps(steps, as_of=as_of)


def _apart(line: Line) -> Iterable[Reason]:
    """The one reason of a light that stands apart from the clock."""
    if line.state == "draft":
        yield Reason("light.draft", {})
    elif line.light.time in ("done", "done_late"):
        yield Reason(f"light.{line.light.time}", {"concluded_at": line.concluded_at})
    elif line.light.time == "suspended":
        yield Reason("light.suspended", {"suspended_at": line.suspended_at})
    elif line.light.time == "withdrawn":
        yield Reason("light.withdrawn", {})


def _running(found: ItemPage) -> Iterable[Reason]:
    """The moments of a running item, in the order in which they come."""
    duty, moments = found.deciding_duty, found.line.moments
    if duty is None:
        yield Reason("light.no_duty", {})
    else:
        yield Reason("light.duty", {"unit": duty.unit.name, "act": duty.act, "due_on": duty.due_on})
    for name in ("soon", "late", "severe", "behind", "far_behind"):
        at = getattr(moments, f"{name}_at")
        if at is not None:
            yield Reason(f"light.{name}", {f"{name}_at": at})


def ground(found: ItemPage, *, as_of: dt.datetime) -> Ground:
    """What the forms of the acts need: open nodes, open parts, and what may be corrected."""
    plan = found.plan_in_force
    line = found.line
    return Ground(
        as_of=as_of,
        nodes=tuple((str(node.id), node.title) for node in plan.nodes if node.done_at is None) if plan else (),
        parts=tuple(
            (str(one.id), one.unit.name) for one in found.duties if one.act == "part" and one.standing in _OPEN
        ),
        initial={
            "title": line.title,
            "acceptance": found.acceptance,
            "due_on": line.due_on,
            "urgency": line.urgency,
            "klass": line.klass,
        },
    )


def pressing(found: ItemPage, actor: Actor) -> str:
    """The verb that meets the earliest duty that this actor's post or unit owes here; empty without one."""
    mine = [
        one
        for one in found.duties
        if one.standing in _OPEN and (one.post.id == actor.acting_post_id if one.post else one.unit.id == actor.unit_id)
    ]
    first = min(mine, key=lambda one: (one.due_at, one.id), default=None)
    if first is None:
        return ""
    looks = [look.passed for look in found.verifications if look.verified_at >= first.opened_at]
    return meets(first.act, looks[-1] if looks else None)


def target(found: ItemPage, verb: str) -> int:
    """The id of the plan, objection or extension that a verb answers; 0 where there is none or none is meant."""
    answers = {
        "approve_plan": found.plan_waiting,
        "return_plan": found.plan_waiting,
        "decide_objection": found.objection_pending,
        "decide_extension": found.extension_pending,
    }
    one = answers.get(verb)
    return one.id if one is not None else 0
