"""Every component of the visual language in every state, on one page; the samples need no database."""

import datetime as dt
from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from luoshi.clock.lights import PACES, TIMES, Light, Scheme, Shown
from luoshi.record import messages
from luoshi.rulebook import shipped
from luoshi.rulebook.shapes import SchemeRule
from luoshi.web import edge, guard
from luoshi.web.respond import page
from luoshi.web.telling import Told

SCHEME = "jining"


class SampleForm(forms.Form):
    """One field of each sort; rendered with faults so that their look is seen."""

    text = forms.CharField(label=_("办理情况"), widget=forms.Textarea, help_text=_("写清做了什么、到了哪一步。"))
    due_on = forms.DateField(label=_("到期日"), widget=forms.DateInput(attrs={"type": "date"}))
    urgency = forms.ChoiceField(label=_("紧急程度"), choices=[("normal", _("平")), ("urgent", _("急"))])
    method = forms.ChoiceField(
        label=_("核查方式"), choices=[("paper", _("书面")), ("on_site", _("实地"))], widget=forms.RadioSelect
    )
    file = forms.FileField(label=_("佐证材料"), required=False)


@dataclass(frozen=True)
class SampleLine:
    """One line of a ledger."""

    number: str
    title: str
    unit: str
    due_on: dt.date
    claimed: int
    verified: int
    shown: Shown


@dataclass(frozen=True)
class LightRow:
    """One time of the scheme with each pace."""

    word: str
    shown: tuple[Shown, ...]


def _lines(scheme: Scheme) -> tuple[SampleLine, ...]:
    told = (
        ("R-0012", "新建改扩建中小学校5所，新增学位3600个", "教育局", dt.date(2026, 3, 2), 4500, 3000, Light("late")),
        ("M-0231", "核查全县农村饮水安全工程运行情况", "水利局", dt.date(2026, 2, 20), 2000, 0, Light("severe")),
        ("I-0007", "尽快拿出老旧小区加装电梯实施方案", "住房和城乡建设局", dt.date(2026, 3, 7), 8000, 0, Light("soon")),
        ("R-0098", "高标准农田建设3.2万亩", "农业农村局", dt.date(2026, 12, 31), 1500, 1500, Light("normal", "behind")),
        ("R-0101", "县人民医院门诊楼投入使用", "卫生健康局", dt.date(2026, 1, 31), 10000, 10000, Light("done")),
    )
    return tuple(
        SampleLine(f"LS-C140899-2026-{number}", title, unit, due_on, claimed, verified, scheme.show(light))
        for number, title, unit, due_on, claimed, verified, light in told
    )


def _scheme() -> Scheme:
    """The shipped scheme, straight from its file."""
    rule = shipped.shipped()["scheme", SCHEME].rule
    if not isinstance(rule, SchemeRule):
        raise TypeError(f"{SCHEME} is not a lighting scheme")
    return rule.scheme


@guard.public
def style(request: HttpRequest) -> HttpResponse:
    """The page that a designer or a new colleague reads first."""
    scheme, language = _scheme(), edge.language()
    form = SampleForm({"text": "", "due_on": "2026-02-30", "urgency": "normal"})
    form.is_valid()
    return page(
        request,
        "style.html",
        paces=[messages.word(f"pace.{pace}", language=language) if pace else _("没有计划") for pace in PACES],
        lights=[
            LightRow(
                messages.word(f"time.{time}", language=language), tuple(scheme.show(Light(time, p)) for p in PACES)
            )
            for time in TIMES
        ],
        lines=_lines(scheme),
        late=scheme.show(Light("late")),
        form=form,
        reasons=(
            Told(str(_("没有牵头单位，不能交办。请先指定一个牵头单位。")), "R1-40"),
            Told(str(_("没有到期日。")), ""),
        ),
    )
