"""The review of a document: its text on one side, its drafts on the other, every act a plain form or a key."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext

from luoshi.intake import history, operations, queries
from luoshi.intake.records import PassageRecord, PresenceRecord, Review
from luoshi.org import access
from luoshi.org import queries as org
from luoshi.record.refusals import Reason, Refused
from luoshi.rulebook import queries as rulebook
from luoshi.web import edge, errors, guard, once, sitting, telling
from luoshi.web.pages import assistant, near
from luoshi.web.respond import page
from luoshi.web.shown import files
from luoshi.web.shown import review as shown
from luoshi.web.sitting import seated_for

#: So many of the last acts stand on the page.
LAST = 12


@dataclass(frozen=True)
class Against:
    """One reason against an act, and where on the page it can be helped."""

    text: str
    rule: str
    href: str


@dataclass(frozen=True)
class Other:
    """Somebody else who has the review open, and the place."""

    name: str
    place: str


@dataclass(frozen=True)
class Back:
    """The act that can be taken back now: its position in the log and its words."""

    position: int
    text: str


@seated_for("document.see")
def document(request: HttpRequest, document_id: int) -> HttpResponse:
    """The review page; what is sent from it is one act. A script gets what changed instead of the whole page."""
    if request.method == "POST":
        return _act(request, document_id)
    if request.headers.get("hx-request"):
        return _bench(request, document_id)
    return _page(request, document_id)


def _bench(request: HttpRequest, document_id: int) -> HttpResponse:
    """What can be done about one sentence, for a script; nothing for a sentence that is not there."""
    found = queries.review(sitting.actor(request), document_id, as_of=edge.now(request))
    chosen = edge.whole(request.GET.get("at"))
    values = {
        "bench": next((one for one in found.passages if one.id == chosen), None),
        "reasons": operations.REASONS,
        "why": shown.why,
        "rule": shown.rule,
        "may_edit": access.allows(sitting.actor(request), "draft.edit"),
    }
    return HttpResponse(render_to_string("parts/review_bench.html", values, request))


@seated_for("draft.see")
@guard.by_itself
def document_news(request: HttpRequest, document_id: int) -> HttpResponseBase:
    """What others have done since, and who is where; asked every few seconds by a page that is being looked at."""
    actor, at = sitting.actor(request), edge.now(request)
    if request.method != "POST":
        return news(request, document_id, since=edge.whole(request.GET.get("since")) or 0)
    operations.be_there(actor=actor, at=at, document_id=document_id, place=request.POST.get("place", ""))
    since = edge.whole(request.POST.get("since")) or 0
    if history.last_acts(document_id, as_of=at, after=since, limit=1):
        return news(request, document_id, since=since)
    found = _others(queries.others(actor, document_id, as_of=at), request)
    return HttpResponse(render_to_string("parts/review_others.html", {"others": found}, request))


def _page(
    request: HttpRequest, document_id: int, *, status: int = 200, reasons: tuple[Against, ...] = ()
) -> HttpResponse:
    """The whole page."""
    actor, at = sitting.actor(request), edge.now(request)
    found = queries.review(actor, document_id, as_of=at)
    around = _around(request, found)
    show = request.GET.get("show", "")
    chosen = edge.whole(request.GET.get("at"))
    return page(
        request,
        "document.html",
        status=status,
        here="documents",
        **around,
        file=files.shown([found.document.file_hash], as_of=at).get(found.document.file_hash),
        pieces=list(shown.pieces(found, around["cards"])),
        show=show if show in shown.SHOWS else "all",
        assistant=assistant.shown(request, document_id),
        kind=_kind(found, at),
        bench=next((one for one in found.passages if one.id == chosen), None),
        others=_others(queries.others(actor, document_id, as_of=at), request),
        refused=reasons,
        done="" if reasons else _done(request.GET.get("done", ""), request.GET.get("n", "")),
    )


def _kind(found: Review, at: dt.datetime) -> str:
    """What the kind is called that the document's title gave its drafts."""
    titles = (one.rule.head.title for one in rulebook.kinds(at) if one.rule.code == found.document.kind)
    return next((telling.say(title) for title in titles), "")


def _around(request: HttpRequest, found: Review) -> dict[str, Any]:
    """What the whole page and the news of it both show."""
    actor, at = sitting.actor(request), edge.now(request)
    listed = shown.cards(found)
    acts = history.last_acts(found.document.id, as_of=at) if access.allows(actor, "draft.see") else ()
    back = history.next_to_take_back(acts, actor=actor.ref)
    told = telling.events(acts[:LAST], as_of=at)
    return {
        "review": found,
        "cards": listed,
        "counts": shown.counts(found, listed),
        "meter": shown.meter(found.coverage),
        "units": _units(found, request),
        "reasons": operations.REASONS,
        "back": Back(back.position, telling.word(f"act.{back.type}")) if back else None,
        "history": told,
        "repairs": [(n, one) for n, one in enumerate(found.repairs) if queries.is_unseen(one)],
        "position": acts[0].position if acts else 0,
        "may_edit": access.allows(actor, "draft.edit"),
        "why": shown.why,
        "rule": shown.rule,
        "reason": shown.reason,
        "form_key": once.fresh,
    }


