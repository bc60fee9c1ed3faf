"""The auditor's page: who signed in, opened, exported and administered what, when and with which result (R13-01)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luoshi.org import operations
from luoshi.org import queries as org
from luoshi.org.queries.access_log import PREFIX, RESULTS, SORTS, result_of, sort_of
from luoshi.record import messages
from luoshi.record.queries import EventRecord
from luoshi.reports import tables
from luoshi.web import edge, sitting, telling, units, watermark
from luoshi.web.acts.fields import ActForm, Choices, DayField, words
from luoshi.web.directory.fields import find_people
from luoshi.web.pages.export import XLSX
from luoshi.web.pages.ledger import query
from luoshi.web.respond import page
from luoshi.web.sitting import seated_for

PAGE = 100
#: One workbook holds no more; for older ones the days are narrowed.
MOST_EXPORTED = 20_000


def _sorts() -> Choices:
    return [("", gettext("全部")), *words("audit", *SORTS)()]


def _results() -> Choices:
    return [("", gettext("全部")), *words("result", *RESULTS)()]


class LogForm(ActForm):
    """What the log is narrowed to; every field may be left empty."""

    person = forms.CharField(label=_("谁办的"), required=False, max_length=80)
    sort = forms.ChoiceField(label=_("哪一类"), required=False, choices=_sorts)
    about = forms.CharField(label=_("关于谁"), required=False, max_length=100, help_text=_("单位、岗位或人员。"))
    result = forms.ChoiceField(label=_("结果"), required=False, choices=_results)
    from_on = DayField(label=_("自"), required=False)
    to_on = DayField(label=_("至"), required=False)


@dataclass(frozen=True)
class Entry:
    """One line of the log in words."""

    at: dt.datetime
    who: str
    sort: str
    text: str
    about: str
    address: str
    result: str
    is_refused: bool


@seated_for("access_log.see")
def access_log(request: HttpRequest) -> HttpResponse:
    """One page of the log, newest first."""
    form, narrowed = _narrowed(request)
    before = edge.whole(request.GET.get("before"))
    found = org.access_log(
        sitting.actor(request), edge.now(request), narrowed=narrowed, before=before, limit=PAGE + 1
    )  # fmt: skip
    shown = found[:PAGE]
    return page(
        request,
        "access_log.html",
        status=200 if form.is_valid() else 422,
        here="access_log",
        form=form,
        entries=_entries(shown, edge.now(request)),
        first_query=_query(request) if before else None,
        next_query=_query(request, before=shown[-1].position) if len(found) > PAGE else None,
        query=_query(request),
        is_narrowed=any(value for name, value in request.GET.items() if name != "before"),
    )


@seated_for("access_log.see")
def export_access_log(request: HttpRequest) -> HttpResponse:
    """The same as a workbook; taking it out is an event of the log itself."""
    actor, at = sitting.actor(request), edge.now(request)
    _form, narrowed = _narrowed(request)
    found = org.access_log(actor, at, narrowed=narrowed, limit=MOST_EXPORTED)
    operations.tell_export(actor=actor, at=at, export="access_log", n=len(found))
    headings = (gettext("时间"), gettext("谁办的"), gettext("哪一类"), gettext("做了什么"), gettext("关于谁"),
                gettext("地址"), gettext("结果"))  # fmt: skip
    rows = [(one.at, one.who, one.sort, one.text, one.about, one.address, one.result) for one in _entries(found, at)]
    content = tables.table_xlsx(
        gettext("访问记录"), headings, rows, widths=(18, 26, 18, 60, 26, 16, 8), mark=watermark.text(request)
    )
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="access-log-{edge.today(request)}.xlsx"'
    return response


def _narrowed(request: HttpRequest) -> tuple[LogForm, org.LogFilter]:
    """The form as it was sent, and what it says; a name that nobody has finds nothing."""
    at = edge.now(request)
    form = LogForm(request.GET, as_of=at)
    form.is_valid()
    said: dict[str, Any] = form.cleaned_data
    who, about = said.get("person", ""), said.get("about", "")
    return form, org.LogFilter(
        person_ids=tuple(one.person.id for one in find_people(who, at)) if who else None,
        sort=said.get("sort", ""),
        result=said.get("result", ""),
        about=_refs(about, at) if about else None,
        from_on=said.get("from_on"),
        to_on=said.get("to_on"),
    )


def _refs(said: str, at: dt.datetime) -> tuple[str, ...]:
    """The refs of the units, posts and persons of this name."""
    people = find_people(said, at)
    refs = [f"person:{one.person.id}" for one in people]
    refs += [f"account:{one.account.id}" for one in people if one.account]
    refs += [f"post:{one.id}" for one, _ in org.find_posts(at, said)]
    return tuple(refs + [f"unit:{one.id}" for one in units.find(said, at)])


def _query(request: HttpRequest, before: int | None = None) -> str:
    """The address's own query without paging, with `before` where there is one."""
    kept = request.GET.copy()
    kept.pop("before", None)
    if before is not None:
        kept["before"] = str(before)
    return query(kept)


def _entries(found: tuple[EventRecord, ...], at: dt.datetime) -> list[Entry]:
    """Events as lines: who, what sort, the sentence, about whom, from where, with which result."""
    names = telling.book([(one.actor, one.stream.removeprefix(PREFIX), one.payload) for one in found], as_of=at)
    return [
        Entry(
            at=one.recorded_at,
            who=names(one.actor),
            sort=telling.word(f"audit.{sort_of(one.type)}"),
            text=messages.event(one, language=edge.language(), names=names),
            about=_about(names(one.stream.removeprefix(PREFIX))),
            address=str(one.payload.get("address", "")),
            result=telling.word(f"result.{result_of(one.type)}"),
            is_refused=result_of(one.type) == "refused",
        )
        for one in found
    ]


def _about(name: str) -> str:
    """What the line is about, by name; nothing where the stream names nobody."""
    return "" if ":" in name or name == "unknown" else name
