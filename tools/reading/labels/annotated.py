"""Commitments by hand, as `score.py` beside the repository takes them: of held-out documents and of made-up ones.

    python -m tools.reading.labels.annotated ../shared/corpus out

Two kinds are kept. `commitments/*.json` annotates documents that are not part of the project: the document's hash,
and places in its decoded text (`sentences.decode`); numbers, comparators, units of measure and dates are fields, words
are places. `tests/reading/documents/` holds made-up documents with their words and `*.gold.json` beside them.

`corpus` and `made` give both as `Annotated`; run as a module, it writes `NAME.gold.json` and `NAME.txt` for each into
a folder. Note marks (`〔3〕`, `[3]`) stand in the middle of words, and no two readers leave them alike: the text scored
against is without them, and all places are moved to fit.
"""

import argparse
import bisect
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.reading.labels import store
from tools.reading.labels.sentences import cut, decode, document_hash

HERE = Path(__file__).resolve().parent
COMMITMENTS = HERE / "commitments"
MADE = HERE.parents[2] / "tests" / "reading" / "documents"
SCHEMA = "luoshi.commitment-labels/1"

_MARKS = re.compile(r"〔\d+〕|\[\d+\]")
_QUOTES = str.maketrans(dict.fromkeys("“”„‟「」『』", '"') | dict.fromkeys("‘’‚‛", "'"))


