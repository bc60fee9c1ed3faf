"""Documents: the list, and taking one in; its review is in `reviewing`."""

import hashlib
import json
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from luoshi.intake import gathering, operations, queries
from luoshi.intake.files import may_take_long
from luoshi.jobs import folders
from luoshi.jobs import operations as jobs
from luoshi.org import access
from luoshi.record.refusals import Reason, Refused
from luoshi.web import edge, errors, sitting, telling
from luoshi.web.acts.fields import ActForm, FilesField
from luoshi.web.respond import page
from luoshi.web.sitting import seated_for

PAGE = 50
#: As the worker's table of handlers names them.
READING, BATCH = "document_reading", "document_batch"
#: So many files go into one batch.
MOST_FILES = 200


class TakeInForm(ActForm):
    """The files, and what the text does not say of itself."""

    file = FilesField(
        label=_("文件"),
        # An empty one among many is named with its reason, as any other that cannot be read.
        allow_empty_file=True,
        help_text=_(
            "可以一次选几份，也可以传一个 zip。文本、网页、Word、Excel、WPS、PDF、OFD 都能读。"
            "带密级标志的会被拒收，不留存。"
        ),
    )
    title = forms.CharField(label=_("标题"), required=False, max_length=300, help_text=_("不填就用文件里的标题。"))
    year = forms.IntegerField(
        label=_("年份"),
        required=False,
        min_value=2000,
        max_value=2100,
        help_text=_("“今年”是哪一年；不填就按文件的日期。"),
    )

    def clean_file(self) -> "list[UploadedFile[bytes]]":
        """At least one file."""
        files: list[UploadedFile[bytes]] = self.cleaned_data["file"]
        if not files:
            raise forms.ValidationError(self.fields["file"].error_messages["required"], code="required")
        return files


@seated_for("document.see")
def documents(request: HttpRequest) -> HttpResponse:
    """The documents, newest first."""
    actor, at = sitting.actor(request), edge.now(request)
    found = queries.list_documents(actor, as_of=at, after=edge.whole(request.GET.get("after")), limit=PAGE)
    return page(
        request,
        "documents.html",
        here="documents",
        documents=found,
        next_after=found[-1].id if len(found) == PAGE else None,
        may_take_in=access.allows(actor, "document.take_in"),
    )


@seated_for("document.take_in")
def take_in(request: HttpRequest) -> HttpResponse:
    """Taking a file in; every reason against it at once."""
    at = edge.now(request)
    form = TakeInForm(request.POST or None, request.FILES or None, as_of=at)
    reasons: tuple[telling.Told, ...] = ()
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return redirect(_take_in(request, form.cleaned_data))
            except Refused as refused:
                reasons, status = telling.reasons(refused.reasons, as_of=at), errors.status_of(refused)
    return page(request, "take_in.html", status=status, here="documents", form=form, reasons=reasons)


def _take_in(request: HttpRequest, said: dict[str, Any]) -> str:
    """The address of the new document; of a large one or of many, of the job that reads them. Raises Refused."""
    file, *others = said["file"]
    if others or gathering.is_archive(file):
        return reverse("job", args=[_ordered_batch(request, said)])
    large = settings.LUOSHI_READ_AT_ONCE < file.size <= settings.LUOSHI_UPLOAD_LIMIT
    if large or may_take_long(file):
        return reverse("job", args=[_ordered(request, said)])
    taken = operations.take_in(
        actor=sitting.actor(request),
        at=edge.now(request),
        content=file,
        name=file.name or "",
        title=said["title"],
        year=said["year"],
    )
    return reverse("document", args=[taken.document_id])


def _ordered(request: HttpRequest, said: dict[str, Any]) -> int:
    """Have a large document read in the background; the same one once while it is being read. The job's id."""
    (file,) = said["file"]
    file.seek(0)
    content = file.read()
    order = {"name": file.name or "", "title": said["title"], "year": said["year"]}
    parcel = folders.keep_parcel({"content": content, "order.json": json.dumps(order).encode()})
    return _enqueued(request, READING, parcel, hashlib.sha256(content).hexdigest())


def _ordered_batch(request: HttpRequest, said: dict[str, Any]) -> int:
    """Have many files, or those of a zip, taken in in the background. The job's id. Raises Refused for too many."""
    files = said["file"]
    if len(files) > MOST_FILES:
        raise Refused([Reason("intake.too_many_inside", {"most": MOST_FILES, "n": len(files)})])
    for file in files:
        file.seek(0)
    parts = {str(number): file.read() for number, file in enumerate(files)}
    digest = hashlib.sha256()
    for content in parts.values():
        digest.update(hashlib.sha256(content).digest())
    order = {"names": [file.name or "" for file in files], "year": said["year"]}
    parcel = folders.keep_parcel(parts | {"order.json": json.dumps(order).encode()})
    return _enqueued(request, BATCH, parcel, digest.hexdigest())


def _enqueued(request: HttpRequest, kind: str, parcel: str, digest: str) -> int:
    """Order a job with what came for it, or join the one that is under way. Its id."""
    actor = sitting.actor(request)
    found = jobs.enqueue(
        actor=actor.ref,
        at=edge.now(request),
        kind=kind,
        parameters={"parcel": parcel},
        key=f"{kind}:{actor.ref}:{digest}",
        on_behalf_of=actor.on_behalf_of or "",
    )
    if found.parameters["parcel"] != parcel:
        folders.drop_parcel(parcel)
    return found.id
