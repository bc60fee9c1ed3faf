"""Puts the ledger's sheet together: lines from the ledger's queries, what was said on the way from the events."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from luoshi.clock.civil import last_date, local
from luoshi.ledger import queries
from luoshi.ledger.queries import Filters, Line
from luoshi.org import queries as org
from luoshi.org.access import Actor
from luoshi.org.records import PostRecord
from luoshi.record import messages
from luoshi.record import queries as record
from luoshi.record.queries import EventRecord
from luoshi.reports.sheets import LedgerHeading, LedgerRow, LedgerSheet

_PAGE = 500


@dataclass(slots=True)
class _Told:
    """What the events of one item have told until the day."""

    basis: str = ""
    basis_title: str = ""
    clause: str = ""
    quote: str = ""
    acceptance: str = ""
    co_units: list[str] = field(default_factory=list)
    report: Mapping[str, Any] = field(default_factory=dict)
    urged: int = 0
    extended: int = 0
    returned: int = 0
    submitted_at: dt.datetime | None = None
    verification: Mapping[str, Any] = field(default_factory=dict)
    recheck: Mapping[str, Any] = field(default_factory=dict)


def ledger_sheet(
    actor: Actor, *, as_of: dt.datetime, written_at: dt.datetime, title: str, filters: Filters | None = None
) -> LedgerSheet:
    """The ledger that `actor` may see at `as_of`, narrowed by `filters`, in the order of due dates; whole in memory."""
    head = ledger_heading(as_of=as_of, written_at=written_at, title=title, filters=filters)
    rows = tuple(ledger_rows(actor, as_of=as_of, filters=filters))
    return LedgerSheet(head.title, head.issued_by, head.as_of, head.written_at, head.anchor, rows)


def ledger_heading(
    *, as_of: dt.datetime, written_at: dt.datetime, title: str, filters: Filters | None = None
) -> LedgerHeading:
    """What stands above the ledger of that day, with the head of the log as it is now."""
    wanted = filters or Filters()
    offices = {office.id: office.title for office in org.issuing_offices(as_of)}
    issuers = [offices[wanted.issuing_office_id]] if wanted.issuing_office_id else list(offices.values())
    return LedgerHeading(title, "、".join(issuers), last_date(as_of), written_at, str(record.head()))


def ledger_rows(actor: Actor, *, as_of: dt.datetime, filters: Filters | None = None) -> Iterator[LedgerRow]:
    """The lines of that ledger one after another; only one page of them is in memory at a time."""
    ordinal, people = 0, _People(as_of)
    for lines in _pages(actor, as_of, filters or Filters()):
        told = _told({f"item:{line.number}" for line in lines}, queries.parts_seen(actor, lines, as_of=as_of), as_of)
        names = org.names({ref for one in told.values() for ref in one.co_units}, as_of)
        people.learn({line.lead_unit.id for line in lines if line.lead_unit})
        for line in lines:
            ordinal += 1
            yield _row(ordinal, line, told[f"item:{line.number}"], names, people.known)


def _pages(actor: Actor, as_of: dt.datetime, filters: Filters) -> Iterator[tuple[Line, ...]]:
    """Every line, page by page."""
    after: str | None = None
    while True:
        lines, after = queries.ledger_lines(actor, as_of=as_of, filters=filters, after=after, limit=_PAGE)
        yield lines
        if after is None:
            return


class _People:
    """Unit id → (leader in charge, the unit's head): names of those who hold the posts on the day."""

    def __init__(self, as_of: dt.datetime) -> None:
        self.known: dict[int, tuple[str, str]] = {}
        self._as_of = as_of

    def learn(self, unit_ids: set[int]) -> None:
        """Look up the units that were not met before."""
        units = unit_ids - self.known.keys()
        if not units:
            return
        heads = {unit_id: org.head_post(unit_id, self._as_of) for unit_id in units}
        leaders = org.leaders_in_charge(units, self._as_of)
        posts = [post.id for post in (*heads.values(), *leaders.values()) if post]
        holders = org.holders(posts, self._as_of)

        def name(post: PostRecord | None) -> str:
            return holders[post.id].name if post and post.id in holders else ""

        self.known |= {unit_id: (name(leaders.get(unit_id)), name(heads[unit_id])) for unit_id in units}


def _told(streams: set[str], parts: Mapping[str, frozenset[int]], as_of: dt.datetime) -> Mapping[str, _Told]:
    """What the events of these streams have told.

    `parts`: of these streams only what concerns the reader's own units is heard.
    """
    told = {stream: _Told() for stream in streams}
    for event in record.events_of(streams, types=_HEARD, as_of=as_of):
        if queries.concerns(event, parts.get(event.stream)):
            _hear(told[event.stream], event)
    return told


def _hear(told: _Told, event: EventRecord) -> None:
    """Take what one event says into account."""
    said = event.payload
    if event.type in _REMEMBERED:
        setattr(told, _REMEMBERED[event.type], said)
    elif event.type == "item.opened":
        _hear_opened(told, said)
    elif event.type == "item.edited":
        _hear_opened(told, {_OPENED_AS.get(name, name): value for name, value in said.get("to", {}).items()})
    elif event.type == "item.opened_offline":
        told.basis = str(said.get("place", ""))
    elif event.type == "item.submitted":
        told.submitted_at = event.happened_at
    elif event.type == "extension.decided":
        told.extended += said.get("decision") == "granted"
    elif event.type in _COUNTED:
        name = _COUNTED[event.type]
        setattr(told, name, getattr(told, name) + 1)


_REMEMBERED = {"item.reported": "report", "item.verified": "verification", "item.rechecked": "recheck"}
#: columns as a correction names them, and as an opening does
_OPENED_AS = {"basis_title": "basis", "basis_clause": "clause", "basis_quote": "quote"}
_COUNTED = {"duty.urged": "urged", "item.returned": "returned"}
_HEARD = (
    *("item.opened", "item.edited", "item.opened_offline", "item.submitted", "extension.decided"),
    *_REMEMBERED,
    *_COUNTED,
)


def _hear_opened(told: _Told, said: Mapping[str, Any]) -> None:
    """What was opened, or corrected before or after the hand-over."""
    told.basis_title, told.clause = said.get("basis", told.basis_title), said.get("clause", told.clause)
    told.basis = f"{told.basis_title} {told.clause}".strip()
    told.quote = said.get("quote", told.quote)
    told.acceptance = said.get("acceptance", told.acceptance)
    if "assignments" in said:
        told.co_units = [unit for role, unit, _post in said["assignments"] if role not in ("lead", "collating")]


def _row(
    ordinal: int, line: Line, told: _Told, names: Mapping[str, str], people: Mapping[int, tuple[str, str]]
) -> LedgerRow:
    """One line in words."""
    leader, head = people.get(line.lead_unit.id, ("", "")) if line.lead_unit else ("", "")
    look = told.verification
    return LedgerRow(
        ordinal=ordinal,
        number=line.number,
        kind=line.kind_title.zh,
        title=line.title or "（线下事项，内容见纸质登记簿）",
        basis=told.basis,
        quote=told.quote,
        acceptance=told.acceptance,
        lead=line.lead_unit.name if line.lead_unit else "",
        co_units="、".join(names.get(ref, "") for ref in told.co_units),
        leader=leader,
        responsible=head,
        handed_over_on=_on(line.handed_over_at),
        due_on_original=line.due_on_original,
        due_on=line.due_on,
        progress=_progress(line),
        report=str(told.report.get("text") or ""),
        problems=str(told.report.get("problems") or ""),
        next_step=str(told.report.get("next_step") or ""),
        state=_word(f"state.{line.state}"),
        light=line.shown.word_zh,
        urged=told.urged,
        extended=told.extended,
        returned=told.returned,
        submitted_on=_on(told.submitted_at),
        verification=f"{_word('method.' + str(look['method']))}：{look.get('note') or ''}" if look else "",
        grade=_word(f"grade.{line.grade}") if line.grade else "",
        closed_on=_on(line.closed_at),
        recheck=str(told.recheck.get("note") or ""),
        colour=line.shown.colour,
    )


def _progress(line: Line) -> str:
    """Verified before claimed; what nobody has looked at says so."""
    if line.progress_verified is not None:
        return f"{line.progress_verified / 100:g}%"
    return "" if line.progress_claimed is None else f"报{line.progress_claimed / 100:g}%"


def _on(at: dt.datetime | None) -> dt.date | None:
    return None if at is None else local(at).date()


def _word(code: str) -> str:
    return messages.word(code, language="zh")
