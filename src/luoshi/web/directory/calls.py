"""From a sent form of the directory to one operation: one small function for each, nothing decided here."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from luoshi.org import operations as org
from luoshi.org import queries
from luoshi.org.access import Actor
from luoshi.org.operations import PostSpec, UnitSpec
from luoshi.record.refusals import Reason, Refused


@dataclass(frozen=True)
class Ask:
    """What a sent form asks for: who, when, about which unit, post or person (0 on a list), and what was said."""

    actor: Actor
    at: dt.datetime
    about: int
    said: Mapping[str, Any]

    @property
    def by(self) -> dict[str, Any]:
        """What every operation is told."""
        return {"actor": self.actor, "at": self.at}


def found_unit(ask: Ask) -> None:
    """设立单位."""
    said = ask.said
    unit = UnitSpec(said["code"], said["name"], said["kind"], said["short_name"], said["parent"])
    org.found_unit(**ask.by, area_id=ask.actor.area_id, unit=unit, on=said["on"])


def found_body(ask: Ask) -> None:
    """设立临时机构."""
    said = ask.said
    org.found_body(
        **ask.by, area_id=ask.actor.area_id, code=said["code"], name=said["name"], short_name=said["short_name"],
        basis=said["basis"], leader_post_id=said["leader"], member_unit_ids=said["members"], on=said["on"],
        ends_on=said["ends_on"], parent_id=said["parent"],
    )  # fmt: skip


def rename(ask: Ask) -> None:
    """更名."""
    said = ask.said
    org.rename_unit(
        **ask.by, unit_id=ask.about, name=said["name"], short_name=said["short_name"], on=said["on"]
    )  # fmt: skip


def move(ask: Ask) -> None:
    """划转."""
    org.move_unit(**ask.by, unit_id=ask.about, parent_id=ask.said["parent"], on=ask.said["on"])


def alias(ask: Ask) -> None:
    """登记别名."""
    org.add_alias(**ask.by, unit_id=ask.about, name=ask.said["name"])


def duties(ask: Ask) -> None:
    """登记职责."""
    org.write_duties(**ask.by, unit_id=ask.about, duties=ask.said["duties"])


def dissolve(ask: Ask) -> None:
    """撤销单位."""
    org.dissolve_unit(**ask.by, unit_id=ask.about, on=ask.said["on"], successor_id=ask.said["successor"])


def office(ask: Ask) -> None:
    """登记为督办单位."""
    org.open_issuing_office(**ask.by, unit_id=ask.about, code=ask.said["code"], title=ask.said["title"])


def join(ask: Ask) -> None:
    """增加成员单位."""
    org.join_body(**ask.by, body_unit_id=ask.about, unit_id=ask.said["unit"], on=ask.said["on"])


def leave(ask: Ask) -> None:
    """移出成员单位."""
    org.leave_body(**ask.by, body_unit_id=ask.about, unit_id=ask.said["unit"], on=ask.said["on"])


def found_post(ask: Ask) -> None:
    """设立岗位."""
    post = PostSpec(ask.about, ask.said["title"], ask.said["role"], ask.said["serves"])
    org.found_post(**ask.by, post=post, on=ask.said["on"])


def abolish(ask: Ask) -> None:
    """撤销岗位."""
    org.abolish_post(**ask.by, post_id=ask.about, on=ask.said["on"])


def appoint(ask: Ask) -> None:
    """任命."""
    org.appoint(**ask.by, post_id=ask.about, person_id=ask.said["person"], on=ask.said["on"])


def succeed(ask: Ask) -> None:
    """接任."""
    org.succeed(**ask.by, post_id=ask.about, person_id=ask.said["person"], on=ask.said["on"])


def relieve(ask: Ask) -> None:
    """免去."""
    org.relieve(**ask.by, post_id=ask.about, on=ask.said["on"])


def stand_in(ask: Ask) -> None:
    """设置AB角."""
    said = ask.said
    org.name_stand_in(
        **ask.by, post_id=ask.about, by_post_id=said["by_post"], valid_from=said["valid_from"],
        valid_to=said["valid_to"],
    )  # fmt: skip


def end_stand_in(ask: Ask) -> None:
    """结束代行."""
    card = queries.post_card(ask.about, ask.at)
    open_ = [one for one in card.stand_ins if one.valid_to is None or one.valid_to > ask.said["on"]] if card else []
    if not open_:
        raise Refused([Reason("stand_in.none", {"post": f"post:{ask.about}"})])
    org.end_stand_in(**ask.by, stand_in_id=open_[-1].id, on=ask.said["on"])


def divide(ask: Ask) -> None:
    """确定分管单位."""
    said = ask.said
    org.give_divisions(
        **ask.by, leader_post_id=ask.about, unit_ids=said["units"], field=said["field"], on=said["on"]
    )  # fmt: skip


def end_division(ask: Ask) -> None:
    """不再分管."""
    mine = [one for one in queries.list_divisions(ask.at, ask.about) if one.unit_id == ask.said["unit"]]
    if not mine:
        raise Refused([Reason("division.none", {"post": f"post:{ask.about}", "unit": f"unit:{ask.said['unit']}"})])
    for one in mine:
        org.end_division(**ask.by, division_id=one.id, on=ask.said["on"])


def register(ask: Ask) -> None:
    """登记人员."""
    org.register_person(**ask.by, name=ask.said["name"], mobile=ask.said["mobile"])


def correct_name(ask: Ask) -> None:
    """更正姓名."""
    org.correct_name(**ask.by, person_id=ask.about, name=ask.said["name"])


def keep_mobile(ask: Ask) -> None:
    """保存手机号码."""
    org.keep_mobile(**ask.by, person_id=ask.about, mobile=ask.said["mobile"])


def open_mobile(ask: Ask) -> str:
    """查看手机号码: the number."""
    return org.open_mobile(**ask.by, person_id=ask.about, reason=ask.said["reason"])


def open_account(ask: Ask) -> None:
    """开通账号."""
    org.open_account(**ask.by, person_id=ask.about, login=ask.said["login"])


def _account(ask: Ask) -> int:
    """The id of the person's account. Raises Refused when she has none."""
    card = queries.person_card(ask.about, ask.at)
    if card is None or card.account is None:
        raise Refused([Reason("account.none", {"person": f"person:{ask.about}"})])
    return card.account.id


def one_time_password(ask: Ask) -> str:
    """设置一次性密码: the password, shown this once; it must be changed at the first sign-in."""
    password = org.made_password()
    org.set_password(**ask.by, account_id=_account(ask), password=password)
    return password


def unlock(ask: Ask) -> None:
    """解除锁定."""
    org.unlock_account(**ask.by, account_id=_account(ask))


def block(ask: Ask) -> None:
    """停用账号."""
    org.close_account(**ask.by, account_id=_account(ask))


def reopen(ask: Ask) -> None:
    """恢复账号."""
    org.reopen_account(**ask.by, account_id=_account(ask))


def bind(ask: Ask) -> None:
    """绑定统一认证或目录服务器."""
    org.bind_account(
        **ask.by, account_id=_account(ask), door=ask.said["door"], subject=ask.said["subject"]
    )  # fmt: skip


def unbind(ask: Ask) -> None:
    """解除绑定."""
    org.unbind_account(**ask.by, account_id=_account(ask), door=ask.said["door"])


def close_local(ask: Ask) -> None:
    """停用本地密码."""
    org.close_local_door(**ask.by, account_id=_account(ask))


def open_local(ask: Ask) -> None:
    """恢复本地密码."""
    org.open_local_door(**ask.by, account_id=_account(ask))
