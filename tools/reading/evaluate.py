"""`make eval-reading`: how well documents are read, against annotations that lie beside the repository.

Documents left out come first: they are the headline, the texts of the task beside them show the gap. Figures are
printed for each document and pooled, with what is behind them and the interval of a thousand draws of lines; rules
alone and baselines stand beside them. `--errors` prints the ten worst errors of each class to the terminal: they quote
the documents and are never written anywhere.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from tools.reading import corpus, errors, gold, scores, tables, train

from luoshi.intake import shipped
from luoshi.reading.cleaning import clean
from luoshi.reading.model import Weights
from luoshi.reading.outline import Place, headings
from luoshi.reading.sentences import sentences

ROOT = Path(__file__).resolve().parents[2]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the evaluation; 0 when it ran."""
    parser = argparse.ArgumentParser(prog="make eval-reading", description=__doc__)
    parser.add_argument(
        "--shared", type=Path, default=ROOT.parent / "shared", help="gold/, seeds/ and corpus/ lie here"
    )
    parser.add_argument("--errors", action="store_true", help="the ten worst errors of each class, with their words")
    given = parser.parse_args(argv)
    if not (given.shared / "gold" / "score.py").exists():
        print(f"no annotated texts under {given.shared}; name their folder with --shared", file=sys.stderr)
        return 2
    scorer = gold.scorer(given.shared)
    held = gold.held_out(given.shared)
    print("Held out: nobody looked into these while rules were written, and the model was not trained on them")
    _show(scorer, held, shipped.weights())
    _show(scorer, held, None)
    print("\nAnnotated texts of the task (in-sample: rules were written with them in sight)")
    seeds = gold.seeds(given.shared)
    _show(scorer, seeds, shipped.weights(), errors_too=given.errors)
    _show(scorer, seeds, None)
    _cleaned(scorer, seeds)
    print("\nMade-up notices, minutes, tables and speeches (in-sample)")
    _show(scorer, gold.made(), shipped.weights(), errors_too=given.errors)
    print("\nSentences of the labelled documents, each place judged by weights that never saw it")
    documents = corpus.labelled(given.shared / "corpus")
    learnt = [one for one in documents if one.path.name not in train.HELD]
    train.check(learnt, [one for one in documents if one.path.name in train.HELD])
    tables.evaluate(shared=given.shared, worst=given.errors)
    return 0


def _show(
    scorer: ModuleType,
    documents: Sequence[gold.Document],
    weights: Weights | None,
    *,
    errors_too: bool = False,
) -> None:
    """The figures of some documents, and baselines below those with the model."""
    _head("rules and model" if weights else "rules alone")
    every: list[Counter[str]] = []
    wholes = []
    rows = {}
    for document in documents:
        rows[document.name] = pred = gold.rows_of(document, weights)
        whole = scores.counted(scorer, document.gold, pred, document.text)
        parts = scores.lines(scorer, document.gold, pred, document.text)
        if weights:
            _row(document.name, whole, scores.draws(parts))
        wholes.append(whole)
        every += parts
    _row("pooled", scores.total(wholes), scores.draws(every))
    for name, baseline in scores.BASELINES.items() if weights else ():
        sums = [scores.counted(scorer, d.gold, d.covered(baseline(d.text, _cuts(d.text))), d.text) for d in documents]
        _row(name, scores.total(sums), [])
    if errors_too:
        errors.show(scorer, documents, rows)


def _cleaned(scorer: ModuleType, documents: Sequence[gold.Document]) -> None:
    """How far the cleaned texts are from the reference, and how far the texts were as they came."""
    print(f"\n{'cleaning':20}{'as it came':>14}{'cleaned':>14}{'wrong':>14}{'repairs':>14}{'of them open':>14}")
    for document in documents:
        cleaned = clean(document.source)
        raw, ours = scorer.cer(document.text, document.source), scorer.cer(document.text, cleaned.text)
        is_open = sum(repair.sure == "open" for repair in cleaned.repairs)
        wrong = f"{ours['edits']}/{ours['ref_chars']}"
        counts = f"{wrong:>14}{len(cleaned.repairs):>14}{is_open:>14}"
        print(f"{document.name:20}{raw['cer']:>14.2%}{ours['cer']:>14.2%}{counts}")


def _cuts(text: str) -> list[tuple[int, int, str | None]]:
    """The sentences of a text and which way their part looks: what the baselines go by."""
    place = Place(headings(text))
    return [(a, b, place.at(a)[1]) for a, b in sentences(text)]


def _head(what: str) -> None:
    """The names of the columns."""
    print(f"\n{what:20}" + "".join(f"{name:>14}" for name in scores.NAMES))


def _row(name: str, sums: Counter[str], drawn: Sequence[Counter[str]]) -> None:
    """The figures of a document, under them their intervals and their counts (F1: right+false-missed)."""
    told = [scores.score(column, sums, drawn) for column in scores.NAMES]
    print(f"{name:20}" + "".join(f"{_figure(one.value):>14}" for one in told))
    if drawn:
        print(f"{'':20}" + "".join(f"{f'{_figure(one.low)} {_figure(one.high)}':>14}" for one in told))
    print(f"{'':20}" + "".join(f"{one.counts:>14}" for one in told))


def _figure(value: float | None) -> str:
    """A share with three places."""
    return "–" if value is None else f"{value:.3f}".removeprefix("0")


if __name__ == "__main__":
    raise SystemExit(main())
