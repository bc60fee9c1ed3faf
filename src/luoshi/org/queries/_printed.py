"""How documents print the names of units: without the name of their area, with its level before it or not."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

#: What the names of areas end with; a unit's name that begins so says the level it belongs to.
LEVELS = "省市县区州旗"
_WITH_LEVEL = re.compile("[省州旗]|市(?![场政容域])|[县区](?!域)")
#: Words that say nothing without what stands before them.
_BARE = frozenset({"人民政府", "政府", "办公室", "委员会", "委", "机关", "党组"})
_SHORTEST = 3
#: Units of the area itself; townships, villages and sections print their own names.
_OF_THE_AREA = frozenset({"office", "department", "park", "leadership"})


@dataclass(frozen=True)
class Named:
    """A name that the directory holds: of which unit, of which sort, in which area."""

    unit_id: int
    name: str
    kind: str
    area: str


def printed(held: Iterable[Named]) -> set[tuple[str, int]]:
    """(name, unit id) of the forms that the directory does not hold itself, each of which fits one unit alone."""
    claims: defaultdict[str, set[int]] = defaultdict(set)
    own: set[str] = set()
    for one in held:
        own.add(one.name)
        claims[one.name].add(one.unit_id)
        for form in _forms(one):
            claims[form].add(one.unit_id)
    return {
        (name, next(iter(ids)))
        for name, ids in claims.items()
        if len(ids) == 1 and name not in own and len(name) >= _SHORTEST
    }


def _forms(one: Named) -> set[str]:
    """The other forms of one name."""
    level = one.area[-1:] if one.area[-1:] in LEVELS else ""
    of_area = one.kind in _OF_THE_AREA
    called = one.name.removeprefix("中共")
    if not one.area or not called.startswith(one.area):
        plain = of_area and level and one.name not in _BARE and not _WITH_LEVEL.search(one.name)
        return {level + one.name} if plain else set()
    rest = called.removeprefix(one.area)
    if called != one.name:  # 中共某县委员会组织部 is 县委组织部
        rest = rest.replace("委员会", "委", 1)
    bare = {rest} if not rest.startswith("委") else {rest.removeprefix("委")}
    with_level = {level + rest} if of_area and level else set()
    if rest.startswith("人民政府"):
        bare |= {rest.removeprefix("人民"), rest.removeprefix("人民政府")}
        with_level |= {level + rest.removeprefix("人民")} if of_area and level else set()
    joined = rest.replace("和", "")
    if of_area and "和" in rest[1:-1]:  # 发展和改革局 is 发展改革局 in most papers
        bare |= {joined, one.area + joined}
        with_level |= {level + joined} if level else set()
    return {form for form in bare | with_level if form and form not in _BARE}
