"""The pattern that style sheets lay over sensitive pages: a picture of our own, never kept by the browser."""

from django.http import HttpRequest, HttpResponse

from luoshi.web import watermark as mark
from luoshi.web.sitting import seated


@seated
def watermark(request: HttpRequest) -> HttpResponse:
    """The tile with the name, the post and the moment of this very request."""
    response = HttpResponse(mark.tile(request), content_type="image/svg+xml; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response
