"""A small linear model over character n-grams and what the rules saw: how likely a sentence holds a commitment.

It is asked where rules end and never for fields. Weights come in as a value (`Weights`); `read()` without them works by
rules alone. Plain Python: a sentence costs some hundred additions.
"""

import dataclasses
import math
import zlib
from collections.abc import Iterable, Sequence

#: Features are hashed into this many places; two that meet share a weight.
BUCKETS = 1 << 17
_MAGIC = b"LSRM1\n"


@dataclasses.dataclass(frozen=True, slots=True)
class Weights:
    """What was learnt: one signed byte a bucket in steps of `scale`, a bias, and the likelihoods that decide.

    A sentence without a row is drafted from `take` on; a row is given up below `drop`.
    """

    scale: float
    bias: float
    take: float
    drop: float
    steps: bytes


@dataclasses.dataclass(frozen=True, slots=True)
class Seen:
    """A sentence as the model sees it: its words, the label and reason the rules gave, and what stands around it.

    `before` is what the rules called the sentence before in its paragraph; `opens` and `alone` say whether it begins
    its line and is all of it; `after` is the length of the sentence that follows.
    """

    said: str
    label: str
    why: str
    direction: str
    before: str
    opens: bool
    theme: bool = False
    rows: int = 0
    alone: bool = False
    after: int = 0


def buckets(seen: Seen) -> list[int]:
    """The places of a sentence's features, each once."""
    return sorted({zlib.crc32(name.encode()) % BUCKETS for name in _features(seen)})


def _features(seen: Seen) -> Iterable[str]:
    """The names of a sentence's features."""
    said = _folded(seen.said)
    padded = f"^{said}$"
    for size in (1, 2, 3):
        yield from (f"{size}{padded[i : i + size]}" for i in range(len(padded) - size + 1))
    yield from (f"o{padded[:size]}" for size in (3, 4, 5))
    yield f"l{seen.label}"
    yield f"w{seen.why}"
    yield f"d{seen.direction}"
    yield f"b{seen.before}"
    yield f"lb{seen.label}/{seen.before}"
    yield f"ld{seen.label}/{seen.direction}"
    yield f"s{min(len(said) // 12, 8)}"
    long = min(len(said) // 8, 6)
    yield f"p{seen.opens}{seen.theme}"
    yield f"sa{seen.opens}{seen.alone}/{long}"
    yield f"sn{seen.opens}{seen.alone}/{long}/{min(seen.after // 16, 5)}"
    yield f"sw{seen.opens}/{long}/{seen.why}"
    yield f"r{min(seen.rows, 3)}/{seen.why}"
    yield f"dw{seen.direction}/{seen.why}"


def _folded(said: str) -> str:
    """The words of a sentence with every digit a 0, so that figures teach nothing by heart."""
    return "".join("0" if char.isdigit() else char for char in said.strip().rstrip("。；！？"))


def likelihood(seen: Seen, weights: Weights) -> float:
    """How likely a sentence holds a commitment, 0 to 1."""
    steps = weights.steps
    total = sum(steps[place] - 256 if steps[place] > 127 else steps[place] for place in buckets(seen))
    return _logistic(weights.bias + weights.scale * total)


def _logistic(value: float) -> float:
    """1 / (1 + e^-value) without overflow."""
    return 1 / (1 + math.exp(-value)) if value >= 0 else math.exp(value) / (1 + math.exp(value))


def pack(weights: Weights) -> bytes:
    """The weights as bytes, compressed: the file that is shipped and the one an office keeps."""
    head = f"{weights.scale!r} {weights.bias!r} {weights.take!r} {weights.drop!r}\n".encode()
    return _MAGIC + head + zlib.compress(weights.steps, 9)


def unpack(content: bytes) -> Weights:
    """Weights out of `pack`. Raises ValueError for anything else."""
    if not content.startswith(_MAGIC):
        raise ValueError("no weights")
    head, _, packed = content[len(_MAGIC) :].partition(b"\n")
    scale, bias, take, drop = (float(said) for said in head.decode().split(" "))
    try:
        steps = zlib.decompressobj().decompress(packed, BUCKETS + 1)
    except zlib.error as error:
        raise ValueError("torn weights") from error
    if len(steps) != BUCKETS:
        raise ValueError("weights of another size")
    return Weights(scale, bias, take, drop, steps)


@dataclasses.dataclass(frozen=True, slots=True)
class Example:
    """A sentence whose answer is known, and how much it counts."""

    places: Sequence[int]
    holds: bool
    weight: float = 1.0


def train(examples: Sequence[Example], *, rounds: int = 12, start: Weights | None = None) -> Weights:
    """Weights learnt from `examples`, by logistic regression with steps that shrink for each feature (AdaGrad).

    `start` is learnt on from and drawn back to: what the examples say nothing about stays. The order of examples
    decides nothing but rounding; the same examples give the same weights.
    """
    value = [0.0] * BUCKETS if start is None else [_signed(step) * start.scale for step in start.steps]
    home = list(value)
    spread = [1e-8] * BUCKETS
    bias = 0.0 if start is None else start.bias
    bias_spread = 1e-8
    rate, pull = (0.25, 2e-5) if start is None else (0.05, 1e-3)
    for turn in range(rounds):
        for example in _shuffled(examples, turn):
            guess = _logistic(bias + sum(value[place] for place in example.places))
            slope = (guess - example.holds) * example.weight
            bias_spread += slope * slope
            bias -= rate * slope / math.sqrt(bias_spread)
            for place in example.places:
                drift = slope + pull * (value[place] - home[place])
                spread[place] += drift * drift
                value[place] -= rate * drift / math.sqrt(spread[place])
    return _rounded(value, bias, start)


def _shuffled(examples: Sequence[Example], turn: int) -> list[Example]:
    """The examples in another order each round, the same on every machine."""
    order = sorted(range(len(examples)), key=lambda i: zlib.crc32(f"{turn}:{i}".encode()))
    return [examples[i] for i in order]


def _signed(step: int) -> int:
    """A byte as a signed number."""
    return step - 256 if step > 127 else step


def _rounded(value: Sequence[float], bias: float, start: Weights | None) -> Weights:
    """Weights in steps of one byte; those that weigh nothing become zero."""
    scale = max(1e-6, max(map(abs, value), default=0.0) / 127)
    steps = bytes(round(one / scale) & 0xFF for one in value)
    return Weights(scale, bias, start.take if start else 0.9, start.drop if start else 0.1, steps)
