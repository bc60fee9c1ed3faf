"""The labelled sentences on the command line.

    python -m tools.reading.labels agreement
    python -m tools.reading.labels check ../shared/corpus
    python -m tools.reading.labels show ../shared/corpus/county/x.txt 120 240
    python -m tools.reading.labels write ../shared/corpus/county/x.txt working.txt one

`agreement` needs no documents; `check` counts the labels a document and names those that found no sentence;
`show` prints numbered sentences to judge; `write` turns a working list into the document's label file.
"""

import argparse
from collections import Counter
from pathlib import Path

from tools.reading.labels import agreement, sentences, store


def main() -> int:
    """Run one command; 1 when a label found no sentence."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("agreement")
    commands.add_parser("check").add_argument("corpus", type=Path)
    show = commands.add_parser("show")
    show.add_argument("document", type=Path)
    show.add_argument("bounds", type=int, nargs="*", help="first sentence and the one after the last")
    write = commands.add_parser("write")
    write.add_argument("document", type=Path)
    write.add_argument("working", type=Path)
    write.add_argument("annotator")
    asked = parser.parse_args()
    if asked.command == "check":
        return _check(asked.corpus)
    if asked.command == "agreement":
        print("\n\n".join(agreement.table(one) for one in agreement.agreements(store.labels())))
    elif asked.command == "show":
        for index, sentence in list(enumerate(sentences.read(asked.document)[1]))[slice(*asked.bounds or [None])]:
            print(index, sentence.text)
    else:
        print(store.write(asked.document, asked.working, asked.annotator))
    return 0


def _check(corpus: Path) -> int:
    loaded = store.resolve(corpus, store.labels())
    counts: dict[tuple[str, str], Counter[str]] = {}
    for one in loaded.found:
        counts.setdefault((one.path, one.label.annotator), Counter())[one.label.label] += 1
    print("| document | reader | all | " + " | ".join(store.LABELS) + " |")
    print("|---|---|---|" + "---|" * len(store.LABELS))
    for (path, annotator), count in sorted(counts.items()):
        cells = " | ".join(str(count[label]) for label in store.LABELS)
        print(f"| {path} | {annotator} | {count.total()} | {cells} |")
    print(f"\n{len(loaded.found)} labels found their sentence, {len(loaded.lost)} did not.")
    for label in loaded.lost:
        print(f"lost: {label.document[:12]} {label.start}-{label.end} {label.digest} {label.annotator}")
    return 1 if loaded.lost else 0


if __name__ == "__main__":
    raise SystemExit(main())
