"""Kept files: handed out as attachments, and shown as pictures of our own, to whoever may see their item."""

from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import reverse

from luoshi.ledger import queries as ledger
from luoshi.record import previews
from luoshi.record import queries as record
from luoshi.record.queries import StoredFileRecord
from luoshi.web import edge, sitting
from luoshi.web.respond import page
from luoshi.web.shown import files as shown
from luoshi.web.sitting import seated_for

#: For bytes that strangers made: whatever they are, they run nothing, load nothing and belong to no page of ours.
SANDBOX = "sandbox; default-src 'none'"
#: hash and shown name of a file
_Named = tuple[str, str]


@seated_for("item.see")
def evidence(request: HttpRequest, number: str, evidence_id: int) -> FileResponse:
    """One file of an item's evidence; access follows the item, never the hash."""
    return _attachment(*_evidence(request, number, evidence_id))


@seated_for("document.see")
def basis_file(request: HttpRequest, number: str) -> FileResponse:
    """The document that an item rests on."""
    return _attachment(*_basis(request, number))


@seated_for("item.see")
def evidence_preview(request: HttpRequest, number: str, evidence_id: int) -> HttpResponse:
    """The pages of one file of an item's evidence, one at a time."""
    named = _evidence(request, number, evidence_id)
    return _preview(request, number, named, "evidence", [number, evidence_id])


@seated_for("document.see")
def basis_preview(request: HttpRequest, number: str) -> HttpResponse:
    """The pages of the document that an item rests on."""
    return _preview(request, number, _basis(request, number), "basis_file", [number])


@seated_for("item.see")
def evidence_picture(request: HttpRequest, number: str, evidence_id: int, page_number: int) -> FileResponse:
    """One page (from 1) of the preview, or the thumbnail (0), as PNG."""
    return _picture(_evidence(request, number, evidence_id), page_number)


@seated_for("document.see")
def basis_picture(request: HttpRequest, number: str, page_number: int) -> FileResponse:
    """As `evidence_picture`, of the document that an item rests on."""
    return _picture(_basis(request, number), page_number)


def _evidence(request: HttpRequest, number: str, evidence_id: int) -> _Named:
    """The file behind a link of an item that this sitting may see. Raises Http404."""
    found = ledger.item_page(sitting.actor(request), number, as_of=edge.now(request))
    for one in found.evidence:
        if one.id == evidence_id:
            return one.file, one.name
    raise Http404


def _basis(request: HttpRequest, number: str) -> _Named:
    """The file of an item's basis, which this sitting may see. Raises Http404."""
    found = ledger.item_page(sitting.actor(request), number, as_of=edge.now(request))
    if not found.basis.file:
        raise Http404
    return found.basis.file, found.basis.title


def _stored(file_hash: str) -> StoredFileRecord:
    found = record.stored_file(file_hash)
    if found is None:
        raise Http404
    return found


def _attachment(file_hash: str, name: str) -> FileResponse:
    """The bytes as a download: never shown inside our own pages, whatever they are."""
    kept = _stored(file_hash)
    path = record.file_path(file_hash)
    if not kept.may_be_opened or not path.exists():
        raise Http404
    response = FileResponse(path.open("rb"), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name or kept.name, safe='')}"
    return _closed(response)


def _picture(named: _Named, number: int) -> FileResponse:
    """A PNG that was drawn before; nothing is drawn because somebody asks for a picture."""
    kept = _stored(named[0])
    found = previews.find(kept.hash) if kept.may_be_opened else None
    path = found.picture(number) if found else None
    if path is None:
        raise Http404
    return _closed(FileResponse(path.open("rb"), content_type="image/png"))


def _closed(response: FileResponse) -> FileResponse:
    """Headers for bytes that are not ours to trust."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _preview(request: HttpRequest, number: str, named: _Named, route: str, arguments: list[str | int]) -> HttpResponse:
    """One page of the preview, drawn now if it has not been; a tombstone, or why there is nothing to see."""
    file_hash, name = named
    kept = _stored(file_hash)
    found = previews.make(kept)
    wanted = min(max(edge.whole(request.GET.get("page")) or 1, 1), max(found.shown, 1))
    base = {"evidence": "evidence", "basis_file": "basis"}[route]
    return page(
        request,
        "preview.html",
        here="ledger",
        number=number,
        name=name or kept.name,
        file=shown.shown([file_hash], as_of=edge.now(request))[file_hash],
        preview=found,
        page_number=wanted,
        picture=reverse(f"{base}_picture", args=[*arguments, wanted]),
        download=reverse(route, args=arguments),
    )
