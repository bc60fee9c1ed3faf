"""Handing many items over in one act: all that were opened and wait."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from luoshi.ledger import operations, queries
from luoshi.record.refusals import Reason, Refused
from luoshi.web import edge, errors, once, sitting, telling
from luoshi.web.respond import page
from luoshi.web.sitting import seated_for

MOST = 600


@seated_for("item.hand_over")
def hand_over(request: HttpRequest) -> HttpResponse:
    """The items that wait to be handed over, each with a box; one button for all that are ticked."""
    actor, at = sitting.actor(request), edge.now(request)
    reasons: tuple[telling.Told, ...] = ()
    status = 200
    if request.method == "POST":
        try:
            return redirect(_do(request))
        except Refused as refused:
            reasons, status = telling.reasons(refused.reasons, as_of=at), errors.status_of(refused)
    waiting = queries.ledger_page(actor, as_of=at, filters=queries.Filters(states=("draft",)), limit=MOST)
    n = request.GET.get("n", "")
    return page(
        request,
        "hand_over.html",
        status=status,
        here="ledger",
        lines=waiting.lines,
        reasons=reasons,
        ticked=set(request.POST.getlist("item")) if request.method == "POST" else None,
        form_key=once.fresh,
        done=gettext("已交办 %(n)s 件，开始计时。") % {"n": n} if n.isdecimal() else "",
        opened="opened" in request.GET,
    )


def _do(request: HttpRequest) -> str:
    """Hand over what is ticked: `12-3` is item 12 as seen in version 3."""
    actor, at = sitting.actor(request), edge.now(request)
    pairs = [one.partition("-")[::2] for one in request.POST.getlist("item")]
    numbers = [tuple(map(edge.whole, pair)) for pair in pairs]
    items = [(item, version) for item, version in numbers if item is not None and version is not None]
    if not items:
        raise Refused([Reason("web.nothing_ticked")])
    result = f"{reverse('hand_over')}?n={len(items)}"
    return once.run(request, lambda: operations.hand_over(actor=actor, at=at, items=items), result=result)
