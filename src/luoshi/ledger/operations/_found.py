"""After every act: what it said can be found by its words, in the same transaction."""

from collections.abc import Sequence
from typing import Any

from luoshi.ledger import searching
from luoshi.ledger.models import Item
from luoshi.ledger.operations._act import Act
from luoshi.search import operations as search
from luoshi.search.records import Kind, Text

# Words that stand as they were said: nothing of these kinds is ever written anew.
_ONCE = frozenset({Kind.REPORT, Kind.LOOK})


def index(acts: Sequence[Act]) -> None:
    """Put the words of the acts into the index, and those of their items where they changed."""
    texts = [text for act in acts for text in searching.of_works(_works(act))]
    search.put([text for text in texts if text.kind in _ONCE], are_new=True)
    anew = [act.item for act in acts if any(act.before[name] != getattr(act.item, name) for name in searching.SAID)]
    search.put([*(text for text in texts if text.kind not in _ONCE), *_said(anew)])


def begin(items: Sequence[Item]) -> None:
    """Put new items into the index."""
    search.put(_said(items), are_new=True)


def _said(items: Sequence[Item]) -> list[Text]:
    return [text for item in items for text in searching.of_item(item)]


def _works(act: Act) -> list[Any]:
    """The rows of an act that say something, each with its item at hand."""
    found: list[Any] = [row for row in act.rows if type(row) in searching.WORKS]
    for row in found:
        row.item = act.item
    return found
