"""The role cards of the demo's sign-in page: whose day it is, and the five steps worth trying first."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Card:
    """One role of the demo: its login, its title, one sentence, the path (five steps; none on a small card)."""

    login: str
    title: Any
    sentence: Any
    steps: tuple[Any, ...] = ()


CARDS = (
    Card(
        "director",
        _("督查室主任"),
        _("六百件事在她手上：哪些到期，哪些要核查，哪些可以销号。"),
        (
            _("在办公桌上看今天必须定的事"),
            _("打开一份来源文件，左边看原文，右边确认草稿"),
            _("把确认的事项一次交办下去"),
            _("核查一件申请办结的事项：退回，或者办结、销号"),
            _("在看板上看今天和上个月末各单位的亮灯"),
        ),
    ),
    Card(
        "education",
        _("教育局联络员"),
        _("手上有十几个系统要填：只想知道欠什么、哪天到期、怎么交。"),
        (
            _("在办公桌上看本局今天欠什么"),
            _("签收一件新交办的事项"),
            _("报推进计划，写清节点和日期"),
            _("反馈进展，附上佐证材料"),
            _("打开“为什么是这一天”，看期限怎么算出来"),
        ),
    ),
    Card(
        "deputy",
        _("副县长"),
        _("只有四分钟：分管的事哪些红了，等她一句话的是哪几件。"),
        (
            _("看等我定的：推进计划、延期"),
            _("看分管单位的亮灯"),
            _("点开一件红灯事项，看谁在办、卡在哪"),
            _("批准或退回一份推进计划"),
            _("看上个月末的看板，对比今天"),
        ),
    ),
    Card("officer", _("督查室工作人员"), _("录入文件，催办，核查。")),
    Card("education-head", _("教育局局长"), _("单位主要负责人：签字的人。")),
    Card("transport", _("交通局联络员"), _("今天第一天到岗：前任留下的事都在。")),
    Card("township", _("禾阳镇联络员"), _("上面千条线，下面一根针。")),
    Card("head", _("县长"), _("全县的看板。")),
    Card("auditor", _("安全审计员"), _("看访问记录，验存证，不看业务。")),
    Card("admin", _("系统管理员"), _("建机构、岗位和账号，看系统状态，不看业务。")),
    Card("security", _("安全保密管理员"), _("定谁坐哪个岗位，与系统管理员互相牵制。")),
)
