"""The worst errors of each class, in the words of the document: for the terminal, never for a file."""

from collections.abc import Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any

from tools.reading.gold import Document

_MOST = 10
_HOLDS = ("core", "mechanism", "soft")


def show(scorer: ModuleType, documents: Sequence[Document], rows: Mapping[str, Sequence[dict[str, Any]]]) -> None:
    """Print ten of each class: missed commitments, rows that are none, wrong fields; the longest first."""
    classes: dict[str, list[tuple[str, str]]] = {}
    for document in documents:
        for kind, said in _all(scorer, document, rows[document.name]):
            classes.setdefault(kind, []).append((document.name, said))
    for kind, found in classes.items():
        print(f"\n{kind}: {len(found)}")
        for name, said in sorted(found, key=lambda one: -len(one[1]))[:_MOST]:
            print(f"  {name}  {said}")


def _all(scorer: ModuleType, document: Document, pred: Sequence[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Every error of a document: its class and what it reads."""
    fold = scorer.f
    answering: dict[int, list[dict[str, Any]]] = {}
    for one in document.gold["commitments"]:
        keys = [fold(one["phrase"]), *map(fold, one["items"])]
        hits = [i for i, row in enumerate(pred) if any(key in fold(row["quote"]) for key in keys)]
        if hits:
            answering.setdefault(min(hits, key=lambda i: len(fold(pred[i]["quote"]))), []).append(one)
        else:
            yield f"missed, {one['tier']}", one["phrase"]
    labels = [
        (label["label"], label.get("borderline", False), fold(document.text[label["start"] : label["end"]]))
        for label in document.gold["sentence_labels"]
    ]
    for row in pred:
        touched = [label for label in labels if fold(row["quote"]) in label[2]]
        if touched and not any(label in _HOLDS or border for label, border, _ in touched):
            yield f"row of a sentence that is {touched[0][0]}", row["quote"]
    for i, commitments in answering.items():
        yield from _fields(scorer, pred[i], commitments, document.gold["meta"].get("default_deadline"))


def _fields(
    scorer: ModuleType, row: dict[str, Any], commitments: Sequence[dict[str, Any]], default: str | None
) -> Iterator[tuple[str, str]]:
    """The fields of one row that differ from the annotation."""
    quote = row["quote"][:60]
    wanted = {t for one in commitments for t in map(scorer.triple, one["targets"]) if t}
    given = {t for t in map(scorer.triple, row["targets"]) if t}
    if wanted - given:
        yield "target missed", f"{quote} … {sorted(map(str, wanted - given))}"
    if given - wanted:
        yield "target that is none", f"{quote} … {sorted(map(str, given - wanted))}"
    persons = {scorer.f(p["who"]) for one in commitments for p in one["persons"]}
    units = {scorer.f(u["name"]) for one in commitments for u in one["units"]}
    named = {scorer.f(u["name"]) for u in row["units"]}
    if units - named:
        yield "unit missed", f"{quote} … {sorted(units - named)}"
    if named - units - persons:
        yield "unit that is none", f"{quote} … {sorted(named - units - persons)}"
    for one in commitments:
        if not scorer.dl_ok(one, row, default):
            yield "deadline wrong", f"{quote} … {one['deadline']['said']} … {row['deadline']}"
        if one["recurrence"] and not scorer.rec_ok(one["recurrence"], row["recurrence"]):
            yield "rhythm missed", f"{quote} … {one['recurrence']['said']}"
