"""The form of each verb: what somebody must say to do it."""

import datetime as dt
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from luoshi.web import edge
from luoshi.web.acts.fields import (
    ActForm,
    DayField,
    LongText,
    PercentField,
    UnitField,
    evidence_field,
    reason_field,
    words,
)

NODE_ROWS = 5
MOST_NODE_ROWS = 40


class Bare(ActForm):
    """Nothing to say: the button is the act."""


class Reasoned(ActForm):
    """A reason."""

    reason = reason_field()


class Plan(ActForm):
    """The lead unit's plan: rows of nodes, and a note. `rows` says how many rows were drawn."""

    rows = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MOST_NODE_ROWS)
    note = LongText(label=_("说明"), required=False, rows=2)

    def __init__(self, data: Any = None, *args: Any, as_of: dt.datetime, **kwargs: Any) -> None:
        super().__init__(data, *args, as_of=as_of, **kwargs)
        said = edge.whole(str(data.get("rows", ""))) if data is not None else None
        self.n_rows = NODE_ROWS if said is None else min(max(said, 1), MOST_NODE_ROWS)
        self.initial["rows"] = self.n_rows
        for row in range(self.n_rows):
            self.fields[f"title_{row}"] = forms.CharField(label=_("做成什么"), required=False, max_length=200)
            self.fields[f"due_on_{row}"] = DayField(label=_("完成日期"), required=False)
            self.fields[f"standard_{row}"] = forms.CharField(label=_("完成标准"), required=False, max_length=300)
            self.fields[f"weight_{row}"] = PercentField(label=_("权重 %"), required=False)

    def node_rows(self) -> list[list[forms.BoundField]]:
        """The fields of each node row, in the order of the columns."""
        return [
            [self[f"{name}_{row}"] for name in ("title", "due_on", "standard", "weight")] for row in range(self.n_rows)
        ]

    def clean(self) -> dict[str, Any]:
        """`nodes`: (title, due_on, standard, weight) of each row that says something; a title needs its date."""
        said = super().clean() or {}
        nodes = []
        for row in range(self.n_rows):
            title, due_on = said.get(f"title_{row}", ""), said.get(f"due_on_{row}")
            standard, weight = said.get(f"standard_{row}", ""), said.get(f"weight_{row}")
            if not (title or due_on or standard or weight):
                continue
            if not due_on and f"due_on_{row}" not in self.errors:
                self.add_error(f"due_on_{row}", _("这个节点没有日期。"))
            nodes.append((title, due_on, standard, weight))
        return {**said, "nodes": nodes}


class Edit(ActForm):
    """Correcting what is still open to correction; `was_…` holds what stood there when the form was drawn."""

    title = forms.CharField(label=_("事项"), max_length=500)
    acceptance = LongText(label=_("验收标准"), required=False, rows=2)
    due_on = DayField(label=_("到期日"), required=False)
    urgency = forms.ChoiceField(label=_("紧急程度"), choices=words("urgency", "normal", "urgent", "extra_urgent"))
    klass = forms.ChoiceField(label=_("督办级别"), choices=words("klass", "ordinary", "key"))
    was_title = forms.CharField(required=False, widget=forms.HiddenInput)
    was_acceptance = forms.CharField(required=False, widget=forms.HiddenInput)
    was_due_on = forms.DateField(required=False, widget=forms.HiddenInput)
    was_urgency = forms.CharField(required=False, widget=forms.HiddenInput)
    was_klass = forms.CharField(required=False, widget=forms.HiddenInput)


class Report(ActForm):
    """How it goes."""

    text = LongText(label=_("办理情况"), rows=5, help_text=_("写清做了什么、到了哪一步。"))
    progress = PercentField(label=_("进度 %"), required=False)
    problems = LongText(label=_("存在问题"), required=False, rows=2)
    next_step = LongText(label=_("下一步打算"), required=False, rows=2)
    nodes = forms.MultipleChoiceField(label=_("完成的节点"), required=False, widget=forms.CheckboxSelectMultiple)
    evidence = evidence_field()
    happened_on = DayField(
        label=_("补录：实际发生日期"), required=False, help_text=_("今天的事不用填。补录要写原因，不能把超期变成按期。")
    )
    happened_reason = forms.CharField(label=_("补录原因"), required=False, max_length=300)


