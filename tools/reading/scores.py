"""Counts behind every score, pooled over documents, with intervals drawn by resampling lines."""

import dataclasses
import random
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from types import ModuleType
from typing import Any

DRAWS = 1000
_RATIOS: Mapping[str, tuple[str, str]] = {
    "core": ("core_found", "core"),
    "soft": ("soft_found", "soft"),
    "clean": ("clean_quotes", "quotes"),
    "merge": ("core_found", "core_quotes"),
    "deadline": ("deadline_right", "deadlines"),
    "explicit": ("explicit_right", "explicit"),
    "rhythm": ("rhythm_right", "rhythms"),
}
_F1 = ("target", "goal", "unit")
NAMES = (*_RATIOS, *_F1)


@dataclasses.dataclass(frozen=True, slots=True)
class Score:
    """One score: its value (None without cases), the bounds of its interval, and its counts as text."""

    value: float | None
    low: float | None
    high: float | None
    counts: str


def counted(scorer: ModuleType, gold: dict[str, Any], pred: Sequence[dict[str, Any]], text: str) -> Counter[str]:
    """What the scorer counts, as sums that add up over documents and lines."""
    told = scorer.score(gold, pred, text)
    core = sum(c["tier"] == "core" for c in gold["commitments"])
    soft = len(gold["commitments"]) - core
    counts = told["counts"]
    quotes = told["n_pred"] - told["too_long"] - told["borderline"]
    core_found = round(told["core_recall"] * core)
    undated = counts["found"] - counts["explicit"] - counts["recurring"]
    found = Counter(
        core=core,
        soft=soft,
        core_found=core_found,
        soft_found=round(told["soft_recall"] * soft),
        quotes=quotes,
        clean_quotes=round(told["clean"] * quotes),
        core_quotes=round(core_found / told["merge"]) if told["merge"] else 0,
        deadlines=counts["explicit"] + counts["recurring"] + undated,
        deadline_right=round((told["deadline_acc"] or 0) * counts["found"]),
        explicit=counts["explicit"],
        explicit_right=round((told["deadline_acc_explicit"] or 0) * counts["explicit"]),
        rhythms=counts["recurrences"],
        rhythm_right=round((told["recurrence_acc"] or 0) * counts["recurrences"]),
        rhythm_false=told["recurrence_false"],
    )
    for name, key in (("target", "target_f1"), ("goal", "target_f1_goal"), ("unit", "unit_f1")):
        found[f"{name}_tp"], found[f"{name}_fp"], found[f"{name}_fn"] = told[key]
    return found


