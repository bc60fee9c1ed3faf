"""The ledger as a workbook, narrowed as the page is: at once when it is small, as a background job when it is large."""

import dataclasses
import hashlib
import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from luoshi.jobs import folders
from luoshi.jobs import operations as jobs
from luoshi.ledger import queries as ledger
from luoshi.org import operations as org
from luoshi.reports import ledgers, orders, workbook
from luoshi.web import edge, once, sitting, watermark
from luoshi.web.pages.ledger import FilterForm, filters, query
from luoshi.web.respond import page
from luoshi.web.sitting import seated_for

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: As the worker's table of handlers names it.
KIND = "ledger_export"


@seated_for("item.see")
def export(request: HttpRequest) -> HttpResponse:
    """The file, named after the day it shows; a large one is ordered, and its job's page has it in the end."""
    at, actor = edge.as_of(request), sitting.actor(request)
    form = FilterForm(request.GET, as_of=at, kinds=sitting.sight(request).rules.kinds())
    form.is_valid()
    wanted = filters(form, request.GET)
    n = ledger.ledger_count(actor, as_of=at, filters=wanted)
    if request.method == "POST":
        return redirect(_ordered(request, wanted))
    if n > settings.LUOSHI_EXPORT_AT_ONCE:
        return page(
            request,
            "export.html",
            here="ledger",
            n=n,
            query=query(request.GET),
            days=settings.LUOSHI_RESULT_DAYS,
            form_key=once.fresh(),
        )
    sheet = ledgers.ledger_sheet(
        actor, as_of=at, written_at=edge.now(request), title=gettext("督办事项台账"), filters=wanted
    )
    sheet = dataclasses.replace(sheet, mark=watermark.text(request))
    org.tell_export(actor=actor, at=edge.now(request), export="ledger", n=len(sheet.rows))
    day = at.astimezone(edge.SHANGHAI).date().isoformat()
    response = HttpResponse(workbook.ledger_xlsx(sheet), content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="ledger-{day}.xlsx"'
    return response


def _ordered(request: HttpRequest, wanted: ledger.Filters) -> str:
    """Order the export once for this form, and the same export once while it is alive. The address of the job."""
    actor, at = sitting.actor(request), edge.now(request)
    codes, words = orders.parts(wanted)
    parameters: dict[str, Any] = {
        "as_of": edge.as_of(request).isoformat(),
        "filters": codes,
        "language": edge.language(),
    }
    said = json.dumps([codes, edge.past_day(request) is None or parameters["as_of"]]).encode() + words
    key = f"{KIND}:{actor.ref}:{actor.on_behalf_of or ''}:{hashlib.sha256(said).hexdigest()[:32]}"
    if words:
        parameters["parcel"] = folders.keep_parcel({"words": words})
    ordered: list[int] = []

    def act() -> None:
        found = jobs.enqueue(
            actor=actor.ref,
            at=at,
            kind=KIND,
            parameters=parameters,
            key=key,
            on_behalf_of=actor.on_behalf_of or "",
        )
        ordered.append(found.id)
        if words and found.parameters.get("parcel") != parameters["parcel"]:
            folders.drop_parcel(parameters["parcel"])

    once.run(request, act, result=reverse("jobs"))
    return reverse("job", args=ordered) if ordered else reverse("jobs")
