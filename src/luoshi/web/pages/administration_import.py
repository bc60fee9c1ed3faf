"""The whole directory from a table: look at what will change and at every fault first, then import."""

import json
from dataclasses import dataclass, field

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from luoshi.intake.tables import Sheet, read_tables
from luoshi.org import importing, operations
from luoshi.org.importing import Change, Plan
from luoshi.record.refusals import Refused
from luoshi.reports import directory
from luoshi.web import edge, errors, once, sitting, telling, watermark
from luoshi.web.acts.fields import DayField
from luoshi.web.directory.fields import DirectoryForm
from luoshi.web.pages.export import XLSX
from luoshi.web.respond import page
from luoshi.web.sitting import seated_for

#: The page shows so many changes of each sort; the workbook that was sent has them all.
SHOWN = 12


class ImportForm(DirectoryForm):
    """The file, and from which day it holds."""

    file = forms.FileField(label=_("填好的表"), help_text=_("Excel（.xlsx）或 CSV，按模板填写。"), required=False)
    on = DayField(label=_("自哪一天起"))


@dataclass(frozen=True)
class Sort:
    """Changes of one sort for the page: the first ones in words, and how many there are."""

    word: str
    n: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Looked:
    """What the page shows of a table that was sent: its rows to be sent again, changes, faults."""

    rows: str = ""
    mine: tuple[Sort, ...] = ()
    others: tuple[Sort, ...] = ()
    reasons: tuple[telling.Told, ...] = ()
    was_sent: bool = False
    status: int = 200
    on: str = field(default="")


@seated_for("org.register")
def import_directory(request: HttpRequest) -> HttpResponse:
    """The form; a table that was sent is looked at; a table that was looked at is imported."""
    form = ImportForm(request.POST or None, request.FILES or None, as_of=edge.now(request))
    looked = Looked()
    if request.method == "POST" and form.is_valid():
        try:
            if "rows" in request.POST:
                return redirect(_import(request, form))
            looked = _look(request, form)
        except Refused as refused:
            told = telling.reasons(refused.reasons, as_of=edge.now(request))
            looked = Looked(reasons=told, was_sent=True, status=errors.status_of(refused))
    return page(
        request,
        "directory_import.html",
        status=422 if form.is_bound and form.errors else looked.status,
        here="directory",
        form=form,
        looked=looked,
        form_key=once.fresh(),
        done="done" in request.GET,
    )


def _look(request: HttpRequest, form: ImportForm) -> Looked:
    """What the table would change, tried and taken back. Raises Refused for a file that cannot be read."""
    sent = form.cleaned_data["file"]
    sheets = read_tables(sent.read() if sent else b"")
    actor, at, on = sitting.actor(request), edge.now(request), form.cleaned_data["on"]
    plan = importing.try_import(actor, importing.read(sheets), at=at, on=on)
    return Looked(
        rows="" if plan.faults else json.dumps(sheets, ensure_ascii=False),
        mine=_sorts(plan, plan.mine),
        others=_sorts(plan, plan.others),
        reasons=telling.reasons(plan.faults, as_of=at),
        was_sent=True,
        status=422 if plan.faults else 200,
        on=on.isoformat(),
    )


def _import(request: HttpRequest, form: ImportForm) -> str:
    """Import the rows that were looked at; the address to go to. Raises Refused."""
    sheets: list[Sheet] = []
    try:
        sheets = [(str(name), [[str(cell) for cell in row] for row in rows])
                  for name, rows in json.loads(request.POST["rows"])]  # fmt: skip
    except (ValueError, TypeError) as error:
        raise Refused([]) from error
    found = importing.read(sheets)
    actor, at = sitting.actor(request), edge.now(request)

    def act() -> None:
        importing.import_directory(actor=actor, at=at, found=found, on=form.cleaned_data["on"])

    return once.run(request, act, result=f"{reverse('import_directory')}?done=1")


def _sorts(plan: Plan, changes: tuple[Change, ...]) -> tuple[Sort, ...]:
    """The changes by sort, in the order they are carried out."""
    return tuple(
        Sort(
            word=telling.word(f"import.{what}"),
            n=n,
            lines=tuple(_line(one) for one in changes if one.what == what)[:SHOWN],
        )
        for what, n in plan.counts(mine=changes is plan.mine).items()
    )


def _line(change: Change) -> str:
    """One change in words: the row, what it is about, before and after."""
    where = f"{change.row.place.sheet} {change.row.place.row}"
    arrow = f"：{change.before or '—'} → {change.after or '—'}" if change.before or change.after else ""
    return f"{where}　{change.name}{arrow}"


@seated_for("org.register")
def export_directory(request: HttpRequest) -> HttpResponse:
    """The directory in the form that the import reads; `?empty` gives the template."""
    is_empty = "empty" in request.GET
    at = edge.now(request)
    content = directory.directory_xlsx(None if is_empty else at, mark=watermark.text(request))
    if not is_empty:
        operations.tell_export(actor=sitting.actor(request), at=at, export="directory", n=1)
    name = "directory-template.xlsx" if is_empty else f"directory-{edge.today(request)}.xlsx"
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
