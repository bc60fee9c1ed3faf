"""Every component of the visual language in every state, on one page."""

from django.http import HttpRequest, HttpResponse

from luoshi.web import guard
from luoshi.web.respond import page


@guard.public
def style(request: HttpRequest) -> HttpResponse:
    """The page that a designer or a new colleague reads first."""
    return page(request, "style.html")
