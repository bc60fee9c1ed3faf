"""One act of a review as its event tells it: every row it changes, and what stood there before."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from luoshi.intake.models import Document, Draft, DraftState, Passage
from luoshi.intake.operations import _locked
from luoshi.record.operations import Work

Row = Draft | Passage
_KINDS: dict[type[Row], str] = {Draft: "draft", Passage: "passage"}


class Step:
    """Gathers the changes of one act on one document, writes them, and records its event."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._changed: list[list[Any]] = []
        self._rows: dict[tuple[str, int], Row | Document] = {}
        self._names: dict[type[Row], set[str]] = {Draft: {"version"}, Passage: set()}

    def change(self, row: Row, **values: Any) -> None:
        """Put `values` into a row that is kept already; a draft's version grows."""
        before = {name: _plain(getattr(row, name)) for name in values}
        for name, value in values.items():
            setattr(row, name, value)
        if isinstance(row, Draft):
            row.version += 1
        kind = type(row)
        self._names[kind] |= values.keys()
        self._changed.append([_KINDS[kind], row.pk, before])
        self._rows[_KINDS[kind], row.pk] = row

    def make(self, drafts: Sequence[Draft]) -> None:
        """Keep new drafts; taken back, they count as replaced."""
        for draft in drafts:
            draft.save()
            self._changed.append(["draft", draft.pk, {"state": DraftState.REPLACED}])
            self._rows["draft", draft.pk] = draft

    def look_at(self, index: int, entry: dict[str, Any]) -> None:
        """Put `entry` in the place of a repair of the document."""
        before = self._document.repairs[index]
        self._document.repairs = [*self._document.repairs[:index], entry, *self._document.repairs[index + 1 :]]
        self._document.save(update_fields=["repairs"])
        self._changed.append(["repair", index, before])
        self._rows["document", self._document.pk] = self._document

    def write(self) -> None:
        """Write the rows as they are now: one statement a table."""
        drafts = [row for row in self._rows.values() if isinstance(row, Draft)]
        passages = [row for row in self._rows.values() if isinstance(row, Passage)]
        if drafts:
            Draft.objects.bulk_update(drafts, sorted(self._names[Draft]), batch_size=200)
        if passages:
            Passage.objects.bulk_update(passages, sorted(self._names[Passage]), batch_size=200)

    def record(self, work: Work, type: str, payload: dict[str, Any]) -> None:
        """Write the rows, put the document's status right, and record the act."""
        self.write()
        rows = list(self._rows.values())
        rows += [one for one in _locked.settle(self._document) if one not in rows]
        said = payload | {"changed": self._changed}
        work.record(type, stream=_locked.stream(self._document), payload=said, rows=rows)


def _plain(value: Any) -> Any:
    """A column's value as JSON."""
    return value.isoformat() if isinstance(value, date) else value
