"""The one table: complete, spoken for in both languages, and the same in the documents."""

import re
from pathlib import Path

from tests.ledger.office import Office

from luoshi.ledger import guards, operations, queries, states
from luoshi.ledger.codes import ClosedReason, DutyAct, Grade, Method, Role, State
from luoshi.ledger.guards.opening import EDITABLE
from luoshi.ledger.states_page import markdown
from luoshi.org import access
from luoshi.record import messages

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "src" / "luoshi" / "ledger").rglob("*.py"))
OPERATION_OF = {"open": "open_item", "edit": "edit_item"}


def test_every_state_is_reached_and_every_verb_has_its_operation_and_its_line_of_the_access_table() -> None:
    assert {state for row in states.VERBS for state in row.then} == set(State)
    for row in states.VERBS:
        assert hasattr(operations, OPERATION_OF.get(row.verb, row.verb)), row.verb
        assert row.access in access.table(), row.access


def test_every_guard_that_the_table_names_exists_and_every_guard_is_used() -> None:
    named = {guard for row in states.VERBS for guard in row.guards}
    assert named == set(guards.GUARDS)
    assert all(guard.__doc__ for guard in guards.GUARDS.values())


def test_every_event_refusal_and_code_of_the_ledger_has_its_words() -> None:
    said = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    reasons = {code for code in re.findall(r'Reason\(\s*f?"([a-z_.{}]+)"', said) if "{" not in code}
    reasons |= set(re.findall(r'_missing\(case, "\w+", "([a-z_.]+)"', said))
    known = messages.catalogue()
    assert {code for code in reasons if f"refusal.{code}" not in known} == set()
    assert {row.event for row in states.VERBS if not messages.knows_event(row.event)} == set()
    words = [("verb", row.verb) for row in states.VERBS] + [("state", state) for state in states.STATES]
    words += [("column", column) for column in EDITABLE] + [("act", act) for act in DutyAct]
    words += [("assignment", role) for role in Role] + [("grade", grade) for grade in Grade]
    words += [("method", method) for method in Method] + [("closed_reason", reason) for reason in ClosedReason]
    assert [word for word in words if f"word.{word[0]}.{word[1]}" not in known] == []
    assert {f"refusal.access.{who}" for who in states.Who} <= set(known)


def test_no_act_is_open_to_a_role_that_the_access_table_does_not_name(office: Office) -> None:
    item = office.running()
    people = ("clerk", "director", "chief", "vice_mayor", "secretary", "head", "lead", "co_head", "co")
    allowed: set[str] = set()
    for who in people:
        actor = office.actor(who)
        for act in queries.acts(actor, item.pk, as_of=office.at):
            granted = access.allows(actor, states.row(act.verb).access)
            refused = {reason.code for reason in act.reasons}
            assert granted or "access.role" in refused, (who, act.verb)
            assert act.allowed == (not act.reasons)
            allowed |= {act.verb} if act.allowed else set()
    # A morning after the hand-over this may be done by somebody, and nothing else by anybody.
    assert allowed == {
        "sign_for", "report", "attach", "finish_part", "waive_part", "hand_in_plan", "object_to", "ask_extension",
        "edit", "reassign", "suspend", "withdraw",
    }  # fmt: skip


def test_the_page_of_states_says_what_the_table_says() -> None:
    assert (ROOT / "docs" / "states.md").read_text(encoding="utf-8") == markdown(), "run `make docs`"
