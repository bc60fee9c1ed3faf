"""How well the suggested leads are calibrated: fits the weights of `luoshi.reading.suggest` and prints what they hold.

`python -m tools.reading.leads` takes two made-up counties: the one of `tests/vectors/leads.toml`, whose units have
duties, and the demonstration county, whose duties were written apart from its tasks. Every commitment is asked about as
if it were new: without any past, with a part of it (last year's commitments; in the demonstration county a fifth of the
others), with all that there is but a fifth. The tables are of cases left out: weights are fitted on one half of the
commitments of both counties and tried on the other half. Those at the end are fitted on all and stand in
`suggest.FITTED`.
"""

import argparse
import dataclasses
import math
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random

from luoshi.cli.demo import content
from luoshi.reading.suggest import (
    AT_LEAST,
    FITTED,
    HELD,
    MOST,
    Advisor,
    Candidate,
    Earlier,
    Figures,
    Wanted,
    Weights,
    chances_of,
    held,
)

VECTORS = Path(__file__).resolve().parents[2] / "tests" / "vectors" / "leads.toml"
NOBODY = 0
_FOLDS = 5
_NAMES = tuple(one.name for one in dataclasses.fields(Weights))
_ROUNDS = 300
_PULL = 0.002  # towards nothing, so that a figure that never speaks stays small


