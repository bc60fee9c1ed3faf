"""Background jobs: mine, one of them with its progress, and for the system administrator how all of them stand."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from luoshi.jobs import operations, queries
from luoshi.jobs.records import JobRecord
from luoshi.org import access
from luoshi.record import queries as record
from luoshi.record.refusals import Reason, Refused
from luoshi.reports import batch_list
from luoshi.web import edge, errors, guard, once, sitting, telling
from luoshi.web.respond import page, part
from luoshi.web.sitting import seated, seated_for

PAGE = 50
#: As the worker's table of handlers names it.
VERIFICATION, BATCH = "verification", "document_batch"


@dataclass(frozen=True)
class BatchLine:
    """What became of one file of a batch: its document, or why there is none."""

    name: str
    said: str
    href: str
    n_drafts: int | None


@dataclass(frozen=True)
class Shown:
    """A job in words; `href` leads to what came of it, `file` to its result file."""

    job: JobRecord
    reasons: tuple[telling.Told, ...]
    href: str
    file: str
    lines: tuple[BatchLine, ...]
    is_expired: bool
    may_cancel: bool
    may_try_again: bool


@seated
def jobs(request: HttpRequest) -> HttpResponse:
    """My jobs, newest first; the system administrator sees everybody's: kinds, states and ages, no contents."""
    actor, before = sitting.actor(request), edge.whole(request.GET.get("before"))
    manages = access.allows(actor, "jobs.manage")
    only = request.GET.get("state", "") if manages else ""
    if manages:
        found = queries.newest(states=[only] if only else (), before=before, limit=PAGE)
    else:
        found = queries.mine(actor.ref, on_behalf_of=actor.on_behalf_of or "", before=before, limit=PAGE)
    return page(
        request,
        "jobs.html",
        jobs=_shown(request, found),
        manages=manages,
        only=only,
        tallies=_tallies() if manages else {},
        next_before=found[-1].id if len(found) == PAGE else None,
        may_verify=access.allows(actor, "jobs.verify"),
        last=queries.last(VERIFICATION) if access.allows(actor, "jobs.verify") else None,
        form_key=once.fresh,
    )


def _tallies() -> Mapping[str, int]:
    """How many jobs there are in each state."""
    counted: dict[str, int] = {}
    for one in queries.tallies():
        counted[one.state] = counted.get(one.state, 0) + one.n
    return counted


@seated
def job(request: HttpRequest, job_id: int) -> HttpResponse:
    """One job; sent, it is cancelled or tried again."""
    found = _found(request, job_id)
    reasons: tuple[telling.Told, ...] = ()
    status = 200
    if request.method == "POST":
        try:
            return redirect(_act(request, found))
        except Refused as refused:
            reasons = telling.reasons(refused.reasons, as_of=edge.now(request))
            status, found = errors.status_of(refused), _found(request, job_id)
    (shown,) = _shown(request, [found])
    return page(request, "job.html", status=status, shown=shown, reasons=reasons, form_key=once.fresh)


@seated
@guard.by_itself
def progress(request: HttpRequest, job_id: int) -> HttpResponse:
    """The moving part of a job's page, for htmx; an ended job asks for nothing more."""
    (shown,) = _shown(request, [_found(request, job_id)])
    return part(request, "parts/job.html", shown=shown, form_key=once.fresh)


@seated
def result(request: HttpRequest, job_id: int) -> FileResponse:
    """The result file, for whoever ordered it and nobody else."""
    actor = sitting.actor(request)
    found = queries.find(job_id, owner=actor.ref, on_behalf_of=actor.on_behalf_of or "")
    path = queries.file_of(found)
    if path is None:
        raise Http404
    response = FileResponse(path.open("rb"), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.file_name, safe='')}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@seated_for("jobs.verify")
