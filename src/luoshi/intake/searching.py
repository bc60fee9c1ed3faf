"""What of the documents can be found by its words: each by its title, and paragraph by paragraph."""

from collections.abc import Sequence

from luoshi.clock.civil import local
from luoshi.intake.models import Document
from luoshi.search.records import MOST_PARTS, Kind, Source, Text


def of_document(document: Document) -> tuple[Text, ...]:
    """Part 0 is title, issuer and file name; every line of the cleaned text is a part of its own behind it.

    A text of more lines than parts can be told apart keeps the rest in the last one.
    """
    paragraphs = document.text.split("\n")
    rest = paragraphs[MOST_PARTS - 2 :]
    if len(rest) > 1:
        paragraphs[MOST_PARTS - 2 :] = ["\n".join(rest)]
    head = (document.title, document.issuer, document.file_name)
    year = document.dated_on.year if document.dated_on else document.year or local(document.taken_in_at).year
    return tuple(
        Text(
            kind=Kind.DOCUMENT,
            row_id=document.pk,
            fields=fields,
            area_id=document.area_root_id,
            year=year,
            part=part,
        )
        for part, fields in enumerate([head, *((one,) for one in paragraphs if one.strip())])
    )


def _read(after: int, limit: int) -> Sequence[tuple[int, tuple[Text, ...]]]:
    rows = Document.objects.select_for_update(of=("self",)).filter(pk__gt=after).order_by("pk")
    return [(row.pk, of_document(row)) for row in rows[:limit]]


#: Everything that can be found; a few documents are as much to index as many rows of the ledger.
SOURCES = (Source("documents", (Kind.DOCUMENT,), _read, batch=10),)
