"""Doing something with an item: one page for every verb of the ledger."""

import contextlib
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from luoshi.intake import files as reading
from luoshi.ledger import queries as ledger
from luoshi.ledger.queries import ItemPage
from luoshi.record.operations import Received, keep_received, receive_file, unit_of_work
from luoshi.record.refusals import Conflict, Refused
from luoshi.web import edge, errors, kept, once, sitting, telling
from luoshi.web.acts.calls import Ask, Files
from luoshi.web.acts.offer import Ground, Offer, closed, offer
from luoshi.web.acts.specs import BY_VERB, Spec
from luoshi.web.kept import Kept
from luoshi.web.pages.resuming import survives_sign_in
from luoshi.web.respond import page
from luoshi.web.shown import item as shown
from luoshi.web.sitting import seated_for

MORE_ROWS = 5
#: The verbs that answer something, and the event of what they answer.
_ANSWERS = {
    "approve_plan": "plan.handed_in",
    "return_plan": "plan.handed_in",
    "decide_objection": "objection.made",
    "decide_extension": "extension.asked",
}


@survives_sign_in
@seated_for("item.see")
def act(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """The form of one verb; sent, it is done once and leads back to the item."""
    spec = BY_VERB.get(verb)
    if spec is None:
        raise Http404(verb)
    if led := once.earlier(request):
        return redirect(led)
    at = edge.now(request)
    item = ledger.item_page(sitting.actor(request), number, as_of=at)
    ground = shown.ground(item, as_of=at)
    if request.method != "POST":
        return _brought(request, item, spec, ground) or _form(
            request, item, offer(spec, ground), against=_against(request, item, verb)
        )
    if "more" in request.POST:
        return _form(request, item, _longer(spec, ground, request.POST))
    sent = offer(spec, ground, request.POST, request.FILES)
    if not sent.form.is_valid():
        return _form(request, item, sent, status=422)
    try:
        done = redirect(_do(request, item, spec, sent.form.cleaned_data))
        kept.drop(request)
        return done
    except Refused as refused:
        return _form(request, item, sent, status=errors.status_of(refused), refused=refused)


def _do(request: HttpRequest, item: ItemPage, spec: Spec, said: dict[str, Any]) -> str:
    """Keep the files, call the operation, spend the form's key: all or nothing. The address to go to."""
    actor, at = sitting.actor(request), edge.now(request)
    version = edge.whole(request.POST.get("version")) or 0
    files = said.get("evidence") or ()
    _must_bear_no_mark(files)

    def doing() -> None:
        _must_answer_what_was_read(request, item, spec)
        spec.call(
            Ask(
                actor=actor,
                at=at,
                item_id=item.line.id,
                version=version,
                target=shown.target(item, spec.verb),
                said=said,
                files=_keep(received, request),
            )
        )

    # Looking at files takes seconds: it is over before the one writer's lock is taken.
    with _received(files, request) as received:
        return once.run(request, doing, result=f"{reverse('item', args=[item.line.number])}?done={spec.verb}")


def _must_answer_what_was_read(request: HttpRequest, item: ItemPage, spec: Spec) -> None:
    """Raises Conflict when what the verb answers was asked after the form was drawn: another plan than the one read."""
    drawn = edge.whole(request.POST.get("position")) or 0
    later = ledger.history(item, as_of=edge.now(request), after=drawn) if spec.verb in _ANSWERS else ()
    if any(event.type == _ANSWERS[spec.verb] for event in later):
        raise Conflict(seen=drawn, now=later[-1].position)


def _must_bear_no_mark(files: "Iterable[UploadedFile[bytes]]") -> None:
    """Raises Refused when a file bears a secrecy mark, before anything of it is kept (R13-15)."""
    for one in files:
        try:
            reading.read(one, name=one.name or "", limit=settings.LUOSHI_UPLOAD_LIMIT)
        except Refused as refused:  # A file without words, a picture say, is no worse for that.
            marks = [reason for reason in refused.reasons if reason.code == "intake.classified"]
            if marks:
                raise Refused(marks) from refused


@contextlib.contextmanager
def _received(files: "Iterable[UploadedFile[bytes]]", request: HttpRequest) -> Iterator[tuple[Received, ...]]:
    """The uploaded files looked at, under temporary names; gone at the end unless they were kept."""
    ref, at = sitting.actor(request).ref, edge.now(request)
    with contextlib.ExitStack() as held:
        yield tuple(
            held.enter_context(receive_file(content=one, name=one.name or "", at=at, actor=ref)) for one in files
        )


def _keep(files: Iterable[Received], request: HttpRequest) -> Files:
    """Keep the received files; (hash, name) of each."""
    with unit_of_work(actor=sitting.actor(request).ref, at=edge.now(request)) as work:
        return tuple((keep_received(work, one).hash, one.name) for one in files)


def _longer(spec: Spec, ground: Ground, sent: QueryDict) -> Offer:
    """The same form with five more rows, nothing done."""
    data = sent.copy()
    data["rows"] = str((edge.whole(sent.get("rows")) or 0) + MORE_ROWS)
    longer = offer(spec, ground, data)
    longer.form.full_clean()
    longer.form.errors.clear()
    return longer


def _form(
    request: HttpRequest,
    item: ItemPage,
    act: Offer,
    *,
    status: int = 200,
    refused: Refused | None = None,
    against: tuple[telling.Told, ...] = (),
    brought: Kept | None = None,
) -> HttpResponse:
    """The page with the form; what was typed stays, every reason stands on top, a conflict shows who changed what."""
    at = edge.now(request)
    drawn = brought.data() if brought else {}
    changes = _changes(request, item) if isinstance(refused, Conflict) else ()
    reasons = telling.reasons(refused.reasons, as_of=at) if refused else ()
    return page(
        request,
        "act.html",
        status=status,
        here="ledger",
        line=item.line,
        # What was typed is shown even where it may not be sent any more: it is hers to copy.
        act=None if against and not brought else act,
        button=act.button,
        reasons=against or reasons,
        changes=changes,
        # A form that was carried over a sign-in still stands where it was drawn: who changed what since is told.
        position=edge.whole(str(drawn.get("position"))) or _last_position(item, at),
        version=edge.whole(str(drawn.get("version"))) or item.line.version,
        kept=brought,
    )


def _brought(request: HttpRequest, item: ItemPage, spec: Spec, ground: Ground) -> HttpResponse | None:
    """The form as it was typed before the sitting ended, with its own one-use key; None when there is none."""
    brought = kept.here(request)
    if brought is None:
        return None
    act = offer(spec, ground, brought.data())
    act.form.full_clean()
    act.form.errors.clear()
    key = str(brought.data().get("form_key") or act.form_key)
    against = _against(request, item, spec.verb)
    return _form(request, item, replace(act, form_key=key), against=against, brought=brought)


def _against(request: HttpRequest, item: ItemPage, verb: str) -> tuple[telling.Told, ...]:
    """Why this person may not do it now, before anything is typed; nothing when the form may be shown."""
    at = edge.now(request)
    found = [one for one in ledger.acts(sitting.actor(request), item.line.id, as_of=at) if one.verb == verb]
    return tuple(reason for one in closed(found, as_of=at) for reason in one.reasons)


def _changes(request: HttpRequest, item: ItemPage) -> tuple[telling.ToldEvent, ...]:
    """What others did to the item after this form was drawn."""
    at, after = edge.now(request), edge.whole(request.POST.get("position")) or 0
    return telling.events(ledger.history(item, as_of=at, after=after), as_of=at)


def _last_position(item: ItemPage, at: dt.datetime) -> int:
    """Where the item's stream stands while the form is drawn."""
    return max((one.position for one in ledger.history(item, as_of=at)), default=0)
