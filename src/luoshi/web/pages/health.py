"""What machines ask: is the process alive, may work be sent here, what are the figures. No session, no person."""

import datetime as dt
import ipaddress
import json
import secrets

from django.conf import settings
from django.db import Error
from django.http import Http404, HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST

from luoshi.boards import health
from luoshi.boards.health import Health
from luoshi.delivery import queries as delivery
from luoshi.web import edge, guard, metrics

_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")


@guard.public
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return _json({"alive": True}, 200)


@guard.public
def ready(request: HttpRequest) -> HttpResponse:
    """Database, migrations, disk and tick loop: 200 when work may be sent here, else 503 with the codes of why not."""
    against = health.not_ready(as_of=edge.now(request))
    return _json({"ready": not against, "against": list(against)}, 503 if against else 200)


def _json(said: dict[str, object], status: int) -> HttpResponse:
    response = HttpResponse(json.dumps(said), status=status, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


@guard.public
def figures(request: HttpRequest) -> HttpResponse:
    """The figures in the Prometheus text format, for whom `LUOSHI_METRICS` lets in, else 404."""
    if not _may_read(request):
        raise Http404
    response = HttpResponse(metrics.text(_now(edge.now(request))), content_type=CONTENT_TYPE_LATEST)
    response.headers["Cache-Control"] = "no-store"
    return response


def _now(at: dt.datetime) -> Health | None:
    """The reading of this moment; None while the database is away: the own figures are worth having then."""
    try:
        return health.look(as_of=at, delivered=delivery.position())
    except Error:
        return None


def _may_read(request: HttpRequest) -> bool:
    """Nobody, this machine alone, or whoever knows the token. What a stranger's header says of addresses counts not."""
    if settings.LUOSHI_METRICS == "token":
        sent = request.headers.get("Authorization", "")
        return secrets.compare_digest(sent.encode(), f"Bearer {settings.LUOSHI_METRICS_TOKEN}".encode())
    if settings.LUOSHI_METRICS == "loopback":
        return not any(name in request.META for name in _FORWARDED) and _is_here(request.META.get("REMOTE_ADDR", ""))
    return False


def _is_here(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
