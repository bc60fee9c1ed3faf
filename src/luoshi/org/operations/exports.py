"""What leaves the system in a file goes to the access stream of whoever took it."""

from datetime import datetime

from luoshi.org.access import Actor
from luoshi.record.operations import unit_of_work


def tell_export(*, actor: Actor, at: datetime, export: str, n: int) -> None:
    """Record that `actor` took out `n` rows of `export` (a code of `word.export.…`); for the auditor to read."""
    stream = f"access:person:{actor.person_id}"
    with unit_of_work(actor=actor.ref, at=at, on_behalf_of=actor.on_behalf_of) as work:
        work.record("access.exported", stream=stream, payload={"export": export, "n": n})
