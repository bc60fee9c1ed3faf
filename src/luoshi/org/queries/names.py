"""From refs to the names people know, and the directory that readers of documents match against."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from luoshi.org._dates import civil, in_force
from luoshi.org.models import UnitAlias, UnitVersion
from luoshi.org.queries._printed import Named, printed

_MOST_DIGITS = 18  # what fits a key; refs also come from what people write


def directory(as_of: datetime) -> tuple[tuple[str, int], ...]:
    """(name, unit id) of every unit that exists on the day, longest first: full, short, other and earlier names.

    A form that documents print and that is not held (县交通运输局 of 某某县交通运输局) is offered where it fits one
    unit alone.
    """
    on = civil(as_of)
    alive = set(UnitVersion.objects.filter(in_force(on)).values_list("unit_id", flat=True))
    of_unit = ("unit_id", "unit__kind", "unit__area__name")
    held: set[Named] = set()
    for unit_id, kind, area, *called in UnitVersion.objects.filter(valid_from__lte=on).values_list(
        *of_unit, "name", "short_name"
    ):
        held |= {Named(unit_id, name, kind, area) for name in called if name and unit_id in alive}
    for unit_id, kind, area, name in UnitAlias.objects.values_list(*of_unit, "name"):
        held |= {Named(unit_id, name, kind, area)} if name and unit_id in alive else set()
    found = {(one.name, one.unit_id) for one in held} | printed(held)
    return tuple(sorted(found, key=lambda pair: (-len(pair[0]), pair)))


def names(refs: Iterable[str], as_of: datetime) -> dict[str, str]:
    """Ref → name on the day, for unit, post, person, area, issuing_office, account and `post:3/person:9`.

    One query, however many kinds. Units and posts that have ended keep their last name; refs of other rooms, and what
    is not found, are absent.
    """
    wanted = set(refs)
    ids: defaultdict[str, set[int]] = defaultdict(set)
    for ref in wanted:
        for part in ref.split("/"):
            kind, _, number = part.partition(":")
            if number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS:
                ids[kind].add(int(number))
    single = _called(ids, as_of)
    joined = {ref: " ".join(single[part] for part in ref.split("/") if part in single) for ref in wanted}
    return {ref: name for ref, name in joined.items() if name}


#: A value that is a ref and nothing else: what people write about refs is text.
_REF = re.compile(r"(?:unit|post|person|area|issuing_office|account):[0-9]{1,18}(?:/(?:post|person):[0-9]{1,18})?")


def refs_in(value: Any) -> Iterator[str]:
    """Refs anywhere in a value (text, list, mapping), whole ones (`post:3/person:9`) and their parts."""
    waiting = [value]
    # A line of time has thousands of values: no generator for each of them.
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            if ":" in one and _REF.fullmatch(one):
                yield from one.split("/")
                yield one
        elif isinstance(one, Mapping):
            waiting += one.values()
        elif one is not None and not isinstance(one, int | bytes) and isinstance(one, Iterable):
            waiting += one


class NameBook:
    """The names of one day, asked for as they are needed and never twice; `wanted` are learnt with the first ones."""

    def __init__(self, as_of: datetime, wanted: Iterable[str] = ()) -> None:
        self.as_of = as_of
        self._wanted = set(wanted)
        self._known: dict[str, str] = {}
        self._asked: set[str] = set()

    def learn(self, refs: Iterable[str]) -> None:
        """Ask for the names of those refs that were not asked for before. One query, none where all are known."""
        wanted = (self._wanted | set(refs)) - self._asked
        if wanted:
            self._known |= names(wanted, self.as_of)
            self._asked |= wanted
        self._wanted = set()

    def want(self, refs: Iterable[str]) -> None:
        """These will be needed; they are asked for with the next ones that are."""
        self._wanted |= set(refs)

    def get(self, ref: str) -> str | None:
        """The name of a ref; None when nobody has it, or nobody asked."""
        return self._known.get(ref)


# (kind, id, name, what stands before it, since when it is called so): the rows of each kind of ref.
_SELECT = {
    "unit": "SELECT 'unit', unit_id, short_name, '', valid_from FROM org_unitversion WHERE unit_id IN ({holes})",
    # Unit and title of posts, such as 县教育局联络员; a leader's title stands alone.
    "post": "SELECT 'post', org_post.id, title, CASE org_unit.kind WHEN 'leadership' THEN '' ELSE short_name END,"
    " org_unitversion.valid_from FROM org_post JOIN org_unit ON org_unit.id = org_post.unit_id"
    " JOIN org_unitversion ON org_unitversion.unit_id = org_post.unit_id WHERE org_post.id IN ({holes})",
    "person": "SELECT 'person', id, name, '', NULL FROM org_person WHERE id IN ({holes})",
    "area": "SELECT 'area', id, name, '', NULL FROM org_area WHERE id IN ({holes})",
    "issuing_office": "SELECT 'issuing_office', id, title, '', NULL FROM org_issuingoffice WHERE id IN ({holes})",
    "account": "SELECT 'account', id, login, '', NULL FROM org_account WHERE id IN ({holes})",
}


def _called(ids: Mapping[str, Collection[int]], as_of: datetime) -> dict[str, str]:
    """Single ref → name; a unit by the short name of the day, else by the last before it, else by the first."""
    asked = [kind for kind in _SELECT if ids.get(kind)]
    if not asked:
        return {}
    # ISO dates sort as text, and SQLite has no other.
    on, found = civil(as_of).isoformat(), dict[str, str]()
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(_SELECT[kind].format(holes=", ".join(["%s"] * len(ids[kind]))) for kind in asked),
            [number for kind in asked for number in ids[kind]],
        )
        rows = cursor.fetchall()
    for kind, number, name, before, since in sorted(rows, key=lambda row: str(row[4] or "")):
        ref = f"{kind}:{number}"
        if ref not in found or str(since) <= on:
            found[ref] = f"{before}{name}"
    return found
