"""Another master key or session key for the installation; killed at any moment, the same command goes on."""

import os
import secrets
from pathlib import Path

from luoshi.cli import edge
from luoshi.cli.operate import disk, places
from luoshi.cli.operate.steps import step
from luoshi.cli.operate.words import Hindered, say

_BATCH = 1000


def rotate_record_key() -> int:
    """Wrap every record key under a new master key and put that in the old one's place; returns how many.

    The new key is on the disk before the first record key lies under it, and takes the old one's place only when every
    record key was seen to open under it. `cli.prepare()` was called and the home is ours alone. Raises Hindered.
    """
    from luoshi.record.operations import count_closed_keys

    path = places.record_key()
    if path is None:
        raise Hindered([say("key_in_environment", variable="LUOSHI_KEY")])
    old, new = _text(path), _next(path)
    _must_know_all(old, new)
    count = _rewrap(old, new)
    closed = count_closed_keys(master=new)
    if closed:
        raise Hindered([say("keys_stay_closed", n=closed)])
    os.replace(places.next_key(path), path)
    disk.sync_folder(path.parent)
    return count


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise Hindered([say("key_unreadable", path=path, why=error.strerror)]) from error


def _next(path: Path) -> str:
    """The key that a killed run had begun with, or a new one, safe on the disk."""
    following = places.next_key(path)
    if not following.exists():
        disk.write(following, secrets.token_urlsafe(32).encode())
    return _text(following)


def _must_know_all(old: str, new: str) -> None:
    """Record keys under a third master key would be lost. Raises Hindered."""
    from luoshi.record import queries
    from luoshi.record.operations import wrapping_id

    known = {wrapping_id(old), wrapping_id(new), ""}
    strange = [one for one in queries.wrappings() if one not in known]
    if strange:
        raise Hindered([say("strange_wrapping", ids=", ".join(strange))])


def _rewrap(old: str, new: str) -> int:
    """Batch by batch, each in a unit of work of its own."""
    from luoshi.org.access import system_actor
    from luoshi.record import queries
    from luoshi.record.operations import rewrap_keys, wrapping_id

    actor = system_actor("keys").ref
    waiting = sum(count for one, count in queries.wrappings().items() if one not in ("", wrapping_id(new)))
    done = 0
    with step("rewrap", waiting, n=waiting) as progress:
        while True:
            count = rewrap_keys(old=old, new=new, actor=actor, at=edge.now(), limit=_BATCH)
            progress(count)
            done += count
            if count < _BATCH:
                return done


def rotate_session_key() -> None:
    """A new key for sessions and forms: everybody signs in again. Raises Hindered."""
    path = places.session_key()
    if path is None:
        raise Hindered([say("key_in_environment", variable="LUOSHI_SECRET_KEY")])
    disk.write(path, secrets.token_urlsafe(32).encode())
