"""Every read of the boards: composed from the rooms below, nothing of their own stored."""

from datetime import datetime

from luoshi.boards.lights import Board, compose
from luoshi.ledger import queries as ledger
from luoshi.org import queries as org
from luoshi.org.access import Actor
from luoshi.rulebook import queries as rulebook

SCHEME = "jining"


def board(actor: Actor, *, as_of: datetime, scheme: str = SCHEME) -> Board:
    """Lead units × lights of what the actor may see, as of any day, by the scheme in force that day."""
    counts = ledger.light_counts(actor, as_of=as_of)
    refs = {f"unit:{one.unit_id}" for one in counts}
    names = {int(ref.removeprefix("unit:")): name for ref, name in org.names(refs, as_of).items()}
    return compose(counts, names, rulebook.scheme(scheme, as_of))
