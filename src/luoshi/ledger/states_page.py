"""docs/states.md, printed from the table: states, verbs, and what each guard holds."""

from collections.abc import Iterator

from luoshi.ledger.guards import GUARDS
from luoshi.ledger.states import STATES, VERBS, Who, rows_in
from luoshi.org import access
from luoshi.record import messages

# How units and leaders stand to the item; roles with a wider scope act for the issuing office or the area.
_WHO = {
    Who.ISSUER: "who issued it",
    Who.LEAD: "the lead unit",
    Who.ASSIGNED: "a unit that works on it",
    Who.PART: "a unit that owes a part",
    Who.LEADER: "the leader in charge",
    Who.OUTSIDE: "somebody with no part in it",
}


def markdown() -> str:
    """The whole page; the same text for the same code."""
    return "\n".join([*_states(), "", *_verbs(), "", *_guards(), ""])


def _states() -> Iterator[str]:
    """The heading and the list of states."""
    yield "# States and verbs of an item"
    yield ""
    yield "Printed by `make docs` from `luoshi.ledger.states`; change the table there. What a role may do, and how far,"
    yield "stands in [access.md](access.md); this page says what an item allows. All guards are asked at once."
    yield ""
    yield "| state | 中文 | verbs that an item in it may go through |"
    yield "|---|---|---|"
    for state in STATES:
        verbs = ", ".join(f"`{line.verb}`" for line in rows_in(state)) or "(none)"
        yield f"| `{state}` | {_zh('state', state)} | {verbs} |"


def _verbs() -> Iterator[str]:
    """One line for every verb."""
    yield "## Verbs"
    yield ""
    yield "| verb | 中文 | in states | by | then | event | guards |"
    yield "|---|---|---|---|---|---|---|"
    for line in VERBS:
        cells = (
            f"`{line.verb}`" + (" ¹" if line.deciding else ""),
            _zh("verb", line.verb),
            ", ".join(line.states) or "(new)",
            f"{_WHO[line.who]}: {', '.join(f'`{role}`' for role in access.table()[line.access])}",
            " or ".join(line.then) or "(stays)",
            f"`{line.event}`",
            ", ".join(f"`{guard}`" for guard in line.guards),
        )
        yield f"| {' | '.join(cells)} |"
    yield ""
    yield "¹ decides: carries the version that its author saw, and is told when another stands now."


def _guards() -> Iterator[str]:
    """What each guard holds, in the order of its first use."""
    yield "## Guards"
    yield ""
    yield "| guard | holds |"
    yield "|---|---|"
    for name in dict.fromkeys(guard for line in VERBS for guard in line.guards):
        yield f"| `{name}` | {' '.join((GUARDS[name].__doc__ or '').split())} |"


def _zh(section: str, code: str) -> str:
    return messages.word(f"{section}.{code}", language="zh")
