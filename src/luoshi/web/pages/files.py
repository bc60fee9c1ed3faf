"""Kept files, handed out as attachments to whoever may see the item that they belong to."""

from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest

from luoshi.ledger import queries as ledger
from luoshi.record import queries as record
from luoshi.web import edge, sitting
from luoshi.web.sitting import seated_for


@seated_for("item.see")
def evidence(request: HttpRequest, number: str, evidence_id: int) -> FileResponse:
    """One file of an item's evidence; access follows the item, never the hash."""
    found = ledger.item_page(sitting.actor(request), number, as_of=edge.now(request))
    for one in found.evidence:
        if one.id == evidence_id:
            return _attachment(one.file, one.name)
    raise Http404


@seated_for("document.see")
def basis_file(request: HttpRequest, number: str) -> FileResponse:
    """The document that an item rests on."""
    found = ledger.item_page(sitting.actor(request), number, as_of=edge.now(request))
    if not found.basis.file:
        raise Http404
    return _attachment(found.basis.file, found.basis.title)


def _attachment(file_hash: str, name: str) -> FileResponse:
    """The bytes as a download: never shown inside our own pages, whatever they are."""
    kept = record.stored_file(file_hash)
    path = record.file_path(file_hash)
    if kept is None or not path.exists():
        raise Http404
    response = FileResponse(path.open("rb"), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name or kept.name, safe='')}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