def verify(request: HttpRequest) -> HttpResponseBase:
    """Order a verification of the record now; one that is under way is joined."""
    if request.method != "POST":
        return jobs(request)
    actor = sitting.actor(request)
    ordered: list[int] = []

    def act() -> None:
        found = operations.enqueue(
            actor=actor.ref,
            at=edge.now(request),
            kind=VERIFICATION,
            parameters={"size": record.head().size},
            key=VERIFICATION,
            on_behalf_of=actor.on_behalf_of or "",
        )
        ordered.append(found.id)

    once.run(request, act, result=reverse("jobs"))
    is_mine = ordered and queries.find(ordered[0], owner=None).owner == actor.ref
    return redirect("job", ordered[0]) if is_mine else redirect("jobs")


def _found(request: HttpRequest, job_id: int) -> JobRecord:
    """A job that may be looked at here. Raises NotVisible."""
    actor = sitting.actor(request)
    if access.allows(actor, "jobs.manage"):
        return queries.find(job_id, owner=None)
    return queries.find(job_id, owner=actor.ref, on_behalf_of=actor.on_behalf_of or "")


def _act(request: HttpRequest, found: JobRecord) -> str:
    """Cancel it, or have it tried again. The address to go to. Raises Refused."""
    actor = sitting.actor(request)
    verbs = {"cancel": operations.cancel, "retry": operations.retry}
    verb = verbs.get(request.POST.get("verb", ""))
    if verb is None:
        raise Refused([Reason("web.unknown_act")])
    owner = None if access.allows(actor, "jobs.manage") else actor.ref

    def act() -> None:
        verb(
            actor=actor.ref,
            at=edge.now(request),
            job_id=found.id,
            owner=owner,
            on_behalf_of=actor.on_behalf_of or "",
        )

    return once.run(request, act, result=reverse("job", args=[found.id]))


def _shown(request: HttpRequest, found: Iterable[JobRecord]) -> tuple[Shown, ...]:
    """Jobs in words. What came of a job is shown to its owner only."""
    at, actor = edge.now(request), sitting.actor(request)
    return tuple(_one(one, at, is_mine=one.owner == actor.ref) for one in found)


def _one(job: JobRecord, at: dt.datetime, *, is_mine: bool) -> Shown:
    has_file = bool(job.file_hash)
    lies = has_file and queries.file_of(job) is not None
    document = job.result.get("document_id") if is_mine else None
    return Shown(
        job=job,
        reasons=telling.reasons(job.reasons, as_of=at) if is_mine else _codes(job),
        href=reverse("document", args=[document]) if document else "",
        file=reverse("job_result", args=[job.id]) if lies and is_mine else "",
        lines=_lines(job) if is_mine else (),
        is_expired=has_file and not lies,
        may_cancel=job.is_alive and not job.is_cancel_asked,
        may_try_again=queries.may_try_again(job),
    )


def _lines(job: JobRecord) -> tuple[BatchLine, ...]:
    """What became of each file of a batch; nothing once the list has expired."""
    path = queries.file_of(job) if job.kind == BATCH else None
    if path is None:
        return ()
    lines = batch_list.read(path.read_bytes())
    # Documents were kept in the order of the list; where one was passed over in the end, none is linked to a wrong one.
    ids = iter(job.result["document_ids"] if job.result["n_taken"] == sum(one.is_taken for one in lines) else ())
    english = edge.language() == "en"
    return tuple(
        BatchLine(
            one.name,
            one.title if one.is_taken else one.why_en if english else one.why,
            reverse("document", args=[found]) if one.is_taken and (found := next(ids, None)) else "",
            one.n_drafts if one.is_taken else None,
        )
        for one in lines
    )


def _codes(job: JobRecord) -> tuple[telling.Told, ...]:
    """Why another's job did not end well: what concerns the machine in words, of the rest that it was refused."""
    machine = tuple(one for one in job.reasons if one.code.startswith("job."))
    told = telling.reasons(machine, as_of=job.made_at)
    return told if len(machine) == len(job.reasons) else (*told, telling.Told(gettext("按规定没有办理。"), ""))
