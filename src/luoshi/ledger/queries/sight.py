"""What a reader brings to every question: who looks, as of when, how far she reaches; asked for once a request."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from luoshi.ledger.access import visible
from luoshi.ledger.models import ItemVersion
from luoshi.ledger.queries._past import lines_of, spans_of
from luoshi.org import queries as org
from luoshi.org.access import Actor
from luoshi.org.queries import NameBook
from luoshi.org.records import Reach
from luoshi.record import queries as record
from luoshi.record.queries import Head
from luoshi.rulebook import queries as rulebook
from luoshi.rulebook.queries import InForce


@dataclass(frozen=True, slots=True)
class Sight:
    """One reader at one moment; every query of the ledger takes one, so that a page asks for these things once.

    `head` is the log's when the sight was taken, `names` what refs are called that day.
    """

    actor: Actor
    as_of: datetime
    reach: Reach
    head: Head
    rules: InForce
    names: NameBook

    @classmethod
    def of(cls, actor: Actor, as_of: datetime, *, wanted: Iterable[str] = ()) -> "Sight":
        """The sight of an actor; `wanted` are refs that will be named besides. Three queries."""
        return cls(
            actor=actor,
            as_of=as_of,
            reach=org.reach(actor, as_of),
            head=record.head(),
            rules=rulebook.in_force(as_of),
            names=NameBook(as_of, wanted),
        )

    @property
    def is_present(self) -> bool:
        """Whether nothing at all was recorded after the moment: the present rows are those of that moment."""
        return self.head.recorded_at is None or self.head.recorded_at <= self.as_of

    def visible(self, *, each: bool) -> Q:
        """The condition on lines that the reader may see; `each` for a few out of many."""
        return visible(self.actor, as_of=self.as_of, reach=self.reach, each=each)

    def lines(self) -> QuerySet[ItemVersion]:
        """The lines of the day that the reader may see, to look some of them up."""
        return lines_of(self.as_of, is_present=self.is_present).filter(self.visible(each=True))

    def spans(self, *, each: bool) -> tuple[QuerySet[ItemVersion], ...]:
        """The same lines in one or two parts (see `spans_of`), to list and count them."""
        condition = self.visible(each=each)
        return tuple(part.filter(condition) for part in spans_of(self.as_of, is_present=self.is_present))
