"""Every verb of the ledger as the pages offer it: its form, the call behind it, and what follows from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from luoshi.web import telling
from luoshi.web.acts import calls, forms
from luoshi.web.acts.calls import Ask
from luoshi.web.acts.fields import ActForm


@dataclass(frozen=True)
class Spec:
    """One verb on the page; `sentence` says what follows from it."""

    verb: str
    form: type[ActForm]
    call: Callable[[Ask], None]
    sentence: Any = ""

    @property
    def button(self) -> str:
        """The word on the button."""
        return telling.verb(self.verb)


#: In the order of an item's life; the page shows them so.
SPECS: tuple[Spec, ...] = (
    Spec("hand_over", forms.Bare, calls.hand_over, _("从这一刻起开始计时。")),
    Spec("sign_for", forms.Bare, calls.sign_for, _("表示本单位已收到并开始办理。")),
    Spec("hand_in_plan", forms.Plan, calls.hand_in_plan, _("报分管领导审定；审定后按节点计时。")),
    Spec("approve_plan", forms.Bare, calls.approve_plan, _("审定后按计划的节点计时。")),
    Spec("return_plan", forms.Reasoned, calls.return_plan, _("牵头单位按理由修改后重报。")),
    Spec("report", forms.Report, calls.report),
    Spec("attach", forms.Attach, calls.attach),
    Spec("finish_part", forms.Part, calls.finish_part, _("报给牵头单位。")),
    Spec("submit", forms.Submit, calls.submit, _("由没有参与办理的人核查。")),
    Spec("verify", forms.Verify, calls.verify, _("由没有参与办理的人记录。")),
    Spec("conclude", forms.Conclude, calls.conclude),
    Spec("strike_off", forms.StrikeOff, calls.strike_off, _("这件事到此了结。")),
    Spec("return_item", forms.Reasoned, calls.return_item, _("回到办理中，按理由重办。")),
    Spec("decide_objection", forms.DecideObjection, calls.decide_objection),
    Spec("decide_extension", forms.DecideExtension, calls.decide_extension),
    Spec("recheck", forms.Recheck, calls.recheck),
    Spec("waive_part", forms.WaivePart, calls.waive_part),
    Spec("ask_extension", forms.AskExtension, calls.ask_extension),
    Spec("object_to", forms.ObjectTo, calls.object_to, _("裁定以前照常计时。")),
    Spec("edit", forms.Edit, calls.edit),
    Spec("reassign", forms.Reassign, calls.reassign, _("新单位从改派时起算。")),
    Spec("suspend", forms.Suspend, calls.suspend, _("停止计时；已经发生的逾期保留。")),
    Spec("resume", forms.Bare, calls.resume, _("按没有用完的时间继续计时。")),
    Spec("reopen", forms.Reopen, calls.reopen, _("编号不变，重新计时。")),
    Spec("withdraw", forms.Reasoned, calls.withdraw, _("不再办理；记录保留。")),
)

BY_VERB: Mapping[str, Spec] = {spec.verb: spec for spec in SPECS}
