"""Label files: written from a reader's working list, loaded, and resolved against a folder of documents."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tools.reading.labels.sentences import Sentence, cut, decode, digest, document_hash

HERE = Path(__file__).resolve().parent
LABELS = ("core", "mechanism", "soft", "past", "frame", "noise")
TASKS = frozenset({"core", "mechanism", "soft"})
SUFFIXES = frozenset({".txt", ".docx"})
_COLUMNS = ("document", "start", "end", "digest", "label", "borderline", "annotator")


@dataclass(frozen=True)
class Label:
    """One reader's judgement of one sentence: document is the file's SHA-256, start and end characters decoded."""

    document: str
    start: int
    end: int
    digest: str
    label: str
    borderline: bool
    annotator: str

    @property
    def place(self) -> tuple[str, int, int]:
        """Document, start and end: what two readers' labels are matched by."""
        return self.document, self.start, self.end


@dataclass(frozen=True)
class Resolved:
    """A label with its sentence: the document's path under the corpus folder and the text as decoded."""

    label: Label
    path: str
    text: str


@dataclass(frozen=True)
class Loaded:
    """Labels that found their sentence, and those that did not (document not here, or its text another)."""

    found: tuple[Resolved, ...]
    lost: tuple[Label, ...]


def labels(folder: Path = HERE) -> list[Label]:
    """Every label of the TSV files in the folder, by file and place. Raises ValueError on an unknown label."""
    found: list[Label] = []
    for path in sorted(folder.glob("*.tsv")):
        found.extend(_rows(path))
    return found


def resolve(corpus: Path, wanted: Iterable[Label]) -> Loaded:
    """The labels with their sentences, read from the documents under `corpus`; order is kept."""
    texts = {hash_: (name, text) for hash_, name, text in _documents(corpus)}
    found, lost = [], []
    for label in wanted:
        name, text = texts.get(label.document, ("", ""))
        sentence = text[label.start : label.end]
        if name and digest(sentence) == label.digest:
            found.append(Resolved(label, name, sentence))
        else:
            lost.append(label)
    return Loaded(tuple(found), tuple(lost))


def merged(found: Iterable[Resolved]) -> list[Resolved]:
    """One label a sentence: where readers differ the first reader's stands, marked borderline."""
    by_place: dict[tuple[str, int, int], list[Resolved]] = {}
    for one in found:
        by_place.setdefault(one.label.place, []).append(one)
    return [_settled(sorted(both, key=lambda one: one.label.annotator)) for both in by_place.values()]


def write(document: Path, working: Path, annotator: str, folder: Path = HERE) -> Path:
    """The label file of a document from a working list of lines "index label" or "first-last label".

    A label may be cut to its first letter; a `*` behind it marks it borderline. Raises ValueError on a line that
    says no label, on an index that is not in the document, and on one that is named twice.
    """
    data = document.read_bytes()
    hash_, sentences = document_hash(data), cut(decode(data, document.suffix))
    judged = _working(working, len(sentences))
    path = folder / f"{hash_[:12]}.{annotator}.tsv"
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, delimiter="\t", lineterminator="\n")
        writer.writerow(_COLUMNS)
        for index, (label, borderline) in sorted(judged.items()):
            writer.writerow(_row(hash_, sentences[index], label, borderline, annotator))
    return path


def _settled(judged: list[Resolved]) -> Resolved:
    first = judged[0]
    doubted = any(one.label.borderline or one.label.label != first.label.label for one in judged)
    return replace(first, label=replace(first.label, borderline=doubted))


def _row(hash_: str, sentence: Sentence, label: str, borderline: bool, annotator: str) -> tuple[str | int, ...]:
    return hash_, sentence.start, sentence.end, sentence.digest, label, int(borderline), annotator


def _working(path: Path, length: int) -> dict[int, tuple[str, bool]]:
    judged: dict[int, tuple[str, bool]] = {}
    by_letter = {label[0]: label for label in LABELS}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        where, said = line.split()
        first, _, last = where.partition("-")
        label = by_letter.get(said[0])
        if label is None or not label.startswith(said.rstrip("*")):
            raise ValueError(f"no label: {line}")
        for index in range(int(first), int(last or first) + 1):
            if index in judged or index >= length:
                raise ValueError(f"twice, or not in the document: {line}")
            judged[index] = (label, said.endswith("*"))
    return judged


def _rows(path: Path) -> Iterator[Label]:
    with path.open(encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source, delimiter="\t"):
            if row["label"] not in LABELS:
                raise ValueError(f"{path.name}: {row['label']}")
            yield Label(
                row["document"],
                int(row["start"]),
                int(row["end"]),
                row["digest"],
                row["label"],
                row["borderline"] == "1",
                row["annotator"],
            )


def _documents(corpus: Path) -> Iterator[tuple[str, str, str]]:
    """Hash, path under the corpus and decoded text of every document there."""
    for path in sorted(corpus.rglob("*")):
        if path.suffix.lower() in SUFFIXES and path.is_file():
            data = path.read_bytes()
            yield document_hash(data), str(path.relative_to(corpus)), decode(data, path.suffix)
