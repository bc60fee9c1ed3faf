"""How well outlines are followed: `python -m tools.reading.outlines`.

Labels lie in `outlines.tsv`: hash of a document, place of a heading in its file (characters), how deep it stands. They
were made by correcting what the product found, one reader, once; no text is kept. A heading is right when one stands
there, its depth when it stands as deep below the headings that enclose it.
"""

import argparse
import csv
import hashlib
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from luoshi.reading.cleaning import clean
from luoshi.reading.outline import headings
from luoshi.reading.records import Heading
from luoshi.reading.tree import whole

ROOT = Path(__file__).resolve().parents[2]
LABELS = Path(__file__).with_name("outlines.tsv")
_BESIDE = 2  # characters a heading may begin beside its label


def main() -> int:
    """Print precision, recall and depth; 0 when there was something to measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    given = parser.parse_args()
    papers = {
        hashlib.sha256(path.read_bytes()).hexdigest(): path
        for folder in ("seeds", "corpus")
        for path in sorted((given.shared / folder).rglob("*.txt"))
    }
    labels: dict[str, dict[int, int]] = defaultdict(dict)
    with LABELS.open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            labels[row["document"]][int(row["start"])] = int(row["depth"])
    total: Counter[str] = Counter()
    for code, wanted in labels.items():
        if code not in papers:
            print(f"{code[:12]}: not here", file=sys.stderr)
            continue
        counts = _judged(dict(found(papers[code])), wanted)
        _print(code[:12], counts)
        total += counts
    _print("pooled", total)
    return 0 if total else 2


def found(path: Path) -> Iterator[tuple[int, int]]:
    """Place in the file and depth of every heading that the product finds."""
    text = clean(path.read_text(encoding="utf-8"))
    outline = whole(text.text, headings(text.text))
    for heading, depth in zip(outline, depths(outline), strict=True):
        yield text.origin[heading.start], depth


def depths(outline: Sequence[Heading]) -> list[int]:
    """How many headings enclose each heading, itself counted."""
    stack: list[int] = []
    made = []
    for heading in outline:
        while stack and stack[-1] >= heading.level:
            stack.pop()
        stack.append(heading.level)
        made.append(len(stack))
    return made


def _judged(have: dict[int, int], wanted: dict[int, int]) -> Counter[str]:
    """Counts of headings found, missed and invented, and of right depths."""
    counts: Counter[str] = Counter(found=len(have), wanted=len(wanted))
    for place, depth in wanted.items():
        near = next((at for at in range(place - _BESIDE, place + _BESIDE + 1) if at in have), None)
        if near is not None:
            counts["right"] += 1
            counts["deep"] += have[near] == depth
    return counts


def _print(name: str, counts: Counter[str]) -> None:
    """One line of figures with the counts behind them."""
    right, wanted, found_ = counts["right"], counts["wanted"], counts["found"]
    precision, recall = right / max(1, found_), right / max(1, wanted)
    depth = counts["deep"] / max(1, right)
    print(
        f"{name}: {wanted} headings, precision {precision:.3f} ({right}/{found_}), recall {recall:.3f}, "
        f"depth {depth:.3f} ({counts['deep']}/{right})"
    )


if __name__ == "__main__":
    sys.exit(main())
