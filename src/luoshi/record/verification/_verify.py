"""The whole verification, in one pass over the log and one over the rows."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from django.db import connection

from luoshi.record.models import LogHead
from luoshi.record.verification import _beside, _contents, _log, _rows
from luoshi.record.verification._report import AnchorResult, Findings, Report
from luoshi.record.verification._snapshot import snapshot


def _silent(_events: int) -> None:
    """No progress shown."""


def verify(*, anchors: Sequence[tuple[int, str]] = (), progress: Callable[[int], None] = _silent) -> Report:
    """Check log, rows, files, private values and anchors (size, hex head) on one moment of the database.

    Reads as a stream, in flat memory; `progress` is told how many more events were checked. Never raises for a broken
    record: the report says what is broken. ValueError for an anchor that is not a size and 64 hex digits.
    """
    for size, head in anchors:
        if size < 0 or len(bytes.fromhex(head)) != 32:
            raise ValueError(f"an anchor is a size and 64 hex digits: {size}:{head}")
    findings = Findings()
    with _beginning() as row_check:
        log = _log.check_log([(size, head.lower()) for size, head in anchors], findings, progress)
        files, expunged = _contents.check_files(findings)
        private_values, erased = _contents.check_private(findings)
        rows = row_check(findings)
    after, until = _interval(log.anchors, findings)
    return Report(
        size=log.size,
        head=log.head.hex(),
        rows=rows,
        files=files,
        private_values=private_values,
        erased=erased,
        expunged=expunged,
        findings=tuple(findings.kept),
        n_findings=findings.count,
        anchors=log.anchors,
        broken_after=after,
        broken_until=until,
    )


@contextmanager
def _beginning() -> Iterator[Callable[[Findings], int]]:
    """The moment to read, and what checks the rows: a second process when the log is long, this one otherwise."""
    head = LogHead.objects.filter(pk=1).first()
    if head is None or head.size < _beside.WORTH_IT or not _beside.is_possible():
        with snapshot():
            yield _rows.check_rows
        return
    with _beside.rows_beside(str(connection.settings_dict["NAME"])) as rows:
        yield rows.result


def _interval(anchors: Sequence[AnchorResult], findings: Findings) -> tuple[int | None, int | None]:
    """(last good, first bad) anchor sizes: what was changed lies behind the one and not behind the other."""
    bad = [anchor for anchor in anchors if not anchor.holds]
    if not bad:
        return None, None
    first = bad[0]
    last_good = max((anchor.size for anchor in anchors if anchor.holds and anchor.size < first.size), default=0)
    findings.add("verify.anchor_fails", anchor=f"{first.size}:{first.head}", first=last_good + 1, last=first.size)
    return last_good, first.size
