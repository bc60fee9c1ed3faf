"""The model learns from what reviewers decided, and goes back where that did not help."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from luoshi.intake import learnt
from luoshi.intake.models import Document, Draft, DraftState, Learning, Passage
from luoshi.reading import judging, model
from luoshi.reading.model import Example, Seen, Weights
from luoshi.reading.reader import watch
from luoshi.record.operations import Work, unit_of_work
from luoshi.record.refusals import Reason, Refused

#: So many decided sentences before anything is learnt.
ENOUGH = 100
_FOLDS = 5
_ROUNDS = 6
_TAKEN = (DraftState.ACCEPTED, DraftState.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Decided:
    """A sentence of which reviewers decided whether it holds a commitment."""

    document_id: int
    seen: Seen
    holds: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """How drafts compare with what reviewers decided: right, drafted in vain, missed."""

    right: int
    wrong: int
    missed: int

    @property
    def f1(self) -> float:
        """Between precision and recall."""
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)

    def as_data(self) -> dict[str, int]:
        """As an event holds it."""
        return {"right": self.right, "wrong": self.wrong, "missed": self.missed}


@dataclass(frozen=True, slots=True)
class Lesson:
    """What learning would change: counts on documents left out, and the weights it would use."""

    base: int
    documents: int
    sentences: int
    before: Counts
    after: Counts
    weights: Weights

    @property
    def helps(self) -> bool:
        """Whether documents left out are read at least as well."""
        return self.after.f1 >= self.before.f1


def lesson() -> Lesson:
    """Learn from every decided sentence and measure it on documents left out; writes nothing.

    Raises Refused (`intake.too_few_decisions`) below `ENOUGH` sentences or with fewer than two documents.
    """
    found = list(decided())
    documents = sorted({one.document_id for one in found})
    if len(found) < ENOUGH or len(documents) < 2:
        raise Refused([Reason("intake.too_few_decisions", {"sentences": len(found), "enough": ENOUGH})])
    base, start = learnt.in_use()
    before = after = Counts(0, 0, 0)
    for fold in range(min(_FOLDS, len(documents))):
        out = set(documents[fold :: min(_FOLDS, len(documents))])
        rest = [one for one in found if one.document_id not in out]
        left = [one for one in found if one.document_id in out]
        before = _added(before, _counted(left, start))
        after = _added(after, _counted(left, _trained(rest, start)))
    return Lesson(base, len(documents), len(found), before, after, _trained(found, start))


def learn(*, actor: str, at: datetime, given: Lesson) -> int:
    """Use the weights of a lesson from now on; the number of the step. Raises Refused where they read worse."""
    if not given.helps:
        raise Refused([Reason("intake.learning_does_not_help", {})])
    with unit_of_work(actor=actor, at=at) as work:
        row = Learning.objects.create(
            number=_next(),
            base=given.base,
            documents=given.documents,
            sentences=given.sentences,
            before=given.before.as_data(),
            after=given.after.as_data(),
            weights=base64.b64encode(model.pack(given.weights)).decode(),
            made_at=at,
            made_by=actor,
        )
        _record(work, "model.learned", row)
    return row.number


def go_back(*, actor: str, at: datetime, number: int) -> int:
    """Use the weights of an earlier step again (0: the shipped ones), as a new step. Raises Refused for none."""
    with unit_of_work(actor=actor, at=at) as work:
        earlier = Learning.objects.filter(number=number).first()
        if number and earlier is None:
            raise Refused([Reason("intake.no_such_step", {"number": number})])
        row = Learning.objects.create(
            number=_next(),
            back=True,
            base=number,
            weights=earlier.weights if earlier else "",
            made_at=at,
            made_by=actor,
        )
        _record(work, "model.rolled_back", row)
    return row.number


def decided() -> Iterator[Decided]:
    """Every sentence that reviewers decided, as the model sees it, where the model is asked."""
    for document in Document.objects.order_by("pk").iterator():
        answers = _answers(document)
        if not answers:
            continue
        reading, seen = watch(document.text, year=document.year, dated_on=document.dated_on)
        for passage, looked in zip(reading.passages, seen, strict=True):
            holds = answers.get((passage.start, passage.end))
            if holds is None or looked is None or not judging.is_asked(looked):
                continue
            yield Decided(document.pk, looked, holds)


def _answers(document: Document) -> dict[tuple[int, int], bool]:
    """The decided sentences of a document: a draft was taken up, or a person waived all there was."""
    drafts = list(Draft.objects.filter(document=document).values_list("start", "end", "state"))
    found = {}
    for start, end, waived_at in Passage.objects.filter(document=document).values_list("start", "end", "waived_at"):
        states = [state for a, b, state in drafts if a < end and b > start]
        if any(state in _TAKEN for state in states):
            found[start, end] = True
        elif waived_at is not None or (states and set(states) == {DraftState.WAIVED}):
            found[start, end] = False
    return found


def _trained(found: Sequence[Decided], start: Weights) -> Weights:
    """The weights learnt on from those in use."""
    return model.train([Example(model.buckets(one.seen), one.holds) for one in found], rounds=_ROUNDS, start=start)


def _counted(found: Sequence[Decided], weights: Weights) -> Counts:
    """How rules and model together would have drafted these sentences."""
    drafted = [judging.is_drafted(one.seen, model.likelihood(one.seen, weights), weights) for one in found]
    pairs = list(zip(drafted, (one.holds for one in found), strict=True))
    return Counts(
        sum(d and h for d, h in pairs), sum(d and not h for d, h in pairs), sum(h and not d for d, h in pairs)
    )


def _added(one: Counts, other: Counts) -> Counts:
    """The sum of two counts."""
    return Counts(one.right + other.right, one.wrong + other.wrong, one.missed + other.missed)


def _next() -> int:
    """The number of the next step."""
    return (Learning.objects.aggregate(last=Max("number"))["last"] or 0) + 1


def _record(work: Work, type_: str, row: Learning) -> None:
    """The event of a step, with its figures; the weights are in the sealed row."""
    payload = {
        "number": row.number,
        "base": row.base,
        "documents": row.documents,
        "sentences": row.sentences,
        "before": row.before,
        "after": row.after,
    }
    work.record(type_, stream="reading:model", payload=payload, rows=[row])
