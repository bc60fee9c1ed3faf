"""What speaks against a verb: the access table, the state, then every guard of its line; nothing is read or written."""

from luoshi.ledger import access, guards, states
from luoshi.ledger.cases import Case
from luoshi.record.refusals import Reason


def objections(row: states.Row, case: Case) -> tuple[Reason, ...]:
    """Everything that speaks against the verb: access, state, then every guard; used by `queries.acts` too."""
    found = list(access.against(row, case))
    if row.states and case.item.state not in row.states:
        values = {"state": case.item.state, "verb": row.verb}
        return (*found, Reason("state.not_now", values))
    return (*found, *guards.reasons(row.guards, case))
