"""One item: its basis, its line of time, why this date and this light, and what one may do with it."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from luoshi.intake import queries as intake
from luoshi.intake.records import SourceRecord
from luoshi.ledger import queries as ledger
from luoshi.web import edge, sitting, telling
from luoshi.web.acts import offer
from luoshi.web.acts.specs import BY_VERB
from luoshi.web.respond import page
from luoshi.web.shown import files
from luoshi.web.shown import item as shown
from luoshi.web.sitting import seated_for


@seated_for("item.see")
def item(request: HttpRequest, number: str) -> HttpResponse:
    """The page of one item, now or as of a past day; a past day can only be read.

    The newest events, reports and pieces of evidence; with `?events=all` every one.
    """
    actor, at, sight = sitting.actor(request), edge.as_of(request), sitting.sight(request)
    past_on, newest = edge.past_day(request), None if request.GET.get("events") == "all" else shown.NEWEST
    view = ledger.item_view(
        number, sight=sight, seats=sitting.seats(request), is_past=past_on is not None, newest=newest
    )
    found, acts, names = view.page, view.acts, sight.names
    drawn = shown.works(found, newest)
    return page(
        request,
        "item.html",
        here="ledger",
        found=found,
        line=found.line,
        time=shown.time_line(found, view.events, as_of=at, known=names, n_left_out=view.n_earlier),
        drawn=drawn,
        everything=f"?{urlencode({'events': 'all'} | ({'as_of': past_on.isoformat()} if past_on else {}))}",
        node_titles={node.id: node.title for plan in found.plans for node in plan.nodes},
        why_date=shown.why_date(found, as_of=at, known=names),
        why_light=shown.why_light(found, as_of=at),
        acts=offer.offers(acts, shown.ground(found, as_of=at), first=shown.pressing(found, actor)),
        first=shown.pressing(found, actor),
        closed_acts=offer.closed(acts, as_of=at, known=names),
        source=_source(request, number, found.basis.file),
        files=files.shown({found.basis.file, *drawn.files()}, as_of=edge.now(request)),
        done=_done(request.GET.get("done", "")),
    )


def _done(verb: str) -> str:
    """What was just done, in words; empty for a verb there is not."""
    spec = BY_VERB.get(verb)
    return gettext("已办：%(act)s。") % {"act": telling.word(f"verb.{verb}")} if spec else ""


def _source(request: HttpRequest, number: str, file_hash: str) -> SourceRecord | None:
    """The draft that became this item; asked for only where the item rests on a kept file."""
    if not file_hash:
        return None
    return intake.find_source(sitting.actor(request), number, file_hash=file_hash, as_of=edge.now(request))
