"""Bring your own Excel: a visitor's ledger under the clock and on a board for some hours, apart from the record."""

import dataclasses
import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luoshi.boards import trial as trials
from luoshi.boards.lights import code
from luoshi.boards.queries import SCHEME
from luoshi.boards.trial import TrialBoard
from luoshi.intake import ledgers, operations, tables, templates
from luoshi.intake.operations.settling import check_fields
from luoshi.intake.trials import Trial
from luoshi.org import access
from luoshi.org import queries as org
from luoshi.reading.columns import CERTAIN, FIELDS, LIKELY, Column
from luoshi.reading.ledgers import LedgerBook, LedgerTable
from luoshi.record.refusals import Reason, Refused
from luoshi.reports import own_columns
from luoshi.rulebook import queries as rulebook
from luoshi.web import edge, errors, sitting, telling, trying
from luoshi.web.acts.fields import ActForm
from luoshi.web.pages.board import lines_of
from luoshi.web.pages.export import XLSX
from luoshi.web.respond import page
from luoshi.web.sitting import seated_for

#: So many lines of a table show what its columns hold, and so many stand on the page of the trial.
PREVIEWED, SHOWN = 4, 300


class TrialForm(ActForm):
    """The workbook."""

    file = forms.FileField(
        label=_("您的台账"), help_text=_("Excel（xlsx、xls、et）或者 CSV，几张表、合并单元格都可以。")
    )


@dataclass(frozen=True)
class Head:
    """A column on the page: its choices, and in words how sure reading is."""

    name: str
    column: Column
    choices: tuple[tuple[str, str], ...]
    sure: str


@dataclass(frozen=True)
class Kind:
    """One kind of table of the workbook: where it stands, its columns, the first of its lines."""

    tables: tuple[LedgerTable, ...]
    heads: tuple[Head, ...]
    rows: tuple[tuple[str, ...], ...]
    n: int
    aside: tuple[tuple[str, int], ...]


@seated_for("trial.use")
def trial(request: HttpRequest) -> HttpResponse:
    """What a trial is, and the form; a workbook that was sent becomes the trial of this sitting."""
    form = TrialForm(request.POST or None, request.FILES or None, as_of=edge.now(request))
    reasons: tuple[telling.Told, ...] = ()
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _begin(request, form.cleaned_data["file"])
                return redirect("trial_columns")
            except Refused as refused:
                reasons, status = telling.reasons(refused.reasons, as_of=edge.now(request)), errors.status_of(refused)
    return page(
        request,
        "trial.html",
        status=status,
        here="ledger",
        form=form,
        reasons=reasons,
        running=trying.find(request),
        hours=settings.LUOSHI_TRIAL_HOURS,
        removed="removed" in request.GET,
        gone="gone" in request.GET,
    )


def _begin(request: HttpRequest, file: forms.FileField) -> None:
    """Read the workbook and keep it as the trial of this sitting. Raises Refused when there is no ledger in it."""
    content = file.read() if file.size <= settings.LUOSHI_UPLOAD_LIMIT else b"\0" * (tables.MOST_BYTES + 1)  # type: ignore[attr-defined]
    begun = Trial(str(file.name or "")[:200], ledgers.sheets_of(content))  # type: ignore[attr-defined]
    if not _book(request, begun).lines:
        raise Refused([Reason("intake.no_ledger")])
    trying.begin(request, begun)


def _book(request: HttpRequest, found: Trial) -> LedgerBook:
    """The trial's lines: columns as they were put right here, else as the office settled them, else as they look."""
    settled = {**templates.settled(sitting.actor(request).area_id), **found.settled}
    at = edge.now(request)
    return ledgers.understood(found.sheets, directory=org.directory(at), year=edge.today(request).year, settled=settled)


@seated_for("trial.use")
def trial_columns(request: HttpRequest) -> HttpResponse:
    """What each column was taken for, with the first lines; what is put right holds at once."""
    found = trying.find(request)
    if found is None:
        return redirect(f"{reverse('trial')}?gone=1")
    book = _book(request, found)
    reasons: tuple[telling.Told, ...] = ()
    status = 200
    if request.method == "POST":
        try:
            _settle(request, found, book)
            return redirect("trial_board")
        except Refused as refused:
            reasons, status = telling.reasons(refused.reasons, as_of=edge.now(request)), errors.status_of(refused)
    return page(
        request,
        "trial_columns.html",
        status=status,
        here="ledger",
        trial=found,
        kinds=_kinds(book, request.POST),
        others=book.others,
        reasons=reasons,
        may_settle=access.allows(sitting.actor(request), "template.settle"),
    )


