"""How well tables are read: workbooks of our own making with every trick, and the scoring table of the corpus.

    python -m tools.reading.tables [--books 60] [--worst]

Each workbook is read twice: as a ledger (`reading.ledgers`), and as the text of a document (`reading.read`).
"""

import argparse
import dataclasses
import hashlib
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import lxml.html
from tools.reading import workbooks
from tools.reading.workbook_words import UNITS
from tools.reading.workbooks import Made, Wanted

from luoshi import reading
from luoshi.intake.extract import workbook
from luoshi.reading import grid, ledgers
from luoshi.reading.grid import Cell, Grid

ROOT = Path(__file__).resolve().parents[2]
#: Labels of the corpus's table: the file's hash; in these rows the third column names the unit, as a person read it.
SCORING = (
    "rules/shicheng2018_scoring.html",
    "8d0f8948356c9e69ed2956cd18a9bfa262870a73511b1b0bbc99ac6c4523496a",
    range(10, 45),
)


@dataclasses.dataclass(slots=True)
class Scores:
    """Counts: lines wanted, found and right; units, days and columns wanted, found and right."""

    counts: Counter[str] = dataclasses.field(default_factory=Counter)
    worst: list[str] = dataclasses.field(default_factory=list)

    def pair(self, what: str, wanted: Iterable[object], found: Iterable[object]) -> None:
        """Count two sets against each other."""
        a, b = set(wanted), set(found)
        self.counts[f"{what}.wanted"] += len(a)
        self.counts[f"{what}.found"] += len(b)
        self.counts[f"{what}.right"] += len(a & b)

    def f1(self, what: str) -> float:
        """Twice the right over wanted and found."""
        both = self.counts[f"{what}.wanted"] + self.counts[f"{what}.found"]
        return 2 * self.counts[f"{what}.right"] / both if both else 1.0


def evaluate(*, books: int = 60, first: int = 1000, shared: Path | None = None, worst: bool = False) -> None:
    """Print the figures. `shared`: where the corpus lies; its table is left out without it."""
    every = [workbooks.made(first + n) for n in range(books)]
    print(f"\nTables: {books} workbooks of our own making, {sum(len(m.wanted) for m in every)} lines, every trick")
    _print("read as a ledger", as_ledgers(every), ("lines", "units", "roles", "days", "columns"), worst)
    _print("read as a document", as_documents(every), ("lines", "units", "roles", "days"), worst)
    if shared is not None and (shared / "corpus" / SCORING[0]).exists():
        print(f"  the corpus's scoring table         {_corpus(shared)}")


def _print(name: str, scores: Scores, wanted: Sequence[str], worst: bool) -> None:
    """One line of figures, with what is behind them."""
    c = scores.counts
    print(f"  {name}")
    for what in wanted:
        print(
            f"    {what:<8} F1 {scores.f1(what):.3f}   right {c[f'{what}.right']} of {c[f'{what}.wanted']} wanted, "
            f"{c[f'{what}.found']} found"
        )
    for one in scores.worst[:20] if worst else ():
        print(f"      {one}")


def as_ledgers(every: Sequence[Made]) -> Scores:
    """Each workbook read as a ledger."""
    scores = Scores()
    for n, made in enumerate(every):
        found = ledgers.book(_sheets(made.content), directory=_directory(), year=2026)
        by_row = {(line.sheet, line.row): line for line in found.lines}
        scores.pair("lines", [(n, w.sheet, w.row) for w in made.wanted], [(n, *key) for key in by_row])
        for wanted in made.wanted:
            line = by_row.get((wanted.sheet, wanted.row))
            leads = [u.name for u in line.leads] if line else []
            helps = [u.name for u in line.helps] if line else []
            _count(scores, wanted, leads, helps, line.due.on if line and line.due else None, str(n))
        for table in found.tables:
            named = [c.field for c in table.columns][: len(made.fields[table.sheet])]
            scores.pair("columns", enumerate(_same(made.fields[table.sheet])), enumerate(_same(named)))
            if _same(named) != _same(made.fields[table.sheet]):
                heads = [c.head for c in table.columns]
                scores.worst.append(f"{n} {table.sheet} columns {list(zip(heads, named, strict=False))}")
    return scores


def _same(fields: Sequence[str]) -> list[str]:
    """Fields with those that nobody can tell apart by one name."""
    unit = "lead" not in fields
    return [
        "lead" if field == "duty" and unit else {"other": "note", "skip": "note"}.get(field, field) for field in fields
    ]


