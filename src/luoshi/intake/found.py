"""Which entries of the index one person may find among the documents, and how those documents are called."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from luoshi.intake import access
from luoshi.intake.models import Document
from luoshi.intake.searching import SOURCES
from luoshi.org.access import Actor
from luoshi.search.queries import Seen

#: What the index has to hold before every document can be found.
SOURCE_NAMES = tuple(source.name for source in SOURCES)


def seen_entries(actor: Actor, *, as_of: datetime) -> Seen:
    """The condition on entries of documents: those that `document.see` reaches for the actor today."""
    return Seen(Q(Exists(Document.objects.filter(access.visible(actor, as_of=as_of), pk=OuterRef("row_id")))))


def titles(actor: Actor, document_ids: Collection[int], *, as_of: datetime) -> dict[int, str]:
    """Id → title of those documents that the actor may see; the others are absent."""
    if not document_ids:
        return {}
    rows = Document.objects.filter(access.visible(actor, as_of=as_of), pk__in=document_ids)
    return dict(rows.values_list("pk", "title"))
