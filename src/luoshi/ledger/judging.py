"""What speaks against a verb: the access table, else the state, else the guards of its line; nothing is written."""

from luoshi.ledger import access, guards, states
from luoshi.ledger.cases import Case
from luoshi.record.refusals import Reason


def objections(row: states.Row, case: Case) -> tuple[Reason, ...]:
    """Everything that speaks against the verb: state, then every guard; used by `queries.acts` too.

    Whom the access table keeps out is told that and nothing else: guards speak of what others did.
    """
    found = access.against(row, case)
    if found:
        return found
    if row.states and case.item.state not in row.states:
        values = {"state": case.item.state, "verb": row.verb}
        return (Reason("state.not_now", values),)
    return guards.reasons(row.guards, case)
