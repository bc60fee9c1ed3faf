"""The sample items played by the operations inside a transaction that is taken back; what they wrote, as stencils."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models, transaction
from tools.bench.courses import Course, steps
from tools.bench.founding import Founded
from tools.bench.stencil import Slot, Slots, Stencil

from luoshi.record import sealing
from luoshi.record.models import Event
from luoshi.seal import canonical, digests

Key = tuple[str, int]
# What an event's payload calls the key of a row.
_KEYS = {
    "report": "ledger_report", "plan": "ledger_plan", "extension": "ledger_extension",
    "suspension": "ledger_suspension", "objection": "ledger_objection", "verification": "ledger_verification",
    "conclusion": "ledger_conclusion",
}  # fmt: skip
_PEOPLE = {"org_unit": "unit", "org_post": "post", "org_person": "person"}


@dataclass(frozen=True, slots=True)
class EventStencil:
    """An event of one course. `digests` are those of its rows, in order (None for a row that is gone).

    `row` is the row of the log as it was written, by column. Slots beyond the course's own: position, then digests.
    """

    course: int
    header: Stencil
    payload: Stencil
    rows: Stencil
    digests: tuple[Stencil | None, ...]
    row: Mapping[str, Any]
    stencils: Mapping[str, Stencil]


@dataclass(frozen=True, slots=True)
class RowStencil:
    """A row as it stands at the end: its columns as the database holds them, or their stencils."""

    course: int
    key: Key
    columns: tuple[Any, ...]


@dataclass(slots=True)
class Sample:
    """Everything that the clones are made of; events in the order of the log, rows by table in the order of keys."""

    courses: Sequence[Course]
    slots: list[Slots] = field(default_factory=list)
    events: list[EventStencil] = field(default_factory=list)
    rows: dict[str, list[RowStencil]] = field(default_factory=dict)
    columns: dict[str, list[str]] = field(default_factory=dict)
    head: str = ""


class _Recorder:
    """Watches the log grow while the courses are played."""

    def __init__(self, founded: Founded, courses: Sequence[Course]) -> None:
        self.sample = Sample(courses)
        self._founded = founded
        self._by_number: dict[str, Slots] = {}
        self._course: dict[str, int] = {}
        self._owner: dict[Key, str] = {}
        self._last = Event.objects.count()

    def after_step(self) -> None:
        """Take down the new events and the rows they name as these stand now."""
        fresh = list(Event.objects.filter(position__gt=self._last).order_by("position").values())
        named: dict[str, dict[int, None]] = defaultdict(dict)
        for event in fresh:
            event["touched"] = [(table, key) for table, key, digest in json.loads(event["rows"])]
            number = event["stream"].removeprefix("item:")
            self._begin(number)
            for table, key in event["touched"]:
                named[table][key] = None
                self._owner[table, key] = number
        held = {table: _values(table, keys) for table, keys in named.items()}
        for event in fresh:
            self._take(event, held)
        self._last += len(fresh)

    def _begin(self, number: str) -> None:
        if number in self._by_number:
            return
        course = next(one for one in self.sample.courses if one.item_number == number)
        self._course[number] = course.number
        cast: dict[str, Slot] = {}
        for place, (group, at) in enumerate(course.parts):
            one = self._founded.groups[group][at]
            cast[f"unit:{one.unit_id}"] = ("unit", place)
            for name in ("head", "liaison"):
                cast[f"post:{getattr(one, f'{name}_post')}"] = (f"{name}_post", place)
                cast[f"person:{getattr(one, f'{name}_person')}"] = (f"{name}_person", place)
        self._by_number[number] = Slots(cast, _Said(course), number)

    def _take(self, event: dict[str, Any], held: Mapping[str, Mapping[int, Mapping[str, Any]]]) -> None:
        number = event["stream"].removeprefix("item:")
        slots = self._by_number[number]
        touched = event.pop("touched")
        made = tuple(
            _digest_stencil(table, held[table][key], slots) if key in held[table] else None for table, key in touched
        )
        payload = slots.plain(json.loads(event["payload"]), self._key_named)
        rows = [
            [table, slots.key((table, key)), slots.mark(("digest", place)) if one is not None else None]
            for place, ((table, key), one) in enumerate(zip(touched, made, strict=True))
        ]
        texts = {name: slots.text(event[name]) for name in ("stream", "actor", "on_behalf_of")}
        header = digests.Header(
            position=slots.key(("position", 0)),
            **{name: event[name] for name in ("type", "schema", "happened_at", "recorded_at", "algorithm")},
            **texts,
        )
        self.sample.events.append(
            EventStencil(
                self._course[number],
                Stencil.of(header.text()),
                Stencil.of(canonical.text(payload)),
                Stencil.of(canonical.text(rows)),
                made,
                _stored_event(event),
                {name: Stencil.of(text) for name, text in texts.items()},
            )
        )

    def _key_named(self, name: str, key: int) -> Slot | None:
        table = _KEYS.get(name)
        return (table, key) if table and (table, key) in self._owner else None

    def finish(self) -> Sample:
        """The rows as they stand at the end."""
        by_table: dict[str, list[int]] = defaultdict(list)
        for table, key in sorted(self._owner):
            by_table[table].append(key)
        for table, keys in by_table.items():
            self.sample.columns[table], rows = _stored(table, keys)
            self.sample.rows[table] = [
                RowStencil(
                    self._course[self._owner[table, row[0]]],
                    (table, row[0]),
                    _row_stencil(table, row, self._by_number[self._owner[table, row[0]]]),
                )
                for row in rows
            ]
        numbers = sorted(self._course, key=lambda number: self._course[number])
        self.sample.slots = [self._by_number[number] for number in numbers]
        return self.sample


class _Said(dict[str, Slot]):
    """What is said in a course so far: text → slot."""

    def __init__(self, course: Course) -> None:
        super().__init__()
        self._course = course

    def __contains__(self, text: object) -> bool:
        return text in self._course.said

    def __getitem__(self, text: str) -> Slot:
        return ("text", self._course.said[text])


def _values(table: str, keys: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Key → column → value of sealed rows, as their digests are made of."""
    sealed = sealing.table(table)
    fields = [one for one in sealed.model._meta.concrete_fields if one.name not in sealed.leave_out]
    rows = sealed.model._base_manager.filter(pk__in=list(keys)).values_list("pk", *(one.attname for one in fields))
    columns = [str(one.column) for one in fields]
    return {row[0]: dict(zip(columns, row[1:], strict=True)) for row in rows}


