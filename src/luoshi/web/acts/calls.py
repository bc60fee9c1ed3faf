"""From a sent form to one operation of the ledger: one small function for each verb, nothing decided here."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from luoshi.ledger import operations
from luoshi.ledger.operations import NodeSpec
from luoshi.org.access import Actor
from luoshi.web.edge import SHANGHAI

Files = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Ask:
    """What a sent form asks for: who, when, which item as seen, what was said, files kept as (hash, name).

    `target` is the id of the plan, objection or extension that the verb answers; 0 for the others.
    """

    actor: Actor
    at: dt.datetime
    item_id: int
    version: int
    target: int
    said: Mapping[str, Any]
    files: Files

    def yes(self, name: str) -> bool:
        """Whether a yes-or-no field says yes."""
        return bool(self.said[name] == "yes")


def edit(ask: Ask) -> None:
    """Correct what is still open to correction: only what differs is sent."""
    changes = {name: value for name, value in ask.said.items() if value != ask.said.get(f"was_{name}")}
    operations.edit_item(
        actor=ask.actor, at=ask.at, item_id=ask.item_id, version=ask.version,
        changes={name: value for name, value in changes.items() if not name.startswith("was_")},
    )  # fmt: skip


def hand_over(ask: Ask) -> None:
    """交办."""
    operations.hand_over(actor=ask.actor, at=ask.at, items=[(ask.item_id, ask.version)])


def sign_for(ask: Ask) -> None:
    """签收."""
    operations.sign_for(actor=ask.actor, at=ask.at, item_id=ask.item_id)


def hand_in_plan(ask: Ask) -> None:
    """报送推进计划."""
    nodes = [NodeSpec(title, due_on, None, weight, standard) for title, due_on, standard, weight in ask.said["nodes"]]
    operations.hand_in_plan(
        actor=ask.actor, at=ask.at, item_id=ask.item_id, nodes=nodes, note=ask.said["note"]
    )  # fmt: skip


def approve_plan(ask: Ask) -> None:
    """审定推进计划."""
    operations.approve_plan(actor=ask.actor, at=ask.at, plan_id=ask.target)


def return_plan(ask: Ask) -> None:
    """退回推进计划."""
    operations.return_plan(actor=ask.actor, at=ask.at, plan_id=ask.target, reason=ask.said["reason"])


def report(ask: Ask) -> None:
    """反馈; with an earlier day it is 补录."""
    said, earlier = ask.said, ask.said["happened_on"]
    noon = dt.datetime.combine(earlier, dt.time(12), tzinfo=SHANGHAI).astimezone(dt.UTC) if earlier else None
    operations.report(
        actor=ask.actor,
        at=ask.at,
        item_id=ask.item_id,
        text=said["text"],
        progress=said["progress"],
        problems=said["problems"],
        next_step=said["next_step"],
        files=ask.files,
        node_ids=[int(one) for one in said["nodes"]],
        happened_at=noon,
        happened_reason=said["happened_reason"],
    )


def attach(ask: Ask) -> None:
    """补充佐证材料."""
    for file_hash, name in ask.files:
        operations.attach(actor=ask.actor, at=ask.at, item_id=ask.item_id, file_hash=file_hash, name=name)


def finish_part(ask: Ask) -> None:
    """完成配合任务."""
    operations.finish_part(
        actor=ask.actor, at=ask.at, item_id=ask.item_id, text=ask.said["text"], files=ask.files
    )  # fmt: skip


def waive_part(ask: Ask) -> None:
    """免除配合任务."""
    operations.waive_part(actor=ask.actor, at=ask.at, duty_id=int(ask.said["duty"]), reason=ask.said["reason"])


def submit(ask: Ask) -> None:
    """申请办结."""
    operations.submit(
        actor=ask.actor, at=ask.at, item_id=ask.item_id, statement=ask.said["statement"], files=ask.files
    )  # fmt: skip


def verify(ask: Ask) -> None:
    """核查."""
    said = ask.said
    operations.verify(
        actor=ask.actor, at=ask.at, item_id=ask.item_id,
        method=said["method"], passed=ask.yes("passed"), note=said["note"], progress=said["progress"],
    )  # fmt: skip


def return_item(ask: Ask) -> None:
    """退回重办."""
    operations.return_item(
        actor=ask.actor, at=ask.at, item_id=ask.item_id, version=ask.version, reason=ask.said["reason"]
    )  # fmt: skip


def conclude(ask: Ask) -> None:
    """办结."""
    operations.conclude(
        actor=ask.actor, at=ask.at, item_id=ask.item_id, version=ask.version, grade=ask.said["grade"]
    )  # fmt: skip


def strike_off(ask: Ask) -> None:
    """销号."""
    operations.strike_off(
        actor=ask.actor, at=ask.at, item_id=ask.item_id, version=ask.version,
        no_further_word=ask.said["no_further_word"],
    )  # fmt: skip


def reopen(ask: Ask) -> None:
    """重新办理."""
    operations.reopen(
        actor=ask.actor, at=ask.at, item_id=ask.item_id, version=ask.version,
        reason=ask.said["reason"], due_on=ask.said["due_on"],
    )  # fmt: skip


def recheck(ask: Ask) -> None:
    """回头看."""
    said = ask.said
    operations.recheck(
        actor=ask.actor, at=ask.at, item_id=ask.item_id,
        kept=ask.yes("kept"), note=said["note"], method=said["method"], due_on=said["due_on"],
    )  # fmt: skip


def object_to(ask: Ask) -> None:
    """提出异议."""
    said = ask.said
    operations.object_to(
        actor=ask.actor, at=ask.at, item_id=ask.item_id,
        reason=said["reason"], duty_basis=said["duty_basis"], suggested_unit_id=said["suggested_unit"],
    )  # fmt: skip


def decide_objection(ask: Ask) -> None:
    """答复异议."""
    said = ask.said
    operations.decide_objection(
        actor=ask.actor, at=ask.at, objection_id=ask.target, upheld=ask.yes("upheld"),
        reason=said["reason"], new_lead_unit_id=said["new_lead_unit"], due_on=said["due_on"],
    )  # fmt: skip


def reassign(ask: Ask) -> None:
    """改派."""
    said = ask.said
    operations.reassign(
        actor=ask.actor, at=ask.at, item_id=ask.item_id, version=ask.version,
        unit_id=said["unit"], reason=said["reason"], due_on=said["due_on"],
    )  # fmt: skip


def ask_extension(ask: Ask) -> None:
    """申请延期."""
    operations.ask_extension(
        actor=ask.actor, at=ask.at, item_id=ask.item_id, until=ask.said["until"], reason=ask.said["reason"]
    )  # fmt: skip


def decide_extension(ask: Ask) -> None:
    """批复延期."""
    said = ask.said
    operations.decide_extension(
        actor=ask.actor, at=ask.at, extension_id=ask.target,
        granted=ask.yes("granted"), due_on=said["due_on"], reason=said["reason"],
    )  # fmt: skip


def suspend(ask: Ask) -> None:
    """暂缓."""
    operations.suspend(
        actor=ask.actor, at=ask.at, item_id=ask.item_id, version=ask.version,
        reason=ask.said["reason"], review_on=ask.said["review_on"],
    )  # fmt: skip


def resume(ask: Ask) -> None:
    """恢复办理."""
    operations.resume(actor=ask.actor, at=ask.at, item_id=ask.item_id, version=ask.version)


def withdraw(ask: Ask) -> None:
    """撤销."""
    operations.withdraw(
        actor=ask.actor, at=ask.at, item_id=ask.item_id, version=ask.version, reason=ask.said["reason"]
    )  # fmt: skip
