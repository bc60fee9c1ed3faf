"""The glossary: one word for one term, and every name in it exists."""

import re
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HAN = re.compile(r"[\u4e00-\u9fff]")


def _rows() -> list[tuple[str, str, str, str]]:
    """(中文, word, code, meaning) of every table line of docs/glossary.md."""
    rows = []
    for line in (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("| ") and not line.startswith("| 中文"):
            cells = tuple(cell.strip() for cell in line.strip("|").split("|"))
            assert len(cells) == 4, line
            rows.append(cells)
    return rows


def _resolve(name: str) -> object:
    """What a dotted name below `luoshi` is; ImportError or AttributeError when it is nothing."""
    parts = ["luoshi", *name.split(".")]
    for cut in range(len(parts), 0, -1):
        try:
            found: object = import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            found = getattr(found, part)
        return found
    raise ImportError(name)


def test_every_term_and_every_word_stands_once() -> None:
    rows = _rows()
    assert len(rows) > 80
    for column in (0, 1):
        said = [row[column] for row in rows]
        assert [one for one in said if said.count(one) > 1] == []
    assert [row for row in rows if not HAN.search(row[0]) or HAN.search(row[1]) or not row[3]] == []


@pytest.mark.parametrize("row", [row for row in _rows() if row[2] != "—"], ids=lambda row: row[1])
def test_every_name_in_the_code_column_exists(row: tuple[str, str, str, str]) -> None:
    assert re.fullmatch(r"`[\w.]+`", row[2]), row
    _resolve(row[2].strip("`"))