def as_documents(every: Sequence[Made]) -> Scores:
    """The text of each workbook read as a document; a line is found when a draft begins in its row."""
    scores = Scores()
    for n, made in enumerate(every):
        for name, sheet in _sheets(made.content):
            _as_document(scores, n, sheet, [w for w in made.wanted if w.sheet == name])
    return scores


def _as_document(scores: Scores, n: int, sheet: Grid, wanted: Sequence[Wanted]) -> None:
    """One sheet: the texts of its tasks lead from drafts to lines."""
    text = "\n".join(grid.lines(sheet, hidden=True))
    read = reading.read(text, year=2026, directory=_directory())
    for one in wanted:
        at = [item for item in read.items if _stands_in(item, one)]
        scores.pair("lines", [(n, one.sheet, one.row)], [(n, one.sheet, one.row)] if at else [])
        leads = {u.name for item in at[:1] for u in item.units if u.role == "lead"}
        helps = {u.name for item in at[:1] for u in item.units if u.role == "co"}
        due = at[0].due.on if at and at[0].due.kind == "explicit" else None
        _count(scores, one, leads, helps, due, f"{n} text")


def _stands_in(item: object, wanted: Wanted) -> bool:
    """Whether a draft comes from the line."""
    said = str(getattr(item, "quote", ""))
    return wanted.words in said or said in wanted.words


def _count(scores: Scores, wanted: Wanted, leads: Iterable[str], helps: Iterable[str], due: object, where: str) -> None:
    """Count one line's units, their roles and its day."""
    key = (where, wanted.sheet, wanted.row)
    named = {*leads, *helps}
    roles = {(u, "lead") for u in leads} | {(u, "co") for u in helps}
    right = {(u, "lead") for u in wanted.leads} | {(u, "co") for u in wanted.helps}
    scores.pair("units", [(key, u) for u in wanted.leads | wanted.helps], [(key, u) for u in named])
    scores.pair("roles", [(key, r) for r in right], [(key, r) for r in roles])
    scores.counts["days.wanted"] += 1
    scores.counts["days.found"] += 1
    scores.counts["days.right"] += due == wanted.due
    if roles != right or due != wanted.due:
        scores.worst.append(
            f"{where} {wanted.sheet}:{wanted.row} wanted {sorted(right)} {wanted.due} found {sorted(roles)} {due}"
        )


def _sheets(content: bytes) -> list[tuple[str, Grid]]:
    """The sheets of a workbook as grids."""
    return [
        (s.name, grid.of_sheet(s.rows, merged=s.merged, hidden_rows=s.hidden_rows, hidden_columns=s.hidden_columns))
        for s in workbook.sheets(content)
    ]


def _directory() -> list[tuple[str, int]]:
    """Half of the units stand in the office's directory."""
    return [(name, n) for n, name in enumerate(UNITS) if n % 2]


def _corpus(shared: Path) -> str:
    """The scoring table: the unit of each row by its place, against the drafts of its text."""
    content = (shared / "corpus" / SCORING[0]).read_bytes()
    if hashlib.sha256(content).hexdigest() != SCORING[1]:
        return "is another file than the one that was labelled"
    table = next(iter(lxml.html.fromstring(content.decode("utf-8", "replace")).iter("table")))
    whole = grid.laid_out(
        [
            [
                Cell("".join(cell.itertext()), int(cell.get("rowspan") or 1), int(cell.get("colspan") or 1))
                for cell in row
                if cell.tag in {"td", "th"}
            ]
            for row in table.iter("tr")
        ]
    )
    found = ledgers.book([("", whole)])
    by_row = {line.row: line for line in found.lines}
    right = sum(
        [u.name for u in by_row[row].leads] == [whole.rows[row - 1][2].text.strip()]
        for row in SCORING[2]
        if row in by_row
    )
    return f"units right {right} of {len(SCORING[2])} rows"


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures by themselves."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--books", type=int, default=60)
    parser.add_argument("--first", type=int, default=1000, help="the first seed")
    parser.add_argument("--worst", action="store_true")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    given = parser.parse_args(argv)
    evaluate(books=given.books, first=given.first, shared=given.shared, worst=given.worst)
    return 0


if __name__ == "__main__":
    sys.exit(main())
