"""Persons: a name in the table, the mobile number among the private values."""

import re
from collections.abc import Sequence
from datetime import datetime

from luoshi.org.access import Actor
from luoshi.org.models import Person
from luoshi.org.operations import _guard
from luoshi.record.operations import Work, keep_private, open_private
from luoshi.record.refusals import Reason

MOBILE = "mobile"
_NUMBER = re.compile(r"\+?[0-9][0-9 -]{4,18}[0-9]")


@_guard.under_the_lock
def register_person(*, actor: Actor, at: datetime, name: str, mobile: str = "") -> int:
    """Enter a person; returns her id. The mobile number (R1-11) never enters the table or an event."""
    _guard.require(actor, "org.register", at)
    _guard.refuse(faults_of_persons([(name, mobile)]))
    with _guard.open_work(actor, at) as work:
        return register(work, [(name, mobile)])[0].id


def faults_of_persons(people: Sequence[tuple[str, str]]) -> list[Reason]:
    """Why these (name, mobile) cannot be entered: an empty name, a number that is none."""
    reasons = [Reason("org.field_missing", {"field": "name"}) for name, _ in people if not name.strip()]
    return reasons + [
        Reason("person.mobile_form", {"name": name}, rule="R1-11")
        for name, mobile in people
        if mobile and not _NUMBER.fullmatch(mobile)
    ]


def register(work: Work, people: Sequence[tuple[str, str]]) -> list[Person]:
    """Write persons of (name, mobile) with their events, inside an open unit of work."""
    rows = Person.objects.bulk_create(Person(name=name.strip()) for name, _ in people)
    for row, (_, mobile) in zip(rows, people, strict=True):
        stream = f"person:{row.id}"
        work.record("person.registered", stream=stream, payload={"name": row.name}, rows=[row])
        if mobile:
            keep_private(work, stream=stream, name=MOBILE, value=mobile)
    return rows


@_guard.under_the_lock
def keep_mobile(*, actor: Actor, at: datetime, person_id: int, mobile: str) -> None:
    """Keep a new mobile number of the person. Refuses what is not a number."""
    _guard.require(actor, "org.register", at)
    person = _guard.found(Person, person_id)
    _guard.refuse(faults_of_persons([(person.name, mobile or "-")]))
    with _guard.open_work(actor, at) as work:
        keep_private(work, stream=f"person:{person.id}", name=MOBILE, value=mobile)


@_guard.under_the_lock
def correct_name(*, actor: Actor, at: datetime, person_id: int, name: str) -> None:
    """The person's name was written wrongly, or she changed it; the log keeps the name before. Refuses an empty one."""
    _guard.require(actor, "org.register", at)
    person, name = _guard.found(Person, person_id), name.strip()
    reasons = faults_of_persons([(name, "")])
    _guard.refuse(reasons or ([Reason("person.same_name", {"name": name})] if name == person.name else []))
    with _guard.open_work(actor, at) as work:
        before, person.name = person.name, name
        person.save()
        payload = {"before": before, "name": name}
        work.record("person.renamed", stream=f"person:{person.id}", payload=payload, rows=[person])


@_guard.under_the_lock
def open_mobile(*, actor: Actor, at: datetime, person_id: int, reason: str) -> str:
    """The person's mobile number; the opening and its reason go to the access stream for the auditor.

    Refuses an empty reason and a person without a number.
    """
    _guard.require(actor, "org.see_mobile", at)
    person = _guard.found(Person, person_id)
    return open_private(actor=actor.ref, at=at, stream=f"person:{person.id}", name=MOBILE, reason=reason)