def news(
    request: HttpRequest, document_id: int, *, since: int, status: int = 200, reasons: tuple[Against, ...] = ()
) -> HttpResponse:
    """Everything on the page that acts behind position `since` have changed, for a script to put in."""
    actor, at = sitting.actor(request), edge.now(request)
    found = queries.review(actor, document_id, as_of=at)
    around = _around(request, found)
    acts = history.last_acts(document_id, as_of=at, after=since)
    rows = frozenset(row for act in acts for row in history.touched(act))
    known = {one.draft.id: one for one in around["cards"]}
    put = [one for one in known.values() if ("draft", one.draft.id) in rows]
    gone = [key for kind, key in rows if kind == "draft" and key not in known]
    unsure = shown.doubtful(around["cards"])
    behind = dict(pairwise([*known, None]))
    values = around | {
        "put": [(one, behind[one.draft.id]) for one in put],
        "gone": gone,
        "pieces": [shown.piece(one, unsure) for one in _changed(found, rows)],
        "others": _others(queries.others(actor, document_id, as_of=at), request),
        "refused": reasons,
    }
    return HttpResponse(render_to_string("parts/review_news.html", values, request), status=status)


def _changed(found: Review, rows: frozenset[tuple[str, int]]) -> Iterable[PassageRecord]:
    """The sentences that these rows are, or that these drafts touch; every one when a repair was looked at."""
    repaired = any(kind == "repair" for kind, _ in rows)
    spans = [(one.start, one.end) for one in found.drafts if ("draft", one.id) in rows]
    for one in found.passages:
        touched = any(start < one.end and end > one.start for start, end in spans)
        if touched or repaired or ("passage", one.id) in rows:
            yield one


def _units(found: Review, request: HttpRequest) -> dict[int, str]:
    """Short names of the units that drafts name."""
    ids = {one for draft in found.drafts for one in (draft.lead_unit_id, *draft.co_unit_ids) if one}
    names = org.names([f"unit:{one}" for one in ids], edge.now(request))
    return {int(ref.removeprefix("unit:")): name for ref, name in names.items()}


def _others(there: tuple[PresenceRecord, ...], request: HttpRequest) -> list[Other]:
    """Who is there, by name."""
    name = telling.book([one.actor for one in there], as_of=edge.now(request))
    return [Other(name(one.actor), one.place) for one in there]


def _done(code: str, n: str) -> str:
    """What was just done, in words."""
    told = {
        "published": gettext("已发布 %(n)s 件，成为事项，等交办。") % {"n": n if n.isdecimal() else ""},
        "accept": gettext("已采纳。"),
        "edited": gettext("已保存。"),
        "split": gettext("已拆分。"),
        "waive": gettext("已设为不建账。"),
        "draft": gettext("已建草稿。"),
        "merge": gettext("已合并。"),
        "lead": gettext("已定下牵头单位。"),
        "assistant": gettext("已经去问助手，问完的草稿会出现在这里。"),
        "take_up": gettext("已重新列为没有着落。"),
        "reopen": gettext("已退回待确认。"),
        "look": gettext("已记下：看过了。"),
        "undo": gettext("已撤销一步。"),
    }
    return told.get(code, "")


def against(refused: Refused, request: HttpRequest) -> tuple[Against, ...]:
    """The reasons in words, each with the place on the page it speaks of."""
    found = []
    for reason in refused.reasons:
        (told,) = telling.reasons([reason], as_of=edge.now(request))
        found.append(Against(told.text, told.rule, _place(reason)))
    return tuple(dict.fromkeys(found))


def _place(reason: Reason) -> str:
    """The anchor on the page that a reason speaks of."""
    for name, anchor in (("passage", "#p{}"), ("repair", "#repair-{}"), ("number", "#draft-{}")):
        if name in reason.values:
            return anchor.format(reason.values[name])
    return ""


def _act(request: HttpRequest, document_id: int) -> HttpResponse:
    """One act; refused, the page (or its news) comes back with the reasons on top."""
    is_script = bool(request.headers.get("hx-request"))
    since = edge.whole(request.POST.get("since")) or 0
    verb, _, said = request.POST.get("verb", "").partition(":")
    act = _ACTS.get(verb)
    if act is None:
        raise Refused([Reason("web.unknown_act")])
    try:
        found = queries.review(sitting.actor(request), document_id, as_of=edge.now(request))
        went = once.run(request, lambda: act(request, document_id, said), result=_landing(request, found, verb, said))
    except Refused as refused:
        status, reasons = errors.status_of(refused), against(refused, request)
        if is_script:
            return news(request, document_id, since=since, status=status, reasons=reasons)
        return _page(request, document_id, status=status, reasons=reasons)
    return news(request, document_id, since=since) if is_script else redirect(went)