def lines(scorer: ModuleType, gold: dict[str, Any], pred: Sequence[dict[str, Any]], text: str) -> list[Counter[str]]:
    """The counts line by line: what the intervals draw from. A quote belongs to the line it is found on."""
    folded, places = scorer.fold(text)
    by_line: dict[int, list[dict[str, Any]]] = {}
    starts = [match.start() for match in re.finditer(r"(?m)^", text)]
    for one in pred:
        quote = scorer.f(one["quote"])
        at = _nearest(folded, quote, one["start"] * len(folded) // max(1, len(text)))
        line = sum(start <= places[at] for start in starts) - 1 if at >= 0 else -1
        by_line.setdefault(line, []).append(one)
    found = []
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else len(text)
        labels = [
            {**label, "start": label["start"] - start, "end": label["end"] - start}
            for label in gold["sentence_labels"]
            if start <= label["start"] < end
        ]
        if labels:
            inside = {label["i"] for label in labels}
            part = {
                "meta": gold["meta"],
                "sentence_labels": labels,
                "commitments": [c for c in gold["commitments"] if c["sentence"] in inside],
            }
            found.append(counted(scorer, part, [_bare(p) for p in by_line.get(number, [])], text[start:end]))
    return found


def _bare(one: dict[str, Any]) -> dict[str, Any]:
    """A row without its place, which counts from the start of the document."""
    return {key: value for key, value in one.items() if key != "start"}


def _nearest(folded: str, quote: str, near: int) -> int:
    """The place of `quote` that is nearest to `near`; -1 where it does not stand."""
    places = []
    at = folded.find(quote)
    while at >= 0 and quote:
        places.append(at)
        at = folded.find(quote, at + 1)
    return min(places, key=lambda place: abs(place - near), default=-1)


def value(name: str, sums: Mapping[str, int]) -> float | None:
    """One score of the sums; None where nothing was to be found."""
    if name in _F1:
        tp, fp, fn = (sums.get(f"{name}_{part}", 0) for part in ("tp", "fp", "fn"))
        return 2 * tp / (2 * tp + fp + fn) if tp + fp + fn else None
    above, below = _RATIOS[name]
    return sums.get(above, 0) / sums[below] if sums.get(below) else None


def score(name: str, sums: Mapping[str, int], drawn: Sequence[Mapping[str, int]]) -> Score:
    """A score with its interval (2.5 % to 97.5 % of the draws) and its counts."""
    values = sorted(v for v in (value(name, one) for one in drawn) if v is not None)
    low = values[int(len(values) * 0.025)] if values else None
    high = values[min(len(values) - 1, int(len(values) * 0.975))] if values else None
    return Score(value(name, sums), low, high, _said(name, sums))


def _said(name: str, sums: Mapping[str, int]) -> str:
    """The counts of a score: found/all, or right+false-missed."""
    if name in _F1:
        return f"{sums.get(f'{name}_tp', 0)}+{sums.get(f'{name}_fp', 0)}-{sums.get(f'{name}_fn', 0)}"
    above, below = _RATIOS[name]
    return f"{sums.get(above, 0)}/{sums.get(below, 0)}"


def draws(parts: Sequence[Counter[str]], *, seed: int = 20190221) -> list[Counter[str]]:
    """Sums of lines drawn with replacement, the same each time."""
    dice = random.Random(seed)
    keys = sorted({key for part in parts for key in part})
    rows = [tuple(part[key] for key in keys) for part in parts]
    found = []
    for _ in range(DRAWS if rows else 0):
        drawn = dice.choices(rows, k=len(rows))
        found.append(Counter(dict(zip(keys, map(sum, zip(*drawn, strict=True)), strict=True))))
    return found


def total(parts: Sequence[Counter[str]]) -> Counter[str]:
    """The sum of counts."""
    found: Counter[str] = Counter()
    for part in parts:
        found.update(part)
    return found


Baseline = Callable[[str, Sequence[tuple[int, int, str | None]]], list[dict[str, Any]]]


def every_sentence(text: str, cuts: Sequence[tuple[int, int, str | None]]) -> list[dict[str, Any]]:
    """Every sentence that does not stand in a part that looks back."""
    return [{"quote": text[a:b], "start": a} for a, b, direction in cuts if direction != "back"]


def with_digit(text: str, cuts: Sequence[tuple[int, int, str | None]]) -> list[dict[str, Any]]:
    """Every clause with a digit."""
    return [one for one in _clauses(text, cuts) if re.search(r"\d", one["quote"])]


def with_keyword(text: str, cuts: Sequence[tuple[int, int, str | None]]) -> list[dict[str, Any]]:
    """Every clause with one of the words an officer would search for."""
    return [one for one in _clauses(text, cuts) if re.search("要|将|确保|力争|建立|实施|推进|加快", one["quote"])]


BASELINES: Mapping[str, Baseline] = {
    "every sentence": every_sentence,
    "clauses with a digit": with_digit,
    "keywords": with_keyword,
}


def _clauses(text: str, cuts: Sequence[tuple[int, int, str | None]]) -> list[dict[str, Any]]:
    """The clauses of sentences that do not look back."""
    found = []
    for a, b, direction in cuts:
        if direction == "back":
            continue
        at = a
        for piece in re.split(r"(?<=[，；。])", text[a:b]):
            if len(piece) > 5:
                found.append({"quote": piece, "start": at})
            at += len(piece)
    return found
