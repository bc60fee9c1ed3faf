"""Files that came while no scanner answered are scanned later; what is found then is closed, and told."""

from datetime import datetime

from django.conf import settings

from luoshi.record import clamd, previews, queries
from luoshi.record.models import StoredFile
from luoshi.record.operations._unit import unit_of_work

#: So many times the limit are tried: files of which the scanner cannot tell do not hold up those behind them.
_TRIES = 4


def scan_waiting(*, at: datetime, actor: str, limit: int) -> int:
    """Scan the oldest `limit` files that no scanner has looked at; returns how many were scanned.

    Without a scanner, or with one that does not answer, 0. What it cannot tell of stays *unscanned*. An infected file
    keeps its row and its bytes as proof, and is not handed out any more; administrators may expunge it.
    """
    if not clamd.is_there(settings.LUOSHI_CLAMD):
        return 0
    waiting = StoredFile.objects.filter(scan=None, expunged_at=None).order_by("kept_at").values_list("pk", flat=True)
    count = 0
    for hash in waiting[: limit * _TRIES]:
        verdict = _verdict(hash) if count < limit else None
        if verdict is not None:
            _note(hash, verdict, at=at, actor=actor)
            count += 1
    return count


def _verdict(hash: str) -> clamd.Verdict | None:
    """What the scanner says of a kept file; None when there is no telling."""
    try:
        with queries.file_path(hash).open("rb") as held:
            return clamd.scan(settings.LUOSHI_CLAMD, held)
    except FileNotFoundError:
        return None


def _note(hash: str, verdict: clamd.Verdict, *, at: datetime, actor: str) -> None:
    with unit_of_work(actor=actor, at=at) as work:
        row = StoredFile.objects.select_for_update().filter(pk=hash, scan=None).first()
        if row is None:
            return
        row.scan, row.scan_by, row.scanned_at = "clean" if verdict.is_clean else "infected", verdict.by, at
        row.save()
        told = "file.scanned" if verdict.is_clean else "file.found_infected"
        payload = {"name": row.name, "found": verdict.found, "by": verdict.by}
        work.record(told, stream=f"file:{hash}", payload=payload, rows=[row])
    if not verdict.is_clean:
        previews.forget(hash)
