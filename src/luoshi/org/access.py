"""Who may see and do what: the actor of a sitting, and how far each verb reaches for her.

The table is `access.toml`: role × verb × scope. This module decides *how far*; whether a certain item lies within is
decided by the room that owns it, from the units that `luoshi.org.queries.reach` names.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

ROLES = (
    "chief_leader",
    "leader",
    "secretary",
    "supervision_director",
    "supervision_officer",
    "unit_head",
    "liaison",
    "auditor",
    "system_admin",
    "security_admin",
    "system",
)
# R12-01: administrators have no business rows, and whoever reads the log neither runs the system nor grants rights.
ADMINISTRATORS = frozenset({"system_admin", "security_admin", "auditor"})
_ROOMS = frozenset(
    {
        *("item", "document", "draft", "template", "trial", "board", "urge"),
        *("rules", "org", "access_log", "jobs", "file", "status"),
    }
)


class Scope(StrEnum):
    """范围: how far a verb reaches, from nothing to the whole area."""

    NONE = "none"
    INSPECTION = "inspection"
    ASSIGNMENTS = "assignments"
    SUBTREE = "subtree"
    HANDED_DOWN = "handed_down"
    AREA = "area"


ON_BEHALF = "on_behalf"
Table = Mapping[str, Mapping[str, str]]


class AccessTableError(ValueError):
    """The access table is wrong; the text names every fault."""


class UnknownVerbError(LookupError):
    """A verb that the table does not have was asked for: a mistake in the program, never an answer."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person with the one post chosen for this sitting, and on whose behalf (a secretary for her leader).

    A stand-in sits on the post she stands in for, as herself. `behalf_role` is the role of the leader's post.
    The system itself has no person and no post: the ids are 0 and `name` says which part of it acts.
    """

    person_id: int
    post_id: int
    unit_id: int
    area_id: int
    role: str
    on_behalf_of_post_id: int | None = None
    behalf_role: str = ""
    name: str = ""

    @property
    def ref(self) -> str:
        """Who acts, for the record: `post:3/person:9`, or `system:tick`."""
        return f"system:{self.name}" if self.role == "system" else f"post:{self.post_id}/person:{self.person_id}"

    @property
    def on_behalf_of(self) -> str | None:
        """`post:1` of the leader for whom a secretary acts; None for everybody else."""
        return None if self.on_behalf_of_post_id is None else f"post:{self.on_behalf_of_post_id}"

    @property
    def acting_post_id(self) -> int:
        """The post whose rights and duties count: the leader's for her secretary, one's own otherwise."""
        return self.post_id if self.on_behalf_of_post_id is None else self.on_behalf_of_post_id


def system_actor(name: str) -> Actor:
    """The actor of what the system does by itself, such as `tick`, or of founding it, such as `init`."""
    return Actor(person_id=0, post_id=0, unit_id=0, area_id=0, role="system", name=name)


def load(text: str) -> Table:
    """Verb → role → scope from the TOML `text`. Raises AccessTableError naming every fault at once."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise AccessTableError(f"access table: {error}") from error
    faults = [f"unknown key {key!r}" for key in raw if key != "verb"]
    verbs = raw.get("verb", {})
    for verb, grants in verbs.items():
        faults += _faults(verb, grants)
    if not verbs:
        faults.append("no verb at all")
    if faults:
        raise AccessTableError("access table: " + "; ".join(faults))
    return {str(verb): dict(grants) for verb, grants in verbs.items()}


def _faults(verb: str, grants: object) -> list[str]:
    """What is wrong with one verb's line of the table."""
    room, _, act = verb.partition(".")
    faults = [] if room in _ROOMS and act.isidentifier() else [f"unknown verb {verb!r}"]
    if not isinstance(grants, dict):
        return [*faults, f"{verb}: must name roles"]
    for role, scope in grants.items():
        if role not in ROLES:
            faults.append(f"{verb}: unknown role {role!r}")
        if scope != ON_BEHALF and scope not in set(Scope):
            faults.append(f"{verb}: unknown scope {scope!r} of {role}")
        if scope == ON_BEHALF and role != "secretary":
            faults.append(f"{verb}: only a secretary acts on behalf, not {role}")
    return faults


@cache
def table() -> Table:
    """The shipped access table; part of the program, so read once."""
    return load(resources.files("luoshi.org").joinpath("access.toml").read_text(encoding="utf-8"))


def scope(actor: Actor, verb: str) -> Scope:
    """How far `verb` reaches for `actor`. Raises UnknownVerbError."""
    grants = table().get(verb)
    if grants is None:
        raise UnknownVerbError(verb)
    granted = grants.get(actor.role, Scope.NONE.value)
    if granted == ON_BEHALF:
        granted = grants.get(actor.behalf_role, Scope.NONE.value)
    return Scope(granted)


def allows(actor: Actor, verb: str) -> bool:
    """Whether `verb` reaches anything at all for `actor`. Raises UnknownVerbError."""
    return scope(actor, verb) is not Scope.NONE


def exclude_each_other(role: str, other: str) -> bool:
    """Whether one person may not have both roles (R12-01): an administrator is that one administrator alone."""
    if role == other or "system" in (role, other):
        return False
    return role in ADMINISTRATORS or other in ADMINISTRATORS
