"""What the second process of a long verification does: it must be importable before Django is ready."""

from multiprocessing.connection import Connection
from typing import Any


def check_rows(pipe: "Connection[Any, Any]", database: str) -> None:
    """Open the moment whose name comes through `pipe`, check every sealed row in it, send back what was found."""
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    from luoshi.record.verification import _rows, _snapshot
    from luoshi.record.verification._report import Findings

    pipe.send("up")
    findings = Findings()
    with _snapshot.snapshot(pipe.recv()):
        _snapshot.name()
        pipe.send("open")
        count = _rows.check_rows(findings)
    pipe.send((count, findings.kept, findings.count))
