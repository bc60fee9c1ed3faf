"""How well two years' papers are compared: `python -m tools.reading.years`.

Labels lie in `years.tsv`: hash of the earlier and the later file, place of a commitment in the earlier, what became of
it, place of the words that say so in the later (`-` where nothing does). No text is kept. The papers lie beside the
repository; one that is missing is named and left out.
"""

import argparse
import csv
import hashlib
import sys
from collections import Counter, defaultdict
from pathlib import Path

from luoshi.reading import read
from luoshi.reading.compare import Answer, compare
from luoshi.reading.records import Reading

ROOT = Path(__file__).resolve().parents[2]
LABELS = Path(__file__).with_name("years.tsv")
_BESIDE = 8  # characters a row may begin earlier or later than its label
_NEAR = 60  # characters between a label and the quote that are still the same words


def main() -> int:
    """Print precision and recall; 0 when there was something to measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--errors", action="store_true", help="name the places that are wrong")
    given = parser.parse_args()
    papers = {_hash(path): path for path in sorted((given.shared / "corpus").rglob("*.txt"))}
    pairs: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    with LABELS.open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            pairs[row["earlier"], row["later"]].append(row)
    total: Counter[str] = Counter()
    for (earlier, later), labels in pairs.items():
        if earlier not in papers or later not in papers:
            print(f"{earlier[:12]} {later[:12]}: not here", file=sys.stderr)
            continue
        counts = _compared(_read(papers[earlier]), _read(papers[later]), labels, errors=given.errors)
        _print(f"{earlier[:12]} → {later[:12]}", counts)
        total += counts
    _print("pooled", total)
    return 0 if total else 2


def _hash(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _read(path: Path) -> Reading:
    """A text file's reading."""
    return read(path.read_text(encoding="utf-8"))


def _compared(a: Reading, b: Reading, labels: list[dict[str, str]], *, errors: bool) -> Counter[str]:
    """Counts of right and wrong answers for one pair of papers."""
    answers = [one for one in compare(a, b).answers if one.promise]
    starts = {a.origin[one.promise.start]: one for one in answers if one.promise}
    counts: Counter[str] = Counter()
    for label in labels:
        place = int(label["promise"])
        near = min(starts, key=lambda start: abs(start - place), default=-99)
        if abs(near - place) > _BESIDE:
            counts["no row"] += 1
            continue
        found = _judged(starts[near], label, b)
        counts.update(found)
        if errors and ("wrong place" in found or "lost" in found or "invented" in found or "wrong status" in found):
            print(
                f"  {place}: {'/'.join(sorted(found))} {label['status']} → {starts[near].status}/{starts[near].reason}"
            )
    return counts


def _judged(answer: Answer, label: dict[str, str], later: Reading) -> list[str]:
    """What one answer is worth beside its label."""
    given = answer.answer is not None and answer.reason != "promised_again"
    counts = ["labels"]
    if label["answer"] == "-":
        return [*counts, "invented" if given else "rightly silent"]
    counts.append("answered")
    if not given or answer.answer is None:
        return [*counts, "lost"]
    first, last = later.origin[answer.answer.start], later.origin[answer.answer.end - 1]
    if not first - _NEAR <= int(label["answer"]) <= last + _NEAR:
        return [*counts, "wrong place"]
    return [*counts, "found", "right status" if answer.status == label["status"] else "wrong status"]


def _print(name: str, counts: Counter[str]) -> None:
    """One line of figures with the counts behind them."""
    given = counts["found"] + counts["wrong place"] + counts["invented"]
    print(
        f"{name}: {counts['labels']} labels ({counts['no row']} without a row), answers: "
        f"precision {_share(counts['found'], given)}, recall {_share(counts['found'], counts['answered'])}, "
        f"dropped rightly {_share(counts['rightly silent'], counts['rightly silent'] + counts['invented'])}, "
        f"status of those found {_share(counts['right status'], counts['found'])}"
    )


def _share(part: int, whole: int) -> str:
    """A share with the counts behind it."""
    return f"{part / whole:.2f} ({part}/{whole})" if whole else "- (0/0)"


if __name__ == "__main__":
    sys.exit(main())
