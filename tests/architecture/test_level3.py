"""The page on level 3 names only what there is, and leaves no point of the rules out."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "security-level3.md"
STATES = ("met", "partly", "not met", "not tried", "the office's", "this page", "does not apply")
POINTS = [f"R12-0{number}" for number in range(1, 10) if number != 7]
SECTIONS = (
    "(R12-01",
    "Identification (R12-07)",
    "Access (R12-07)",
    "Audit (R12-07)",
    "Data (R12-07)",
    "§12.4",
    "§12.5",
)


def rows() -> list[list[str]]:
    """The cells of every line of the page's tables."""
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if not line.startswith("| point")]


def named() -> list[str]:
    """Everything in backticks that looks like a path or a test."""
    return sorted(set(re.findall(r"`((?:src|tests|docs)/[^`]+|pyproject\.toml)`", PAGE.read_text(encoding="utf-8"))))


@cache
def cases_in(path: Path) -> frozenset[str]:
    """`test_x` and `TestY::test_x` of a file."""
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.ClassDef):
            found |= {f"{node.name}::{one.name}" for one in node.body if isinstance(one, ast.FunctionDef)}
    return frozenset(found)


@pytest.mark.parametrize("name", named())
def test_every_path_and_every_test_named_there_exists(name: str) -> None:
    path, _, test = name.partition("::")
    assert (ROOT / path).exists()
    assert not test or test in cases_in(ROOT / path)


def test_every_point_says_how_it_stands_and_what_is_met_says_where_and_by_which_test() -> None:
    assert all(len(row) == 4 for row in rows()), [row for row in rows() if len(row) != 4]
    assert [row[0] for row in rows() if not row[1].startswith(STATES)] == []
    met = [row for row in rows() if row[1].startswith("met")]
    assert [row[0] for row in met if "—" in row[2:]] == []
    assert len(met) > len(rows()) / 2


def test_no_point_of_the_rules_is_left_out() -> None:
    text = PAGE.read_text(encoding="utf-8")
    told = " ".join(row[0] for row in rows())
    assert [one for one in POINTS if one not in told] == []
    assert [one for one in SECTIONS if one not in text] == []


def test_what_is_missing_is_said_in_both_languages() -> None:
    text = PAGE.read_text(encoding="utf-8")
    chinese, english = text.split("## 中文摘要")[1].split("## In short")
    assert "没有做到的" in chinese
    assert "**Not met**" in english.split("\n## ")[0]
    for said in ("SM2", "认证", "达梦"):
        assert said in chinese
