"""Every act of the directory as the pages offer it: on which page, by which right, when it makes sense."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from luoshi.org.cards import PersonCard, PostCard, UnitCard
from luoshi.web.directory import calls, forms
from luoshi.web.directory.calls import Ask
from luoshi.web.directory.fields import DirectoryForm

Card = UnitCard | PostCard | PersonCard | None


def _always(card: Any) -> bool:
    return True


@dataclass(frozen=True)
class Spec:
    """One act: its name in the form, the verb of `org/access.toml`, the words on the button and under it.

    `fits` says whether the act makes sense for what the page shows. An act that `shows` hands back a text for the
    reader's eyes this once.
    """

    name: str
    verb: str
    button: Any
    form: type[DirectoryForm]
    call: Callable[[Ask], str | None]
    sentence: Any = ""
    fits: Callable[[Any], bool] = _always
    shows: bool = False


def _is_body(card: UnitCard) -> bool:
    return card.body is not None


def _issues_not(card: UnitCard) -> bool:
    return card.office is None


def _is_held(card: PostCard) -> bool:
    return any(one.valid_to is None for one in card.tenures)


def _is_vacant(card: PostCard) -> bool:
    return not _is_held(card)


def _is_leaders(card: PostCard) -> bool:
    return card.post.role in ("chief_leader", "leader")


def _has_stand_in(card: PostCard) -> bool:
    return bool(card.stand_ins)


def _divides(card: PostCard) -> bool:
    return bool(card.divisions)


def _has_no_account(card: PersonCard) -> bool:
    return card.account is None


def _is_open(card: PersonCard) -> bool:
    return card.account is not None and card.account.closed_at is None


def _is_blocked(card: PersonCard) -> bool:
    return card.account is not None and card.account.closed_at is not None


def _is_locked(card: PersonCard) -> bool:
    return card.account is not None and card.account.locked_until is not None


def _is_bound(card: PersonCard) -> bool:
    return bool(card.bindings)


def _may_close_local(card: PersonCard) -> bool:
    return bool(card.bindings) and card.local_door_closed_at is None


def _local_is_closed(card: PersonCard) -> bool:
    return card.local_door_closed_at is not None


def _has_mobile(card: PersonCard) -> bool:
    return card.has_mobile


UNITS = (
    Spec("found_unit", "org.arrange", _("设立单位"), forms.FoundUnit, calls.found_unit),
    Spec(
        "found_body",
        "org.arrange",
        _("设立临时机构"),
        forms.FoundBody,
        calls.found_body,
        _("专班、指挥部、领导小组：有依据、有成员、有到期日。"),
    ),
)
UNIT = (
    Spec(
        "found_post",
        "org.arrange",
        _("设立岗位"),
        forms.FoundPost,
        calls.found_post,
        _("岗位没有人任职就没有权限；任职由安全保密管理员办理。"),
    ),
    Spec("alias", "org.arrange", _("登记别名"), forms.Alias, calls.alias),
    Spec("duties", "org.arrange", _("登记职责"), forms.Duties, calls.duties),
    Spec("rename", "org.arrange", _("更名"), forms.Rename, calls.rename, _("原来的名称留在沿革里，文件照样认得。")),
    Spec("move", "org.arrange", _("调整上级"), forms.Move, calls.move),
    Spec("join", "org.arrange", _("增加成员单位"), forms.Member, calls.join, fits=_is_body),
    Spec("leave", "org.arrange", _("移出成员单位"), forms.Member, calls.leave, fits=_is_body),
    Spec(
        "office",
        "org.arrange",
        _("登记为督办单位"),
        forms.Office,
        calls.office,
        _("以后可以用它的名义交办。"),
        _issues_not,
    ),
    Spec(
        "dissolve",
        "org.arrange",
        _("撤销单位"),
        forms.Dissolve,
        calls.dissolve,
        _("先划转下级单位，并由安全保密管理员免去任职。"),
    ),
)
POST = (
    Spec(
        "appoint",
        "org.staff",
        _("任命"),
        forms.Appoint,
        calls.appoint,
        _("任职就是授权：岗位能办什么，他就能办什么。"),
        _is_vacant,
    ),
    Spec(
        "succeed",
        "org.staff",
        _("接任"),
        forms.Appoint,
        calls.succeed,
        _("岗位上的事全部转给接任的人，不用重新交办。"),
        _is_held,
    ),
    Spec("relieve", "org.staff", _("免去"), forms.OnDay, calls.relieve, _("从这一天起不再任职。"), _is_held),
    Spec(
        "divide",
        "org.divide",
        _("确定分管单位"),
        forms.Division,
        calls.divide,
        _("原来分管的领导从这一天起不再分管。"),
        _is_leaders,
    ),
    Spec("end_division", "org.divide", _("不再分管"), forms.EndDivision, calls.end_division, fits=_divides),
    Spec("stand_in", "org.stand_in", _("设置AB角"), forms.StandIn, calls.stand_in, _("到日子自动交回。")),
    Spec("end_stand_in", "org.stand_in", _("提前结束代行"), forms.OnDay, calls.end_stand_in, fits=_has_stand_in),
    Spec("abolish", "org.arrange", _("撤销岗位"), forms.OnDay, calls.abolish, _("先免去任职。"), _is_vacant),
)
PERSONS = (Spec("register", "org.register", _("登记人员"), forms.Register, calls.register),)
PERSON = (
    Spec(
        "open_account",
        "org.accounts",
        _("开通账号"),
        forms.OpenAccount,
        calls.open_account,
        _("开通后设置一次性密码，或者绑定统一认证、目录服务器。"),
        _has_no_account,
    ),
    Spec(
        "one_time_password",
        "org.accounts",
        _("设置一次性密码"),
        forms.Bare,
        calls.one_time_password,
        _("密码只在这里显示一次，当面或打电话告诉本人；第一次登录时要改掉。"),
        _is_open,
        True,
    ),
    Spec("unlock", "org.accounts", _("解除锁定"), forms.Bare, calls.unlock, fits=_is_locked),
    Spec("bind", "org.accounts", _("绑定登录方式"), forms.Bind, calls.bind, fits=_is_open),
    Spec("unbind", "org.accounts", _("解除绑定"), forms.Door, calls.unbind, fits=_is_bound),
    Spec(
        "close_local",
        "org.accounts",
        _("停用本地密码"),
        forms.Bare,
        calls.close_local,
        _("以后只能用绑定的方式登录。管理员的不能停用。"),
        _may_close_local,
    ),
    Spec("open_local", "org.accounts", _("恢复本地密码"), forms.Bare, calls.open_local, fits=_local_is_closed),
    Spec(
        "block",
        "org.accounts",
        _("停用账号"),
        forms.Bare,
        calls.block,
        _("立即不能登录，正在办公的也会退出。"),
        _is_open,
    ),
    Spec("reopen", "org.accounts", _("恢复账号"), forms.Bare, calls.reopen, fits=_is_blocked),
    Spec("correct_name", "org.register", _("更正姓名"), forms.Name, calls.correct_name),
    Spec(
        "keep_mobile",
        "org.register",
        _("登记手机号码"),
        forms.Mobile,
        calls.keep_mobile,
        _("加密保存，不进入事件和列表。"),
    ),
    Spec(
        "open_mobile", "org.see_mobile", _("查看手机号码"), forms.Why, calls.open_mobile, fits=_has_mobile, shows=True
    ),
)

GROUPS: Mapping[str, tuple[Spec, ...]] = {
    "units": UNITS,
    "unit": UNIT,
    "post": POST,
    "persons": PERSONS,
    "person": PERSON,
}