def _digest_stencil(table: str, values: Mapping[str, Any], slots: Slots) -> Stencil:
    """The text that the digest of a row is made of (`luoshi.seal.digests.row_digest`), with marks."""
    model = sealing.table(table).model
    held = {column: _marked(model, column, value, slots) for column, value in values.items() if value is not None}
    return Stencil.of(canonical.text([table, held]))


def _marked(model: type[models.Model], column: str, value: Any, slots: Slots) -> Any:
    """A value with marks, by what its column refers to."""
    points_to = _points_to(model, column)
    if points_to in _PEOPLE:
        return slots.person(_PEOPLE[points_to], value)
    if points_to:
        return slots.key((points_to, value))
    if isinstance(value, str):
        return slots.text(value)
    return slots.plain(value, lambda _name, _key: None) if isinstance(value, dict | list) else value


_CLONED_APPS = ("ledger", "supervision")
_pointing: dict[tuple[str, str], str] = {}


def _points_to(model: type[models.Model], column: str) -> str:
    """The table whose keys a column holds, if clones or their people have rows of their own there; else nothing."""
    where = (model._meta.db_table, column)
    if where not in _pointing:
        field = next(one for one in model._meta.concrete_fields if one.column == column)
        target = model if field.primary_key else field.related_model
        known = isinstance(target, type) and issubclass(target, models.Model)
        table = target._meta.db_table if known else ""
        cloned = known and target._meta.app_label in _CLONED_APPS
        _pointing[where] = table if cloned or table in _PEOPLE else ""
    return _pointing[where]


def _stored(table: str, keys: Sequence[int]) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The columns of a table, and the rows of these keys as the database holds them, the key first."""
    columns: list[str] = []
    rows: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for first in range(0, len(keys), 900):
            some = keys[first : first + 900]
            cursor.execute(
                f'SELECT * FROM "{table}" WHERE id IN ({", ".join(["%s"] * len(some))}) ORDER BY id', list(some)
            )
            columns = [one[0] for one in cursor.description]
            rows += (tuple(map(_as_stored, row)) for row in cursor.fetchall())
    if columns[0] != "id":
        raise SystemExit(f"the first column of {table} is not its key")
    return columns, rows


def _row_stencil(table: str, row: tuple[Any, ...], slots: Slots) -> tuple[Any, ...]:
    """The columns of a row: plain values where all clones have the same."""
    model = sealing.table(table).model
    names = [str(field.column) for field in model._meta.concrete_fields]
    made = []
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}" LIMIT 0')
        names = [one[0] for one in cursor.description]
    for name, value in zip(names, row, strict=True):
        marked = value if value is None else _marked(model, name, value, slots)
        stencil = Stencil.of(str(marked)) if isinstance(marked, str) or marked != value else None
        made.append(stencil if stencil is not None and stencil.places else value)
    return tuple(made)


def _stored_event(event: Mapping[str, Any]) -> dict[str, Any]:
    """The row of an event as the database holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM record_event WHERE position = %s", [event["position"]])
        (row,) = cursor.fetchall()
        return dict(zip((one[0] for one in cursor.description), map(_as_stored, row), strict=True))


def _as_stored(value: Any) -> Any:
    """A value as SQLite holds it: Django's connection makes dates, moments and flags of what it reads."""
    if isinstance(value, dt.date):
        return str(value)
    return int(value) if isinstance(value, bool) else value


class _TakenBack(Exception):  # noqa: N818
    """Ends the transaction of the sample."""


def take(founded: Founded, courses: list[Course]) -> Sample:
    """Play the courses, take down what they wrote, and take it back."""
    from luoshi.record import queries as record

    recorder = _Recorder(founded, courses)
    try:
        with transaction.atomic():
            for at, act in steps(founded, courses):
                act(at)
                recorder.after_step()
            sample = recorder.finish()
            sample.head = str(record.head())
            raise _TakenBack
    except _TakenBack:
        return sample
