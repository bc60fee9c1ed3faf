"""The rules of practice behind rule files and refusals: what an id such as R1-40 says, and how well it is founded."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

#: How well a rule is founded (docs/practice.md).
GRADES: Final[Mapping[str, str]] = {
    "A": "the text of a law or regulation",
    "B": "an official notice or government page",
    "C": "a press report",
    "D": "an undated or local text: for ranges only",
    "X": "a proposal of this product, no published source: a local setting (本地设定)",
}


@dataclass(frozen=True, slots=True)
class Practice:
    """One rule of practice. `grade` is a key of GRADES; `source` may be empty for grade X."""

    id: str
    zh: str
    en: str
    grade: str
    source: str

    def text(self, language: str) -> str:
        """What it says, in `zh` or `en`."""
        return self.en if language == "en" else self.zh


@cache
def practices() -> Mapping[str, Practice]:
    """Every rule of practice by its id, in order."""
    path = Path(__file__).resolve().parent / "practice.toml"
    rows = tomllib.loads(path.read_text(encoding="utf-8"))
    return {id_: Practice(id=id_, **row) for id_, row in rows.items()}


def practice(id_: str) -> Practice | None:
    """The rule of practice `R1-40`, or None for an unknown id."""
    return practices().get(id_)


def page() -> str:
    """docs/practice.md, whole."""
    lines = [
        "# The rules of practice",
        "",
        "Rule files, refusals and the code name rules of practice by an id. This is what each says, how well it is",
        "founded and where it comes from. The page is written from `src/luoshi/rulebook/practice.toml` by",
        "`luoshi rules practice`; a test keeps it fresh.",
        "",
        *(f"- **{grade}**: {meaning}" for grade, meaning in GRADES.items()),
        "",
        "| id | rule | 规则 | grade | source |",
        "| --- | --- | --- | --- | --- |",
        *(f"| {one.id} | {one.en} | {one.zh} | {one.grade} | {one.source or '—'} |" for one in practices().values()),
    ]
    return "\n".join(lines) + "\n"
