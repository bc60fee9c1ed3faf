"""How the installation is, for whoever runs it; in short for the head of the supervision office."""

from django.http import HttpRequest, HttpResponse

from luoshi.boards import health
from luoshi.delivery import queries as delivery
from luoshi.org import access
from luoshi.web import edge, sitting, telling
from luoshi.web.respond import page
from luoshi.web.sitting import seated_for


@seated_for("status.see")
def status(request: HttpRequest) -> HttpResponse:
    """Warnings with what to do, then the reading they come from."""
    at = edge.now(request)
    read = health.look(as_of=at, delivered=delivery.position())
    return page(
        request,
        "status.html",
        here="status",
        health=read,
        warnings=telling.steps(health.warnings(read), as_of=at),
        sees_machine=access.allows(sitting.actor(request), "status.see_machine"),
    )
