"""Doing something with an item: one page for every verb of the ledger."""

from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from luoshi.ledger import queries as ledger
from luoshi.record import queries as record
from luoshi.record.operations import keep_file
from luoshi.record.refusals import Conflict, Refused
from luoshi.web import edge, errors, once, sitting, telling
from luoshi.web.acts.offer import Offer, offer
from luoshi.web.acts.specs import BY_VERB, Ask, Files, Spec
from luoshi.web.respond import page
from luoshi.web.shown.item import Shown, shown_item
from luoshi.web.sitting import seated


@seated
def act(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """The form of one verb; sent, it is done once and leads back to the item."""
    spec = BY_VERB.get(verb)
    if spec is None:
        raise Http404(verb)
    item = shown_item(ledger.item_page(sitting.actor(request), number, as_of=edge.now(request)), edge.now(request))
    if request.method != "POST":
        return _form(request, item, offer(spec, item.ground))
    sent = offer(spec, item.ground, request.POST, request.FILES)
    if "more" in request.POST:
        return _more_rows(request, item, spec)
    if not sent.form.is_valid():
        return _form(request, item, sent, status=422)
    try:
        return redirect(_do(request, item, spec, sent.form.cleaned_data))
    except Refused as refused:
        return _form(request, item, sent, status=errors.status_of(refused), refused=refused)


def _do(request: HttpRequest, item: Shown, spec: Spec, said: dict[str, Any]) -> str:
    """Keep the files, call the operation, spend the form's key: all or nothing. The address to go to."""
    actor, at = sitting.actor(request), edge.now(request)
    version = request.POST.get("version", "")

    def doing() -> None:
        spec.call(
            Ask(
                actor=actor,
                at=at,
                item_id=item.id,
                version=int(version) if version.isdecimal() else 0,
                target=item.target(spec.verb),
                said=said,
                files=_keep(said.get("files") or (), request),
            )
        )

    return once.run(request, doing, result=f"{reverse('item', args=[item.number])}?done={spec.verb}")


def _keep(files: Iterable[UploadedFile], request: HttpRequest) -> Files:
    """Keep the uploaded files; (hash, name) of each."""
    ref, at = sitting.actor(request).ref, edge.now(request)
    return tuple(
        (keep_file(content=one.read(), name=one.name or "", at=at, actor=ref).hash, one.name or "") for one in files
    )


def _more_rows(request: HttpRequest, item: Shown, spec: Spec) -> HttpResponse:
    """The same form with five more rows, nothing done."""
    data = request.POST.copy()
    rows = data.get("rows", "")
    data["rows"] = str((int(rows) if rows.isdecimal() else 0) + 5)
    longer = offer(spec, item.ground, data)
    longer.form.full_clean()
    longer.form.errors.clear()
    return _form(request, item, longer)


def _form(
    request: HttpRequest, item: Shown, act: Offer, *, status: int = 200, refused: Refused | None = None
) -> HttpResponse:
    """The page with the form; what was typed stays, every reason stands on top, a conflict shows who changed what."""
    at = edge.now(request)
    changes = _changes(request, item) if isinstance(refused, Conflict) else ()
    reasons = telling.reasons(refused.reasons, as_of=at) if refused else ()
    return page(
        request, "act.html", status=status, here="ledger", item=item, act=act, reasons=reasons, changes=changes,
        position=item.position,
    )  # fmt: skip


def _changes(request: HttpRequest, item: Shown) -> tuple[telling.ToldEvent, ...]:
    """What others did to the item after this form was drawn."""
    at, drawn = edge.now(request), request.POST.get("position", "")
    after = int(drawn) if drawn.isdecimal() else 0
    return telling.events(record.events(stream=f"item:{item.number}", as_of=at, after=after), as_of=at)
