"""The forms of the directory, one for each thing that may be done with a unit, a post or a person."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.org import access
from luoshi.web import telling
from luoshi.web.acts.fields import Choices, DayField, LongText, UnitField, UnitsField, words
from luoshi.web.directory.fields import DirectoryForm, PersonField, PostField

UNIT_KINDS = ("office", "department", "section", "township", "village", "park", "leadership")
ROLES = tuple(role for role in access.ROLES if role != "system")


def _on(label: Any = None) -> DayField:
    return DayField(label=label or _("自哪一天起"))


def _kinds() -> Choices:
    return words("unit_kind", *UNIT_KINDS)()


def _roles() -> Choices:
    return [("", "—"), *((role, telling.word(f"post_role.{role}")) for role in ROLES)]


class Bare(DirectoryForm):
    """Nothing to fill in."""


class OnDay(DirectoryForm):
    """Only the day from which it holds."""

    on = _on()


class FoundUnit(DirectoryForm):
    """A new unit."""

    code = forms.CharField(label=_("单位编码"), max_length=32, help_text=_("本区划内不重复，例如 011。"))
    name = forms.CharField(label=_("全称"), max_length=120)
    short_name = forms.CharField(label=_("简称"), max_length=60, required=False)
    kind = forms.ChoiceField(label=_("类别"), choices=_kinds)
    parent = UnitField(label=_("上级单位"), required=False)
    on = _on()


class FoundBody(DirectoryForm):
    """A new temporary body."""

    code = forms.CharField(label=_("单位编码"), max_length=32)
    name = forms.CharField(label=_("全称"), max_length=120)
    short_name = forms.CharField(label=_("简称"), max_length=60, required=False)
    parent = UnitField(label=_("上级单位"), required=False)
    basis = forms.CharField(label=_("设立依据"), max_length=200, help_text=_("哪份文件、哪次会议。"))
    leader = PostField(label=_("负责人岗位"))
    members = UnitsField(label=_("成员单位"))
    on = _on()
    ends_on = DayField(label=_("到期日期"))


class Rename(DirectoryForm):
    """Another name from a day on."""

    name = forms.CharField(label=_("新的全称"), max_length=120)
    short_name = forms.CharField(label=_("新的简称"), max_length=60, required=False)
    on = _on()


class Move(DirectoryForm):
    """Another superior from a day on."""

    parent = UnitField(label=_("新的上级单位"), required=False, help_text=_("留空：直属最上一级。"))
    on = _on()


class Alias(DirectoryForm):
    """Another name in documents."""

    name = forms.CharField(label=_("别名"), max_length=120, help_text=_("文件里还会怎么称呼它。"))


class Duties(DirectoryForm):
    """What a unit answers for."""

    duties = LongText(label=_("职责"), rows=4, required=False, help_text=_("照三定规定写；推荐牵头单位时用。"))


class Dissolve(DirectoryForm):
    """The end of a unit, and who takes over."""

    successor = UnitField(
        label=_("承接单位"), required=False, help_text=_("以后文件里再提到这个单位，就是指承接单位。没有承接的留空。")
    )
    on = _on(_("撤销日期"))


class Office(DirectoryForm):
    """The unit issues in its own name."""

    code = forms.CharField(label=_("代字"), max_length=16, help_text=_("写进事项编号，例如 ZF。"))
    title = forms.CharField(label=_("发文名义"), max_length=120)


class Member(DirectoryForm):
    """A unit that joins or leaves a temporary body."""

    unit = UnitField(label=_("成员单位"))
    on = _on()


class FoundPost(DirectoryForm):
    """A new post; it may do nothing until the security administrator appoints somebody."""

    title = forms.CharField(label=_("职务"), max_length=60)
    role = forms.ChoiceField(label=_("角色"), choices=_roles)
    serves = PostField(label=_("所服务的领导岗位"), required=False, help_text=_("只有领导秘书要填。"))
    on = _on()


class Appoint(DirectoryForm):
    """Who holds the post."""

    person = PersonField(label=_("人员"))
    on = _on()


class StandIn(DirectoryForm):
    """Who answers for the post, and until when."""

    by_post = PostField(label=_("由哪个岗位代行"))
    valid_from = _on()
    valid_to = DayField(label=_("哪一天交回"), required=False)


class Division(DirectoryForm):
    """Units that the leader answers for."""

    units = UnitsField(label=_("分管单位"))
    field = forms.CharField(label=_("分管领域"), max_length=60, required=False, help_text=_("留空：单位的全部工作。"))
    on = _on()


class EndDivision(DirectoryForm):
    """A unit that the leader does not answer for any more."""

    unit = UnitField(label=_("不再分管的单位"))
    on = _on()


class Register(DirectoryForm):
    """A new person."""

    name = forms.CharField(label=_("姓名"), max_length=40)
    mobile = forms.CharField(
        label=_("手机号码"), max_length=20, required=False, help_text=_("加密保存；每次查看都记入访问记录。")
    )


class Name(DirectoryForm):
    """The right name."""

    name = forms.CharField(label=_("姓名"), max_length=40)


class Mobile(DirectoryForm):
    """A number to be kept."""

    mobile = forms.CharField(label=_("手机号码"), max_length=20)


class Why(DirectoryForm):
    """The reason for opening a private value."""

    reason = LongText(label=_("为什么要看"), rows=2, help_text=_("理由记入访问记录，由审计员查看。"))


class OpenAccount(DirectoryForm):
    """A new account; it opens nothing until it has a password or a door."""

    login = forms.CharField(label=_("登录名"), max_length=60)


class Bind(DirectoryForm):
    """Who the person is at another door."""

    door = forms.ChoiceField(label=_("登录方式"), choices=words("door", "oidc", "ldap"))
    subject = forms.CharField(
        label=_("对方账号"),
        max_length=255,
        help_text=_("统一认证里的用户名，或目录服务器里的登录名。"),
    )


class Door(DirectoryForm):
    """One of the other doors."""

    door = forms.ChoiceField(label=_("登录方式"), choices=words("door", "oidc", "ldap"))
