"""Activating rule files: the only write of the rulebook."""

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.db.models import Max

from luoshi.record.operations import Work, unit_of_work
from luoshi.rulebook import queries
from luoshi.rulebook.loader import check_references, load
from luoshi.rulebook.models import RuleVersion
from luoshi.rulebook.shapes import RuleFile
from luoshi.rulebook.shipped import with_office_folder


def activate(
    *, actor: str, at: dt.datetime, files: Iterable[tuple[str, str]], on_behalf_of: str | None = None
) -> tuple[str, ...]:
    """Activate rule files, given as (name, text), as the next versions of their rules; all of them or none.

    A text that is the newest version already is passed over. Returns the refs of the new versions
    (`rule:clock/13710@2`). Raises Refused with every fault in every file, references to other rules included.
    """
    read = load(files)
    with unit_of_work(actor=actor, at=at, on_behalf_of=on_behalf_of) as work:
        queries.forget()
        held = {(one.kind, one.code): one.file for one in queries.active(at)}
        check_references({**held, **read})
        refs = [_activate(work, one) for one in read.values() if not _is_newest(one)]
    queries.forget()
    return tuple(refs)


def _is_newest(file: RuleFile) -> bool:
    known = queries.versions(*file.key)
    return bool(known) and known[0].hash == file.hash


def _activate(work: Work, file: RuleFile) -> str:
    """The row of the next version and its event, which keeps the text too."""
    head = file.head
    last = RuleVersion.objects.filter(kind=head.kind, code=head.code).aggregate(last=Max("version"))["last"] or 0
    row = RuleVersion.objects.create(
        kind=head.kind,
        code=head.code,
        version=last + 1,
        in_force_on=head.in_force_on,
        applies=head.applies,
        text=file.text,
        hash=file.hash,
        activated_at=work.at,
        activated_by=work.actor,
    )
    payload = {
        "rule_kind": head.kind,
        "code": head.code,
        "version": row.version,
        "in_force_on": head.in_force_on,
        "applies": head.applies,
        "hash": file.hash,
        "text": file.text,
    }
    work.record("rule.activated", stream=f"rule:{head.ref}", payload=payload, rows=[row])
    return f"rule:{row}"


def activate_shipped(*, actor: str, at: dt.datetime) -> tuple[str, ...]:
    """Activate the shipped rules, each replaced by the file of the same code in the office's folder (LUOSHI_RULES).

    Idempotent: what is active already is passed over. Returns the refs of the new versions.
    """
    rules = with_office_folder(settings.LUOSHI_RULES)
    return activate(actor=actor, at=at, files=[(one.file, one.text) for one in rules.values()])
