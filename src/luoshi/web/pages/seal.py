"""The seal: how far the log goes and the hash that stands for all of it."""

from django.http import HttpRequest, HttpResponse

from luoshi.record import queries as record
from luoshi.web.respond import page
from luoshi.web.sitting import seated


@seated
def seal(request: HttpRequest) -> HttpResponse:
    """The head of the log, to be written down and kept elsewhere."""
    return page(request, "seal.html", here="seal", head=record.head())
