"""The ledger as a workbook, narrowed as the page is."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from luoshi.reports import ledgers, workbook
from luoshi.web import edge, sitting
from luoshi.web.pages.ledger import FilterForm, filters
from luoshi.web.sitting import seated_for

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@seated_for("item.see")
def export(request: HttpRequest) -> HttpResponse:
    """The file, named after the day it shows."""
    at = edge.as_of(request)
    form = FilterForm(request.GET, as_of=at)
    form.is_valid()
    sheet = ledgers.ledger_sheet(
        sitting.actor(request),
        as_of=at,
        written_at=edge.now(request),
        title=gettext("督办事项台账"),
        filters=filters(form, request.GET),
    )
    day = at.astimezone(edge.SHANGHAI).date().isoformat()
    response = HttpResponse(workbook.ledger_xlsx(sheet), content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="ledger-{day}.xlsx"'
    return response