def _kinds(book: LedgerBook, sent: QueryDict) -> tuple[Kind, ...]:
    """The kinds of tables in their order, with what was chosen for them just now."""
    by_mark: dict[str, list[LedgerTable]] = {}
    for table in book.tables:
        by_mark.setdefault(table.mark, []).append(table)
    return tuple(_kind(mark, tables, sent) for mark, tables in by_mark.items())


def _kind(mark: str, tables: list[LedgerTable], sent: QueryDict) -> Kind:
    lines = [line for table in tables for line in table.lines]
    aside = Counter(role for table in tables for _, role, _ in table.aside)
    return Kind(
        tuple(tables),
        tuple(_head(mark, column, sent) for column in tables[0].columns),
        tuple(line.cells for line in lines[:PREVIEWED]),
        len(lines),
        tuple((telling.word(f"row.{role}"), n) for role, n in aside.items()),
    )


def _head(mark: str, column: Column, sent: QueryDict) -> Head:
    name = f"{mark}-{column.at}"
    shown = dataclasses.replace(column, field=sent.get(name, column.field))
    sure = "certain" if column.sure >= CERTAIN else "likely" if column.sure >= LIKELY else "doubtful"
    if column.by == "person":
        sure = "person"
    choices = tuple((field, telling.word(f"column.{field}")) for field in FIELDS)
    return Head(name, shown, choices, sure)


def _settle(request: HttpRequest, found: Trial, book: LedgerBook) -> None:
    """Keep what was chosen for each kind of table; for the whole office when that was asked. Raises Refused."""
    chosen: dict[str, tuple[str, ...]] = {}
    actor, at = sitting.actor(request), edge.now(request)
    heads: dict[str, list[str]] = {}
    for kind in _kinds(book, request.POST):
        mark = kind.tables[0].mark
        heads[mark] = [head.column.head for head in kind.heads]
        chosen[mark] = tuple(head.column.field for head in kind.heads)
        check_fields(heads[mark], chosen[mark])
    if "remember" in request.POST and access.allows(actor, "template.settle"):
        for mark, fields in chosen.items():
            operations.settle_template(actor=actor, at=at, heads=heads[mark], fields=fields)
    trying.put(request, dataclasses.replace(found, settled={**found.settled, **chosen}))


@seated_for("trial.use")
def trial_board(request: HttpRequest) -> HttpResponse:
    """The visitor's own board and lines as of today, or of `?as_of=`."""
    found = trying.find(request)
    if found is None:
        return redirect(f"{reverse('trial')}?gone=1")
    book, at = _book(request, found), edge.as_of(request)
    made = _made(book, at)
    lights = set(request.GET.getlist("light"))
    unit = edge.whole(request.GET.get("unit"))
    lines = [
        one for one in made.lines if (not lights or code(one.light) in lights) and (unit is None or one.unit_id == unit)
    ]
    held = trying.ticket(request)
    return page(
        request,
        "trial_board.html",
        here="ledger",
        trial=found,
        made=made,
        rows=lines_of(made.board, reverse("trial_board"), "unit", edge.past_day(request)),
        longest=max([1, *(row.running for row in made.board.rows)]),
        lines=lines[:SHOWN],
        n=len(lines),
        is_narrowed=bool(lights or unit is not None),
        unit=made.units.get(unit or 0, ""),
        doubtful=sum(column.sure < LIKELY for table in book.tables for column in table.columns if column.head),
        ends_at=held.ends_at if held else at,
    )


def _made(book: LedgerBook, at: dt.datetime) -> TrialBoard:
    return trials.trial_board(
        book,
        as_of=at,
        scheme=rulebook.scheme(SCHEME, at),
        calendar=rulebook.calendar("cn", at),
        nobody=gettext("（没有写明牵头单位）"),
    )


@seated_for("trial.use")
def trial_export(request: HttpRequest) -> HttpResponse:
    """The visitor's lines in her own columns again, merged cells filled."""
    found = trying.find(request)
    if found is None:
        return redirect(f"{reverse('trial')}?gone=1")
    content = own_columns.own_columns_xlsx(_book(request, found))
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = 'attachment; filename="trial.xlsx"'
    return response


@seated_for("trial.use")
def trial_remove(request: HttpRequest) -> HttpResponse:
    """Delete the trial, when that was sent; nothing of it is left."""
    if request.method != "POST":
        return redirect("trial")
    trying.end(request)
    return redirect(f"{reverse('trial')}?removed=1")
