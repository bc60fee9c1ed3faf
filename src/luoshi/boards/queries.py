"""Every read of the boards: composed from the rooms below, nothing of their own stored."""

from datetime import datetime

from luoshi.boards.lights import Board, compose
from luoshi.ledger import queries as ledger
from luoshi.ledger.queries import Sight
from luoshi.org.access import Actor

SCHEME = "jining"


def board(actor: Actor, *, as_of: datetime, scheme: str = SCHEME, sight: Sight | None = None) -> Board:
    """Lead units × lights of what the actor may see, as of any day, by the scheme in force that day.

    `sight`: this actor's at this moment, where the caller has it already.
    """
    sight = sight or Sight.of(actor, as_of)
    counts = ledger.light_counts(actor, as_of=as_of, sight=sight)
    ids = {one.unit_id for one in counts}
    sight.names.learn(f"unit:{unit_id}" for unit_id in ids)
    called = ((unit_id, sight.names.get(f"unit:{unit_id}")) for unit_id in ids)
    return compose(counts, {unit_id: name for unit_id, name in called if name}, sight.rules.scheme(scheme))
