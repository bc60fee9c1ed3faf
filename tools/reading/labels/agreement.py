"""How far two readers agree: Cohen's kappa and the confusion of their labels."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tools.reading.labels.store import LABELS, TASKS, Label


@dataclass(frozen=True)
class Agreement:
    """Sentences labelled by both, the share given one label, kappa over six labels and over task or not, the pairs."""

    readers: tuple[str, str]
    sentences: int
    same: float
    kappa: float
    kappa_task: float
    kappa_firm: float
    pairs: Counter[tuple[str, str]]


def kappa(pairs: Sequence[tuple[str, str]]) -> float:
    """Cohen's kappa: agreement beyond what the two shares of each label give by chance; 1.0 where chance is all."""
    if not pairs:
        return 0.0
    observed = sum(one == other for one, other in pairs) / len(pairs)
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    chance = sum(first[label] * second[label] for label in first) / len(pairs) ** 2
    return 1.0 if chance == 1 else (observed - chance) / (1 - chance)


def agreements(labels: Iterable[Label]) -> list[Agreement]:
    """One for each two readers who have sentences in common, names in order."""
    by_place: dict[tuple[str, int, int], dict[str, Label]] = defaultdict(dict)
    for label in labels:
        by_place[label.place][label.annotator] = label
    shared: dict[tuple[str, str], list[tuple[Label, Label]]] = defaultdict(list)
    for judged in by_place.values():
        names = sorted(judged)
        for at, one in enumerate(names):
            for other in names[at + 1 :]:
                shared[one, other].append((judged[one], judged[other]))
    return [_agreement(names, both) for names, both in sorted(shared.items())]


def table(agreement: Agreement) -> str:
    """The figures and the confusion matrix as Markdown, the first reader's labels down, the second's across."""
    first, second = agreement.readers
    lines = [
        f"{first} (down) and {second} (across): {agreement.sentences} sentences, {agreement.same:.1%} the same label; "
        f"kappa {agreement.kappa:.3f} over six labels, {agreement.kappa_task:.3f} over task or not, "
        f"{agreement.kappa_firm:.3f} over core or mechanism or neither.",
        "",
        "| | " + " | ".join(LABELS) + " |",
        "|---|" + "---|" * len(LABELS),
    ]
    for one in LABELS:
        lines.append(f"| {one} | " + " | ".join(str(agreement.pairs[one, other]) for other in LABELS) + " |")
    return "\n".join(lines)


def _agreement(names: tuple[str, str], both: list[tuple[Label, Label]]) -> Agreement:
    pairs = [(one.label, other.label) for one, other in both]
    task = [(str(one in TASKS), str(other in TASKS)) for one, other in pairs]
    firm = [(str(one in TASKS - {"soft"}), str(other in TASKS - {"soft"})) for one, other in pairs]
    same = sum(one == other for one, other in pairs) / len(pairs)
    return Agreement(names, len(pairs), same, kappa(pairs), kappa(task), kappa(firm), Counter(pairs))
