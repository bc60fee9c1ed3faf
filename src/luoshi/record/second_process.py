"""What the second process of a long verification does: it must be importable before Django is ready."""

from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any


def check_rows(pipe: "Connection[Any, Any]", database: str) -> None:
    """Open the moment whose name comes through `pipe`, check every sealed row in it, send back what was found.

    The first process asks for a table each time it has nothing else to do: it gets the next one with what the log says
    of it, as long as there is one.
    """
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    from luoshi.record.verification import _rows, _snapshot
    from luoshi.record.verification._report import Findings

    def lend(left: _rows.Left) -> None:
        while pipe.poll():
            pipe.recv()
            if left:
                pipe.send(left.pop(0))

    pipe.send("up")
    findings = Findings()
    with _snapshot.snapshot(pipe.recv()):
        _snapshot.name()
        pipe.send("open")
        count = _rows.check_rows(findings, lend=lend)
    pipe.send((count, findings.kept, findings.count))
    # The other one may just be asking for more; it hangs up when it has read this.
    with suppress(EOFError, OSError):
        while True:
            pipe.recv()
