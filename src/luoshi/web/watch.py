"""Every request has a number, is timed and counted, and leaves one line in the log that names no person and no item."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse

from luoshi.record import condition
from luoshi.web import metrics, sitting, tracing

_log = logging.getLogger("luoshi.web")
HEADER = "X-Request-Number"
_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
#: Asked every few seconds by machines: worth counting, not worth a line.
_QUIET = frozenset({"healthz", "ready", "metrics", "static"})


class _Queries:
    """Counts what one request asks of the database."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> object:
        self.count += 1
        return execute(sql, params, many, context)


class Watched:
    """The outermost layer: a number for the request, figures for `/metrics`, one line for the log."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The response, with the number of the request in a header."""
        number, queries = tracing.fresh(), _Queries()
        token = tracing.request_number.set(number)
        began = time.perf_counter()
        condition.take_wait()
        try:
            with connection.execute_wrapper(queries):
                response = self._get_response(request)
            _write(request, response, time.perf_counter() - began, queries.count)
        finally:
            tracing.request_number.reset(token)
        response.headers[HEADER] = number
        return response


def route(request: HttpRequest) -> str:
    """The name of the address asked for, never the address: that holds numbers of items."""
    match = getattr(request, "resolver_match", None)
    if match is not None:
        return match.url_name or "unnamed"
    return "static" if request.path_info.startswith(settings.STATIC_URL) else "none"


def _write(request: HttpRequest, response: HttpResponse, seconds: float, queries: int) -> None:
    """Count the request and write its line."""
    name, waited = route(request), condition.take_wait()
    method = request.method if request.method in _METHODS else "OTHER"
    metrics.REQUESTS.labels(name, method, str(response.status_code)).inc()
    metrics.SECONDS.labels(name, method).observe(seconds)
    metrics.QUERIES.labels(name).observe(queries)
    if waited:
        metrics.LOCK_SECONDS.observe(waited)
    level = logging.DEBUG if name in _QUIET and response.status_code < 500 else logging.INFO
    said = {
        "route": name,
        "method": method,
        "status": response.status_code,
        "milliseconds": round(seconds * 1000, 1),
        "queries": queries,
        "lock_milliseconds": round(waited * 1000, 1) if waited >= 0.0005 else None,
        "post": sitting.post_ref(request),
    }
    _log.log(level, "request", extra=said)
