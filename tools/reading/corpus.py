"""Labelled sentences met with what the reader makes of their documents: what the model learns from."""

import dataclasses
from collections.abc import Iterable, Mapping
from pathlib import Path

from tools.reading.labels import sentences, store

from luoshi.intake import files
from luoshi.reading.model import Seen
from luoshi.reading.reader import watch
from luoshi.reading.records import Reading

LIMIT = 30 * 1024 * 1024
_SHORTEST = 8


@dataclasses.dataclass(frozen=True, slots=True)
class Judged:
    """A sentence of a document: what the rules made of it, as the model sees it, and what a reader said of it."""

    document: str
    text: str
    seen: Seen
    label: str
    borderline: bool

    @property
    def holds(self) -> bool:
        """Whether the reader found a commitment in it."""
        return self.label in store.TASKS


@dataclasses.dataclass(frozen=True, slots=True)
class Labelled:
    """A labelled document: its path, its reading by rules, its judged sentences, how many labels met no sentence."""

    path: Path
    reading: Reading
    judged: tuple[Judged, ...]
    lost: int


def labelled(corpus: Path) -> list[Labelled]:
    """Every document of the folder that has labels, in the order of names."""
    wanted: dict[str, list[store.Label]] = {}
    for label in settled(store.labels()):
        wanted.setdefault(label.document, []).append(label)
    found = []
    for path in sorted(corpus.rglob("*")):
        if path.suffix.lower() in store.SUFFIXES and path.is_file():
            data = path.read_bytes()
            mine = wanted.get(sentences.document_hash(data))
            if mine:
                found.append(_document(path, sentences.decode(data, path.suffix), mine))
    return found


def settled(labels: Iterable[store.Label]) -> list[store.Label]:
    """One label a sentence: of two readers the first, borderline where they differ on whether it holds a task."""
    one: dict[tuple[str, int, int], store.Label] = {}
    for label in labels:
        before = one.get(label.place)
        if before is None:
            one[label.place] = label
        elif (before.label in store.TASKS) != (label.label in store.TASKS):
            one[label.place] = dataclasses.replace(before, borderline=True)
    return list(one.values())


def _document(path: Path, decoded: str, labels: Iterable[store.Label]) -> Labelled:
    """A document read by rules, its passages met with their labels."""
    reading, seen = watch(files.read_path(path, limit=LIMIT).text)
    by_words: dict[str, list[store.Label]] = {}
    for label in sorted(labels, key=lambda one: one.start):
        by_words.setdefault(sentences.fold(decoded[label.start : label.end]), []).append(label)
    judged = []
    met = 0
    for passage, looked in zip(reading.passages, seen, strict=True):
        label = _label(reading.text[passage.start : passage.end], by_words)
        met += label is not None
        if label is not None and looked is not None:
            judged.append(
                Judged(
                    str(path.name),
                    reading.text[passage.start : passage.end].strip(),
                    looked,
                    label.label,
                    label.borderline,
                )
            )
    return Labelled(path, reading, tuple(judged), sum(map(len, by_words.values())) - met)


def _label(said: str, by_words: Mapping[str, list[store.Label]]) -> store.Label | None:
    """The label of a passage: of the same words, or of the one sentence that holds or is held by them."""
    folded = sentences.fold(said)
    same = by_words.get(folded)
    if same:
        return same[0]
    if len(folded) < _SHORTEST:
        return None
    near = [
        labels[0]
        for words, labels in by_words.items()
        if len(words) >= _SHORTEST and (folded in words or words in folded)
    ]
    return near[0] if len(near) == 1 else None