class Attach(ActForm):
    """Evidence without a report."""

    evidence = evidence_field()

    def clean_evidence(self) -> "list[UploadedFile[bytes]]":
        """At least one file. Raises ValidationError."""
        files: list[UploadedFile[bytes]] = self.cleaned_data["evidence"]
        if not files:
            raise forms.ValidationError(_("还没有选文件。"))
        return files


class Part(ActForm):
    """A co-unit's part is done."""

    text = LongText(label=_("配合任务完成情况"))
    evidence = evidence_field()


class WaivePart(ActForm):
    """Letting a co-unit's part go."""

    duty = forms.ChoiceField(label=_("哪个单位的配合任务"))
    reason = reason_field()


class Submit(ActForm):
    """Asking to conclude."""

    statement = LongText(label=_("办结情况说明"), rows=5)
    evidence = evidence_field()


class Verify(ActForm):
    """What somebody outside the assignment found."""

    method = forms.ChoiceField(
        label=_("核查方式"),
        choices=words("method", "paper", "phone", "on_site", "third_party"),
        widget=forms.RadioSelect,
    )
    passed = forms.ChoiceField(
        label=_("核查结论"), choices=[("yes", _("属实，通过")), ("no", _("不属实或未完成"))], widget=forms.RadioSelect
    )
    progress = PercentField(label=_("核定进度 %"), required=False)
    note = LongText(label=_("核查情况"), required=False, rows=3)


class Conclude(ActForm):
    """The grade."""

    grade = forms.ChoiceField(
        label=_("评价等次"), choices=words("grade", "excellent", "good", "pass", "fail"), widget=forms.RadioSelect
    )


class StrikeOff(ActForm):
    """Striking off; of an instruction, that its leader was told and has nothing to add."""

    no_further_word = forms.BooleanField(label=_("批示事项：已报批示领导，没有新的要求"), required=False)


class Reopen(ActForm):
    """Taking an ending back."""

    reason = reason_field()
    due_on = DayField(label=_("新的到期日"), required=False)


class Recheck(ActForm):
    """A look afterwards."""

    method = forms.ChoiceField(
        label=_("核查方式"),
        choices=words("method", "paper", "phone", "on_site", "third_party"),
        widget=forms.RadioSelect,
    )

    kept = forms.ChoiceField(
        label=_("回头看结论"), choices=[("yes", _("保持住了")), ("no", _("反弹，撤销办结"))], widget=forms.RadioSelect
    )
    note = LongText(label=_("情况"), required=False, rows=3)
    due_on = DayField(label=_("撤销办结时：新的到期日"), required=False)


class ObjectTo(ActForm):
    """This is not ours, and why."""

    reason = reason_field()
    duty_basis = LongText(label=_("职责依据"), rows=2, help_text=_("三定规定或文件的哪一条。"))
    suggested_unit = UnitField(label=_("建议由哪个单位牵头"))


class DecideObjection(ActForm):
    """Whose it is."""

    upheld = forms.ChoiceField(
        label=_("裁定"),
        choices=[("yes", _("异议成立，改派")), ("no", _("异议不成立，仍由原单位办"))],
        widget=forms.RadioSelect,
    )
    new_lead_unit = UnitField(label=_("新的牵头单位"), required=False)
    due_on = DayField(label=_("新的到期日"), required=False)
    reason = reason_field()


class Reassign(ActForm):
    """Another lead unit."""

    unit = UnitField(label=_("改由哪个单位牵头"))
    due_on = DayField(label=_("新的到期日"), required=False)
    reason = reason_field()


class AskExtension(ActForm):
    """More time."""

    until = DayField(label=_("申请延到"))
    reason = reason_field()


class DecideExtension(ActForm):
    """Whether there is more time, and until when."""

    granted = forms.ChoiceField(
        label=_("审批意见"), choices=[("yes", _("同意延期")), ("no", _("不同意"))], widget=forms.RadioSelect
    )
    due_on = DayField(label=_("新的到期日"), required=False)
    reason = LongText(label=_("理由"), rows=3, required=False)


class Suspend(ActForm):
    """Standing still until a day."""

    reason = reason_field()
    review_on = DayField(label=_("复核日期"))
