"""Every read of the organisation that others may use: frozen records as of a moment, few queries, nothing cached.

`as_of` is an aware moment; dated rows are looked up on its civil date in Asia/Shanghai.
"""

from luoshi.org.queries.access_log import LogFilter, access_log
from luoshi.org.queries.directory import find_persons, find_posts, find_units, person_card, post_card, unit_card
from luoshi.org.queries.duties import works
from luoshi.org.queries.factors import (
    bindings,
    doors,
    ended_sitting,
    factor_resets,
    pending_code,
    second_factors,
    sittings,
)
from luoshi.org.queries.names import NameBook, directory, names, refs_in
from luoshi.org.queries.people import (
    find_person,
    head_post,
    holder,
    holders,
    leader_in_charge,
    leaders_in_charge,
    liaison_post,
    list_divisions,
    post,
    posts,
    posts_of,
    role_of,
)
from luoshi.org.queries.places import (
    ancestors,
    areas,
    below,
    find_body,
    issuing_offices,
    parents,
    subtree,
    unit,
    units,
)
from luoshi.org.queries.sitting import account, accounts, actors_for, must_change_password, reach

__all__ = [
    "LogFilter",
    "NameBook",
    "access_log",
    "account",
    "accounts",
    "actors_for",
    "ancestors",
    "areas",
    "below",
    "bindings",
    "directory",
    "doors",
    "ended_sitting",
    "factor_resets",
    "find_body",
    "find_person",
    "find_persons",
    "find_posts",
    "find_units",
    "head_post",
    "holder",
    "holders",
    "issuing_offices",
    "leader_in_charge",
    "leaders_in_charge",
    "liaison_post",
    "list_divisions",
    "must_change_password",
    "names",
    "parents",
    "pending_code",
    "person_card",
    "post",
    "post_card",
    "posts",
    "posts_of",
    "reach",
    "refs_in",
    "role_of",
    "second_factors",
    "sittings",
    "subtree",
    "unit",
    "unit_card",
    "units",
    "works",
]
