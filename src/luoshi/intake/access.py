"""Who may take in, see and change documents: the access table's scopes, measured on a document's office and area."""

from datetime import datetime

from django.db.models import Q

from luoshi.org import access
from luoshi.org import queries as org
from luoshi.org.access import Actor, Scope
from luoshi.record.refusals import Reason, Refused


def visible(actor: Actor, *, as_of: datetime, verb: str = "document.see", prefix: str = "") -> Q:
    """The condition on documents (behind `prefix`, on their drafts) that `verb` reaches for `actor`."""
    scope = access.scope(actor, verb)
    reach = org.reach(actor, as_of)
    if scope is Scope.AREA:
        return Q(**{f"{prefix}area_root_id": reach.area_id}) if reach.area_id else Q()
    if scope is Scope.HANDED_DOWN:
        return Q(**{f"{prefix}issuing_office_id__in": reach.issuing_office_ids})
    return Q(pk__in=[])


def sees_drafts(actor: Actor) -> bool:
    """Whether drafts are shown to `actor` at all: a document may be read by more people than its drafts."""
    return access.allows(actor, "draft.see")


def require(actor: Actor, verb: str) -> None:
    """Raises Refused when `verb` reaches nothing at all for `actor`."""
    if not access.allows(actor, verb):
        raise Refused([Reason("intake.may_not", rule="R12-01")])