def _landing(request: HttpRequest, found: Review, verb: str, said: str) -> str:
    """Where a browser without a script goes after the act: to the next place that needs a decision."""
    show = request.POST.get("show", "")
    query = f"?done={'published' if verb == 'publish' else verb}"
    query += f"&n={sum(one.state == 'accepted' for one in found.drafts)}" if verb == "publish" else ""
    query += f"&show={show}" if show in shown.SHOWS and show != "all" else ""
    drafts, passage = versions(said), _passage(said)[0]
    starts = [one.start for one in found.drafts if one.id in drafts]
    starts += [one.start for one in found.passages if one.id == passage]
    place = shown.next_to_decide(found, max(starts)) if starts else ""
    return f"{reverse('document', args=[found.document.id])}{query}" + (f"#{place}" if place else "")


def versions(said: str) -> dict[int, int | None]:
    """Drafts with the versions that were seen, as forms send them: `12.3,15.1`."""
    found: dict[int, int | None] = {}
    for one in said.split(","):
        key, _, version = one.partition(".")
        if (draft_id := edge.whole(key)) is not None:
            found[draft_id] = edge.whole(version)
    return found


def _passage(said: str) -> tuple[int, str]:
    """A sentence with the state it was seen in: `p45:open`."""
    key, _, seen = said.partition(":")
    passage_id = edge.whole(key[1:]) if key.startswith("p") else None
    return passage_id or 0, seen if seen in ("assigned", "waived", "open") else ""


def _drafts(request: HttpRequest, said: str) -> dict[int, int | None]:
    """The draft of the button, or those that are ticked."""
    return versions(said or ",".join(request.POST.getlist("draft")))


def reason_of(request: HttpRequest) -> str:
    """The reason: written, or one of the short list."""
    return request.POST.get("reason_text", "").strip() or request.POST.get("reason", "")


def _accept(request: HttpRequest, _document_id: int, said: str) -> None:
    operations.accept_drafts(actor=sitting.actor(request), at=edge.now(request), versions=_drafts(request, said))


def _reopen(request: HttpRequest, _document_id: int, said: str) -> None:
    operations.reopen_drafts(actor=sitting.actor(request), at=edge.now(request), versions=_drafts(request, said))


def _merge(request: HttpRequest, _document_id: int, said: str) -> None:
    seen = _drafts(request, said)
    operations.merge_drafts(actor=sitting.actor(request), at=edge.now(request), draft_ids=list(seen), versions=seen)


def _waive(request: HttpRequest, _document_id: int, said: str) -> None:
    """A sentence, the draft of the button, or those that are ticked."""
    actor, at, reason = sitting.actor(request), edge.now(request), reason_of(request)
    passage_id, seen = _passage(said)
    if passage_id:
        operations.waive_passage(actor=actor, at=at, passage_id=passage_id, reason=reason, seen=seen)
    else:
        operations.waive_drafts(actor=actor, at=at, versions=_drafts(request, said), reason=reason)


def _draft(request: HttpRequest, _document_id: int, said: str) -> None:
    passage_id, seen = _passage(said)
    operations.draft_passage(actor=sitting.actor(request), at=edge.now(request), passage_id=passage_id, seen=seen)


def _take_up(request: HttpRequest, _document_id: int, said: str) -> None:
    passage_id, seen = _passage(said)
    operations.take_up(actor=sitting.actor(request), at=edge.now(request), passage_id=passage_id, seen=seen)


def _look(request: HttpRequest, document_id: int, said: str) -> None:
    index = edge.whole(said)
    operations.look_at_repair(
        actor=sitting.actor(request),
        at=edge.now(request),
        document_id=document_id,
        index=-1 if index is None else index,
    )


def _undo(request: HttpRequest, document_id: int, said: str) -> None:
    operations.take_back(
        actor=sitting.actor(request), at=edge.now(request), document_id=document_id, position=edge.whole(said)
    )


def _publish(request: HttpRequest, document_id: int, _said: str) -> None:
    operations.publish(actor=sitting.actor(request), at=edge.now(request), document_id=document_id)


_ACTS: dict[str, Callable[[HttpRequest, int, str], None]] = {
    "accept": _accept,
    "reopen": _reopen,
    "merge": _merge,
    "waive": _waive,
    "draft": _draft,
    "lead": near.take_lead,
    "assistant": assistant.ask,
    "take_up": _take_up,
    "look": _look,
    "undo": _undo,
    "publish": _publish,
}
