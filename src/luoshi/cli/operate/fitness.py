"""Whether this version, this database and these keys belong together; asked before any command works on them."""

from luoshi.cli import environment
from luoshi.cli.operate import places, schema
from luoshi.cli.operate.words import Hindered, say


def must_fit(*, rotating: bool = False) -> None:
    """Raises Hindered with one sentence when tables, keys or a half-done change say that nobody may work here yet.

    `rotating`: a change of keys that was begun is no hindrance, it goes on.
    """
    if places.underway().exists():
        raise Hindered([say("underway", folder=environment.home())])
    if places.keys_are_changing() and not rotating:
        raise Hindered([say("keys_changing")])
    found = schema.difference(schema.applied())
    if found.strangers:
        raise Hindered([say("code_is_older", first=found.strangers[0])])
    if found.waiting:
        raise Hindered([say("needs_upgrade", n=len(found.waiting))])