@dataclasses.dataclass(frozen=True, slots=True)
class County:
    """Units, commitments (text, unit or NOBODY, heading under which it stands), and those of the year before."""

    name: str
    candidates: tuple[Candidate, ...]
    lines: tuple[tuple[str, int, str], ...]
    before: tuple[tuple[str, int], ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """A commitment as it was asked about: how much past there was, what spoke for each unit, who led it."""

    past: str
    found: Mapping[int, Figures]
    right: int


def made_up() -> County:
    """The county of the vectors."""
    said = tomllib.loads(VECTORS.read_text(encoding="utf-8"))
    units = said["unit"]
    lines = [(line, number, "") for number, unit in enumerate(units, 1) for line in unit["lines"]]
    lines += [(line, NOBODY, "") for line in said["nobody"]["lines"]]
    return County(
        "made-up county",
        tuple(Candidate(n, f"{unit['name']} {unit['short']}", unit["duties"]) for n, unit in enumerate(units, 1)),
        tuple(lines),
        tuple((line, number) for number, unit in enumerate(units, 1) for line in unit["before"]),
    )


def demonstration() -> County:
    """The tasks of the demonstration county's work report, and those carried over."""
    units = content.county().units
    numbers = {unit.short: n for n, unit in enumerate(units, 1)}
    tasks = (*content.report_tasks(), *content.carried_tasks())
    lines = tuple((task.text, numbers[task.lead], task.path) for task in tasks if task.lead in numbers)
    candidates = tuple(Candidate(n, f"{u.name} {u.short}", u.duties) for n, u in enumerate(units, 1))
    return County("demonstration county", candidates, lines)


def asked(county: County) -> Iterator[Asked]:
    """Every commitment, asked about with three amounts of past; each third neighbour in its passage names its unit."""
    order = list(range(len(county.lines)))
    Random(20260301).shuffle(order)
    folds = [order[n::_FOLDS] for n in range(_FOLDS)]
    before = [Earlier(-n, text, unit_id) for n, (text, unit_id) in enumerate(county.before, 1)]
    for n, fold in enumerate(folds):
        others = [_earlier(county, one) for m, other in enumerate(folds) if m != n for one in other]
        part = before or [_earlier(county, one) for one in folds[(n + 1) % _FOLDS]]
        for past, earlier in {"none": [], "a part": part, "all": [*before, *others]}.items():
            advisor = Advisor(county.candidates, earlier)
            for at in fold:
                wanted = Wanted(county.lines[at][0], beside(county, at))
                yield Asked(past, advisor.figures(wanted), county.lines[at][1])


def _earlier(county: County, at: int) -> Earlier:
    return Earlier(at, county.lines[at][0], county.lines[at][1])


def beside(county: County, at: int) -> tuple[int, ...]:
    """The units that a document would name beside a commitment: those of each third neighbour under its heading."""
    path = county.lines[at][2]
    near = [n for n in range(max(0, at - 4), min(len(county.lines), at + 5)) if n != at and n % 3 == 0]
    return tuple(county.lines[n][1] for n in near if path and county.lines[n][2] == path)


def fitted(cases: Sequence[Asked]) -> Weights:
    """The weights under which what happened is likeliest: plain gradient ascent, the same each time."""
    values = dict.fromkeys(_NAMES, 1.0)
    for turn in range(_ROUNDS):
        slopes = dict.fromkeys(_NAMES, 0.0)
        weights = Weights(**values)
        for case in cases:
            for unit_id, chance in chances_of(case.found, weights).items():
                missed = (unit_id == case.right) - chance
                for name in _NAMES:
                    slopes[name] += missed * (1.0 if name == "start" else getattr(case.found[unit_id], name))
        pace = 30.0 / (1 + turn / 60)
        values = {name: values[name] + pace * (slopes[name] / len(cases) - _PULL * values[name]) for name in _NAMES}
    return Weights(**{name: round(value, 2) for name, value in values.items()})


@dataclasses.dataclass(frozen=True, slots=True)
class Offer:
    """A unit that would be offered: its rank, what the model gives it, whether it was right."""

    rank: int
    given: float
    is_right: bool


def offers(case: Asked, weights: Weights) -> list[Offer]:
    """What would be offered for a commitment; nothing where nobody is likelier than any unit."""
    chances = chances_of(case.found, weights)
    order = sorted(chances, key=lambda one: (-chances[one], one))[:MOST]
    if not order or chances[order[0]] <= 1 - sum(chances.values()):
        return []
    found = [Offer(rank, chances[one], one == case.right) for rank, one in enumerate(order)]
    return [one for one in found if one.given >= AT_LEAST]


def calibrated(found: Sequence[Offer]) -> tuple[tuple[float, float], ...]:
    """How often offers were right by what the model gave them: ten groups, those that do not rise put together."""
    ordered = sorted(found, key=lambda one: one.given)
    size = max(1, len(ordered) // 10)
    groups = [[part] for part in (ordered[at : at + size] for at in range(0, len(ordered), size))]
    pools: list[list[Offer]] = []
    for (part,) in groups:
        pools.append(list(part))
        while len(pools) > 1 and _rate(pools[-2]) >= _rate(pools[-1]):
            pools[-2:] = [pools[-2] + pools[-1]]
    middle = [(round(sum(one.given for one in pool) / len(pool), 3), round(_rate(pool), 3)) for pool in pools]
    return ((0.0, 0.0), *middle, (1.0, max(0.99, middle[-1][1])))


def _rate(pool: Sequence[Offer]) -> float:
    """How many were right, two imagined ones added of which one was."""
    return (sum(one.is_right for one in pool) + 1) / (len(pool) + 2)


Tried = tuple[Asked, Weights, tuple[tuple[float, float], ...]]


def table(cases: Sequence[Tried]) -> list[str]:
    """Chance said → how many suggestions, how many of them right; then how many of all cases got any."""
    bins: dict[int, list[bool]] = {}
    first = among = offered = 0
    for case, weights, known in cases:
        found = offers(case, weights)
        offered += bool(found)
        first += any(one.is_right and one.rank == 0 for one in found)
        among += any(one.is_right for one in found)
        for one in found:
            bins.setdefault(min(9, math.floor(held(one.given, known) * 10)), []).append(one.is_right)
    lines = [
        f"  said {at * 10:3}–{at * 10 + 10:3} %   {sum(hits):4} of {len(hits):4} right   {sum(hits) / len(hits):6.1%}"
        for at, hits in sorted(bins.items())
    ]
    n = sum(case.right != NOBODY for case, *_ in cases)
    rest = f"offered for {offered} of {len(cases)}; first right {first}, among three {among}; {n} have a unit"
    return [*lines, f"  {rest}"]


def main() -> None:
    """Print the tables, then the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail when the fitted weights are not those in the code")
    check = parser.parse_args().check
    counties = [made_up(), demonstration()]
    cases = [list(asked(county)) for county in counties]
    every = [one for part in cases for one in part]
    halves = []
    for start in (1, 0):
        learnt = [one for part in cases for one in part[start::2]]
        weights = fitted(learnt)
        halves.append((weights, calibrated([offer for one in learnt for offer in offers(one, weights)])))
    for county, part in zip(counties, cases, strict=True):
        for past in ("none", "a part", "all"):
            print(f"{county.name}, past: {past}")
            print("\n".join(table([(one, *halves[n % 2]) for n, one in enumerate(part) if one.past == past])))
    print("both, all pasts")
    print("\n".join(table([(one, *halves[n % 2]) for part in cases for n, one in enumerate(part)])))
    whole = fitted(every)
    known = calibrated([offer for one in every for offer in offers(one, whole)])
    print(f"fitted on all: {whole}\nin the code:   {FITTED}\nheld: {known}\nin the code: {HELD}")
    if check and (whole, known) != (FITTED, HELD):
        raise SystemExit("the weights in the code are not the fitted ones")


if __name__ == "__main__":
    main()