@dataclass(frozen=True, slots=True)
class Annotated:
    """A document with its commitments.

    name: short, for a table; source: the file an office would hand in; sha256: of that file; text: what is scored
    against; gold: in the form of `score.py`; covers: the part of `text` that is annotated, in characters.
    """

    name: str
    source: Path
    sha256: str
    text: str
    gold: dict[str, Any]
    covers: tuple[int, int]

    def covered(self, predictions: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """The predictions to be judged: those with a quote in the annotated part, or nowhere in the text."""
        before, after = _folded(self.text[: self.covers[0]]), _folded(self.text[self.covers[1] :])
        within = _folded(self.text[slice(*self.covers)])
        kept = []
        for one in predictions:
            quote = _folded(one["quote"])
            if quote in within or (quote not in before and quote not in after):
                kept.append(one)
        return kept


def corpus(folder: Path, *, kept: Path = COMMITMENTS) -> list[Annotated]:
    """The annotated documents that lie under `folder`. Raises ValueError when a place lost its words."""
    files = {document_hash(path.read_bytes()): path for path in sorted(folder.rglob("*")) if path.is_file()}
    labels = store.labels()
    found = []
    for path in sorted(kept.glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["document"] in files:
            found.append(_resolved(files[data["document"]], data, labels))
    return found


def made(folder: Path = MADE) -> list[Annotated]:
    """The made-up documents of the tests, by name. Raises ValueError when a text is not the one annotated."""
    found = []
    for path in sorted(folder.glob("*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        data = (folder / gold["meta"]["file"]).read_bytes()
        if document_hash(data) != gold["meta"]["sha256"]:
            raise ValueError(f"{path.name}: another text than the one annotated")
        source = folder / gold["meta"].get("source", gold["meta"]["file"])
        text = decode(data, ".txt")
        found.append(
            Annotated(gold["meta"]["id"], source, document_hash(source.read_bytes()), text, gold, (0, len(text)))
        )
    return found


def _resolved(path: Path, data: Mapping[str, Any], labels: Sequence[store.Label]) -> Annotated:
    """A document's annotation with its words."""
    raw = decode(path.read_bytes(), path.suffix)
    text = _Text(raw)
    low, high = data["covers"]
    sentences = [one for one in cut(raw) if low <= one.start and one.end <= high]
    index = {(one.start, one.end): at for at, one in enumerate(sentences)}
    commitments = []
    for order, one in enumerate(data["commitments"], start=1):
        at = index.get((one["sentence"][0], one["sentence"][1]))
        if at is None or sentences[at].digest != one["digest"]:
            raise ValueError(f"{path.name}: no sentence at {one['sentence']}")
        commitments.append(_commitment(text, one, at, order))
    judged = {(label.start, label.end): label for label in labels if label.document == data["document"]}
    gold = {
        "meta": {
            "id": path.stem,
            "year": data["year"],
            "default_deadline": data["default_deadline"],
            "file": f"{path.stem}.txt",
            "sentences": len(sentences),
        },
        "commitments": commitments,
        "sentence_labels": [
            _labelled(text, at, one.start, one.end, commitments, judged.get((one.start, one.end)))
            for at, one in enumerate(sentences)
        ],
    }
    return Annotated(path.stem, path, data["document"], text.clean, gold, (text.at(low), text.at(high)))


def _commitment(text: "_Text", one: Mapping[str, Any], sentence: int, order: int) -> dict[str, Any]:
    """One commitment in the scorer's form; places become words, offsets are those of the cleaned text."""
    said = text.words
    return {
        "order": order,
        "id": f"{order:03}",
        "tier": one["tier"],
        "type": one["type"],
        "phrase": said(one["phrase"]),
        "offset": text.at(one["phrase"][0]),
        "sentence": sentence,
        "sent_start": text.at(one["sentence"][0]),
        "sent_end": text.at(one["sentence"][1]),
        "targets": [
            dict(target, indicator=said(target["indicator"]), period=said(target["period"]))
            for target in one["targets"]
        ],
        "deadline": dict(one["deadline"], said=said(one["deadline"]["said"]), iso_accept=[]),
        "recurrence": one["recurrence"],
        "trigger": said(one["trigger"]),
        "units": [dict(unit, name=said(unit["name"])) for unit in one["units"]],
        "persons": [dict(person, who=said(person["who"])) for person in one["persons"]],
        "amounts": [dict(amount, what=said(amount["what"])) for amount in one["amounts"]],
        "items": [said(item) for item in one["items"]],
        "hedged": one["hedged"],
        "ambiguous": one["note"],
    }


def _labelled(
    text: "_Text",
    at: int,
    start: int,
    end: int,
    commitments: Sequence[Mapping[str, Any]],
    label: store.Label | None,
) -> dict[str, Any]:
    """A sentence's label: by the commitments in it, else as it was judged when the whole was labelled."""
    here = [one for one in commitments if one["sentence"] == at]
    firm = [one for one in here if one["tier"] == "core"]
    told = "frame" if label is None else label.label
    if here:
        told = "soft" if not firm else "mechanism" if all(one["type"] == "mechanism" for one in firm) else "core"
    borderline = not here and label is not None and label.borderline
    return {"i": at, "start": text.at(start), "end": text.at(end), "label": told, "borderline": borderline}


class _Text:
    """A decoded text without its note marks, and where each of its characters went."""

    def __init__(self, raw: str) -> None:
        self._raw = raw
        self._ends: list[int] = []
        self._gone: list[int] = []
        pieces, position, gone = [], 0, 0
        for mark in _MARKS.finditer(raw):
            pieces.append(raw[position : mark.start()])
            position, gone = mark.end(), gone + len(mark[0])
            self._ends.append(mark.end())
            self._gone.append(gone)
        self.clean = "".join([*pieces, raw[position:]])

    def at(self, offset: int) -> int:
        """The place in the clean text of a character of the decoded one (never one within a mark)."""
        before = bisect.bisect_right(self._ends, offset)
        return offset - (self._gone[before - 1] if before else 0)

    def words(self, place: Sequence[int] | None) -> str | None:
        """The words at a place, without marks; nothing for no place."""
        return None if place is None else _MARKS.sub("", self._raw[place[0] : place[1]])


def _folded(text: str) -> str:
    """Without white space, in one width and one kind of quotation mark: as the scorer compares."""
    return "".join(unicodedata.normalize("NFKC", text.translate(_QUOTES)).split())


def _write(annotated: Annotated, folder: Path) -> None:
    (folder / f"{annotated.name}.txt").write_text(annotated.text, encoding="utf-8")
    gold = dict(annotated.gold, meta=dict(annotated.gold["meta"], file=f"{annotated.name}.txt"))
    told = json.dumps(gold, ensure_ascii=False, indent=1)
    (folder / f"{annotated.name}.gold.json").write_text(told, encoding="utf-8")


def main() -> int:
    """Write every annotated document, of the corpus folder and made up, for the scorer."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("out", type=Path)
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    for one in [*corpus(asked.corpus), *made()]:
        _write(one, asked.out)
        core = sum(commitment["tier"] == "core" for commitment in one.gold["commitments"])
        fields = sum(len(commitment["targets"]) for commitment in one.gold["commitments"])
        print(f"{one.name}: {len(one.gold['commitments'])} commitments, {core} core, {fields} targets")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
