"""The guards of the table in `luoshi.ledger.states`: pure functions from a case to the reasons against it.

A guard looks at nothing but the case and declares with `@reads` which parts of it must be loaded. It returns every
reason it has, with the rule behind it; the texts (what is wrong, what to do) stand in messages.toml under the code.
A guard about an argument is silent while the argument is not given: the page that lists the open acts asks too.
"""

from luoshi.ledger.guards import changing, deciding, opening, working
from luoshi.ledger.guards._registry import (
    GUARDS,
    READS,
    Guard,
    blank,
    holds,
    missing,
    parts_of,
    reads,
    reasons,
    term_days,
)

__all__ = [
    "GUARDS",
    "READS",
    "Guard",
    "blank",
    "changing",
    "deciding",
    "holds",
    "missing",
    "opening",
    "parts_of",
    "reads",
    "reasons",
    "term_days",
    "working",
]
