"""The annotated texts beside the repository, and the scorer that lies with them.

Nothing of those texts is kept here: `--shared` names the folder that holds `gold/`, `seeds/` and `corpus/`.
"""

import dataclasses
import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from tools.reading.labels import annotated

from luoshi.intake import files
from luoshi.reading import read
from luoshi.reading.model import Weights
from luoshi.reading.output import as_data
from luoshi.reading.records import Reading

LIMIT = 30 * 1024 * 1024


def scorer(shared: Path) -> ModuleType:
    """`gold/score.py` as a module, its F1 left as (true, false, missed) so that documents can be pooled."""
    spec = importlib.util.spec_from_file_location("luoshi_gold_score", shared / "gold" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.f1 = lambda tp, fp, fn: (tp, fp, fn)
    return module


@dataclasses.dataclass(frozen=True, slots=True)
class Document:
    """A text with its annotation: the cleaned text the annotation is of, and the source that is read.

    `covered` keeps the predictions that lie in the annotated part.
    """

    name: str
    gold: dict[str, Any]
    text: str
    source: str
    covered: Callable[[list[dict[str, Any]]], list[dict[str, Any]]] = lambda rows: rows


def seeds(shared: Path) -> list[Document]:
    """The annotated texts as an office would hand them in: the source with all its dirt."""
    found = []
    for path_of_gold in sorted((shared / "gold").glob("*.gold.json")):
        gold = json.loads(path_of_gold.read_text(encoding="utf-8"))
        clean = (shared / "gold" / gold["meta"]["file"]).read_text(encoding="utf-8")
        (path,) = (shared / "seeds").glob(f"{gold['meta']['id']}_*")
        found.append(Document(gold["meta"]["id"], gold, clean, text_of(path)))
    return found


def held_out(shared: Path) -> list[Document]:
    """Documents of the corpus that nobody looked into while rules were written, annotated in part."""
    return [_document(one) for one in annotated.corpus(shared / "corpus")]


def made() -> list[Document]:
    """The made-up notices, minutes, tables and speeches of the tests."""
    return [_document(one) for one in annotated.made()]


def _document(one: annotated.Annotated) -> Document:
    """An annotated document as it is read."""
    return Document(one.name, one.gold, one.text, text_of(one.source), lambda rows: list(map(dict, one.covered(rows))))


def text_of(path: Path) -> str:
    """The text of a file as `luoshi read` takes it in."""
    return files.read_path(path, limit=LIMIT).text


def reading_of(document: Document, weights: Weights | None) -> Reading:
    """A document read; the office's directory is empty, as for a stranger's paper."""
    return read(document.source, weights=weights)


def rows_of(document: Document, weights: Weights | None) -> list[dict[str, Any]]:
    """The rows of a document that are judged."""
    return document.covered(predictions(reading_of(document, weights)))


def predictions(reading: Reading) -> list[dict[str, Any]]:
    """The rows of a reading in the form of the scorer: by the JSON that everybody gets, nothing beside it."""
    return [
        {
            "quote": item["quote"],
            "start": item["start"],
            "targets": item["targets"],
            "deadline": {"said": item["due"]["said"], "iso": item["due"]["on"], "kind": item["due"]["kind"]},
            "recurrence": item["recurrence"],
            "units": item["units"],
            "persons": item["persons"],
        }
        for item in as_data(reading, {})["items"]
    ]
