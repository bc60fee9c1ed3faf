"""Every verb of the ledger as the pages offer it: its word, its form, and the operation that it calls."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from luoshi.ledger import operations
from luoshi.ledger.operations import NodeSpec
from luoshi.org.access import Actor
from luoshi.web import telling
from luoshi.web.acts import forms
from luoshi.web.acts.fields import ActForm

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


@dataclass(frozen=True)
class Spec:
    """One verb on the page; `sentence` says what follows from it."""

    verb: str
    form: type[ActForm]
    call: Callable[[Ask], object]
    sentence: Any = ""

    @property
    def button(self) -> str:
        """The word on the button: the catalogue's own, with a capital in English."""
        said = telling.word(f"verb.{self.verb}")
        return said[:1].upper() + said[1:]


def _on(ask: Ask, **more: Any) -> dict[str, Any]:
    """The arguments that every operation on an item takes."""
    return {"actor": ask.actor, "at": ask.at, "item_id": ask.item_id, **more}


def _yes(ask: Ask, name: str) -> bool:
    return bool(ask.said[name] == "yes")


def _hand_over(ask: Ask) -> object:
    return operations.hand_over(actor=ask.actor, at=ask.at, items=[(ask.item_id, ask.version)])


def _hand_in_plan(ask: Ask) -> object:
    nodes = [
        NodeSpec(title=title, due_on=due_on, weight=weight, standard=standard)
        for title, due_on, standard, weight in ask.said["nodes"]
    ]
    return operations.hand_in_plan(**_on(ask, nodes=nodes, note=ask.said["note"]))


def _report(ask: Ask) -> object:
    said = ask.said
    return operations.report(
        **_on(ask, text=said["text"], progress=said["progress"], problems=said["problems"]),
        next_step=said["next_step"],
        files=ask.files,
        node_ids=tuple(int(one) for one in said["nodes"]),
    )


def _attach(ask: Ask) -> object:
    return [operations.attach(**_on(ask, file_hash=file_hash, name=name)) for file_hash, name in ask.files]


def _waive_part(ask: Ask) -> object:
    return operations.waive_part(actor=ask.actor, at=ask.at, duty_id=int(ask.said["duty"]), reason=ask.said["reason"])


def _verify(ask: Ask) -> object:
    said = ask.said
    return operations.verify(**_on(ask, method=said["method"], passed=_yes(ask, "passed"), note=said["note"]))


def _object_to(ask: Ask) -> object:
    said = ask.said
    return operations.object_to(
        **_on(ask, reason=said["reason"], duty_basis=said["duty_basis"], suggested_unit_id=said["suggested_unit"])
    )


def _decide_objection(ask: Ask) -> object:
    return operations.decide_objection(
        actor=ask.actor,
        at=ask.at,
        objection_id=ask.target,
        upheld=_yes(ask, "upheld"),
        reason=ask.said["reason"],
        new_lead_unit_id=ask.said["new_lead_unit"],
    )


def _decide_extension(ask: Ask) -> object:
    return operations.decide_extension(
        actor=ask.actor,
        at=ask.at,
        extension_id=ask.target,
        granted=_yes(ask, "granted"),
        due_on=ask.said["due_on"],
        reason=ask.said["reason"],
    )


def _seen(ask: Ask, **more: Any) -> dict[str, Any]:
    """The arguments of a verb that decides: with the version seen."""
    return _on(ask, version=ask.version, **more)


SPECS: tuple[Spec, ...] = (
    Spec("hand_over", forms.Bare, _hand_over, _("从这一刻起开始计时。")),
    Spec("sign_for", forms.Bare, lambda ask: operations.sign_for(**_on(ask)), _("表示本单位已收到并开始办理。")),
    Spec("hand_in_plan", forms.Plan, _hand_in_plan, _("报分管领导审定；审定后按节点计时。")),
    Spec("approve_plan", forms.Bare,
        lambda ask: operations.approve_plan(actor=ask.actor, at=ask.at, plan_id=ask.target),
    ),
    Spec("return_plan", forms.Reasoned,
        lambda ask: operations.return_plan(
            actor=ask.actor, at=ask.at, plan_id=ask.target, reason=ask.said["reason"]
        ),
    ),
    Spec("report", forms.Report, _report),
    Spec("attach", forms.Attach, _attach),
    Spec("finish_part", forms.Part,
        lambda ask: operations.finish_part(**_on(ask, text=ask.said["text"])),
    ),
    Spec("waive_part", forms.WaivePart, _waive_part),
    Spec("submit", forms.Submit,
        lambda ask: operations.submit(**_on(ask, statement=ask.said["statement"], files=ask.files)),
        _("由没有参与办理的人核查。"),
    ),
    Spec("verify", forms.Verify, _verify),
    Spec("return_item", forms.Reasoned,
        lambda ask: operations.return_item(**_seen(ask, reason=ask.said["reason"])),
    ),
    Spec("conclude", forms.Conclude,
        lambda ask: operations.conclude(**_seen(ask, grade=ask.said["grade"])),
    ),
    Spec("strike_off", forms.Bare, lambda ask: operations.strike_off(**_seen(ask)), _("这件事到此了结。")),
    Spec("reopen", forms.Reasoned,
        lambda ask: operations.reopen(**_seen(ask, reason=ask.said["reason"])),
    ),
    Spec("recheck", forms.Recheck,
        lambda ask: operations.recheck(**_on(ask, kept=_yes(ask, "kept"), note=ask.said["note"])),
    ),
    Spec("object_to", forms.ObjectTo, _object_to, _("裁定以前照常计时。")),
    Spec("decide_objection", forms.DecideObjection, _decide_objection),
    Spec("reassign", forms.Reassign,
        lambda ask: operations.reassign(**_seen(ask, unit_id=ask.said["unit"], reason=ask.said["reason"])),
        _("新单位从改派时起算。"),
    ),
    Spec("ask_extension", forms.AskExtension,
        lambda ask: operations.ask_extension(**_on(ask, until=ask.said["until"], reason=ask.said["reason"])),
    ),
    Spec("decide_extension", forms.DecideExtension, _decide_extension),
    Spec("suspend", forms.Suspend,
        lambda ask: operations.suspend(**_seen(ask, reason=ask.said["reason"], review_on=ask.said["review_on"])),
        _("停止计时；已经发生的逾期保留。"),
    ),
    Spec("resume", forms.Bare, lambda ask: operations.resume(**_seen(ask))),
    Spec("withdraw", forms.Reasoned,
        lambda ask: operations.withdraw(**_seen(ask, reason=ask.said["reason"])),
    ),
)  # fmt: skip

BY_VERB: Mapping[str, Spec] = {spec.verb: spec for spec in SPECS}
