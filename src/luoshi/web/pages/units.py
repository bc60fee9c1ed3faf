"""Units by what was typed so far: the options of a unit field, fetched while typing; without script nobody needs it."""

from django.http import HttpRequest, HttpResponse

from luoshi.web import edge, units
from luoshi.web.respond import part
from luoshi.web.sitting import seated_for


@seated_for("org.see")
def unit_options(request: HttpRequest) -> HttpResponse:
    """At most twelve options for the datalist."""
    said = next((str(value) for value in request.GET.values() if value), "")
    return part(request, "parts/units.html", units=units.find(said, edge.now(request)))
