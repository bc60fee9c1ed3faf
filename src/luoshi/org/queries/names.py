"""From refs to the names people know, and the directory that readers of documents match against."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime

from luoshi.org._dates import civil, in_force
from luoshi.org.models import Account, Area, IssuingOffice, Person, Post, UnitAlias, UnitVersion

_MOST_DIGITS = 18  # what fits a key; refs also come from what people write


def directory(as_of: datetime) -> tuple[tuple[str, int], ...]:
    """(name, unit id) of every unit that exists on the day: full, short, other and earlier names, longest first."""
    on = civil(as_of)
    alive = set(UnitVersion.objects.filter(in_force(on)).values_list("unit_id", flat=True))
    found: set[tuple[str, int]] = set()
    for unit_id, name, short in UnitVersion.objects.filter(valid_from__lte=on).values_list(
        "unit_id", "name", "short_name"
    ):
        found |= {(name, unit_id), (short, unit_id)} if unit_id in alive else set()
    for unit_id, name in UnitAlias.objects.values_list("unit_id", "name"):
        found |= {(name, unit_id)} if unit_id in alive else set()
    return tuple(sorted((pair for pair in found if pair[0]), key=lambda pair: (-len(pair[0]), pair)))


def names(refs: Iterable[str], as_of: datetime) -> dict[str, str]:
    """Ref → name on the day, for unit, post, person, area, issuing_office, account and `post:3/person:9`.

    One query for each kind. Units and posts that have ended keep their last name; refs of other rooms, and what is
    not found, are absent.
    """
    wanted = set(refs)
    ids: defaultdict[str, set[int]] = defaultdict(set)
    for ref in wanted:
        for part in ref.split("/"):
            kind, _, number = part.partition(":")
            if number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS:
                ids[kind].add(int(number))
    single: dict[str, str] = {}
    for kind, find in _FINDERS.items():
        if ids[kind]:
            single |= {f"{kind}:{number}": name for number, name in find(ids[kind], as_of).items()}
    joined = {ref: " ".join(single[part] for part in ref.split("/") if part in single) for ref in wanted}
    return {ref: name for ref, name in joined.items() if name}


def _units(ids: set[int], as_of: datetime) -> dict[int, str]:
    """Short names of units: the version of the day, else the last before it, else the first."""
    on = civil(as_of)
    found: dict[int, str] = {}
    for unit_id, short, begins in (
        UnitVersion.objects.filter(unit_id__in=ids)
        .order_by("unit_id", "valid_from")
        .values_list("unit_id", "short_name", "valid_from")
    ):
        if unit_id not in found or begins <= on:
            found[unit_id] = short
    return found


def _posts(ids: set[int], as_of: datetime) -> dict[int, str]:
    """Unit and title of posts, such as 县教育局联络员; a leader's title stands alone."""
    rows = Post.objects.filter(id__in=ids).values_list("id", "title", "unit_id", "unit__kind")
    kept = {row[0]: row[1:] for row in rows}
    called = _units({unit_id for _, unit_id, _ in kept.values()}, as_of)
    return {
        number: title if kind == "leadership" else f"{called.get(unit_id, '')}{title}"
        for number, (title, unit_id, kind) in kept.items()
    }


def _persons(ids: set[int], _as_of: datetime) -> dict[int, str]:
    return dict(Person.objects.filter(id__in=ids).values_list("id", "name"))


def _areas(ids: set[int], _as_of: datetime) -> dict[int, str]:
    return dict(Area.objects.filter(id__in=ids).values_list("id", "name"))


def _offices(ids: set[int], _as_of: datetime) -> dict[int, str]:
    return dict(IssuingOffice.objects.filter(id__in=ids).values_list("id", "title"))


def _accounts(ids: set[int], _as_of: datetime) -> dict[int, str]:
    return dict(Account.objects.filter(id__in=ids).values_list("id", "login"))


_FINDERS: dict[str, Callable[[set[int], datetime], dict[int, str]]] = {
    "unit": _units,
    "post": _posts,
    "person": _persons,
    "area": _areas,
    "issuing_office": _offices,
    "account": _accounts,
}
