"""`luoshi keys`: which keys the installation uses, and another one for each."""

import hashlib
import json
from typing import Any

import click

from luoshi import cli
from luoshi.cli.operate import fitness, locks, places, rotation
from luoshi.cli.operate.words import say


@click.group("keys")
def command() -> None:
    """Identify and change the keys of the installation."""


@command.command("show")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def show(as_json: bool) -> None:
    """Identifiers of the keys in use; never a key."""
    cli.prepare(current=False)
    values = _values()
    if as_json:
        click.echo(json.dumps(values, ensure_ascii=False, indent=2))
        return
    click.echo(say("keys_record", id=values["record_key"], source=values["record_key_from"], n=values["wrapped"]))
    if values["next"]:
        click.echo(say("keys_next", id=values["next"]["id"], n=values["next"]["wrapped"]))
    for one, count in values["strange"].items():
        click.echo(say("keys_strange", id=one, n=count))
    click.echo(say("keys_erased", n=values["erased"]))
    click.echo(say("keys_session", id=values["session_key"], source=values["session_key_from"]))


def _values() -> dict[str, Any]:
    """What `show` tells, as JSON values."""
    # Rooms with tables load once Django is prepared.
    from django.conf import settings

    from luoshi.record import queries
    from luoshi.record.operations import wrapping_id

    counts, present, path = dict(queries.wrappings()), wrapping_id(settings.LUOSHI_KEY), places.record_key()
    erased, wrapped, following = counts.pop("", 0), counts.pop(present, 0), None
    if path is not None and places.next_key(path).exists():
        its = wrapping_id(places.next_key(path).read_text(encoding="utf-8").strip())
        following = {"id": its, "wrapped": counts.pop(its, 0)}
    return {
        "schema": "luoshi.keys-shown/1",
        "record_key": present,
        "record_key_from": str(path or "LUOSHI_KEY"),
        "wrapped": wrapped,
        "next": following,
        "strange": counts,
        "erased": erased,
        "session_key": hashlib.sha256(b"luoshi session id" + settings.SECRET_KEY.encode()).hexdigest()[:16],
        "session_key_from": str(places.session_key() or "LUOSHI_SECRET_KEY"),
    }


@command.command("rotate")
@click.option("--session", "session", is_flag=True, help="The session key instead: everybody signs in again.")
def rotate(session: bool) -> None:
    """Change the master key: every record key is wrapped anew under a fresh one, which then takes its place.

    The service must be stopped. Killed in the middle, the same command goes on; the old key stays until every record
    key was seen to open under the new one. Then keep a new set of keys: luoshi backup --keys.
    """
    cli.prepare(current=False)
    with locks.alone():
        fitness.must_fit(rotating=True)
        locks.must_be_alone_on_server()
        if session:
            rotation.rotate_session_key()
            click.echo(say("session_rotated"))
            return
        count = rotation.rotate_record_key()
    click.echo(say("rotated", n=count))
