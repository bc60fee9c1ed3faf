"""`luoshi init`: an empty installation with its rules, its first area and office, and its first administrator."""

import datetime as dt
import re
from dataclasses import dataclass

import click

from luoshi import cli
from luoshi.cli import edge

_TEXTS = {
    "not_empty": (
        "{folder} 里已经有一个安装，init 不会改动它。",
        "There is an installation in {folder} already; init does not touch it.",
    ),
    "bad_code": ("行政区划代码要写 6 位数字，例如 140829。", "Write the area's code (GB/T 2260): 6 digits."),
    "refused": ("没有建成：{why}", "Nothing was made: {why}"),
    "area_code": ("行政区划代码（6位）", "Area code (GB/T 2260, 6 digits)"),
    "area_name": ("行政区划名称", "Area name"),
    "office_name": ("督办单位全称", "Full name of the issuing office"),
    "admin_name": ("系统管理员姓名", "Name of the system administrator"),
    "admin_login": ("系统管理员登录名", "Login of the system administrator"),
    "admin_password": (
        "初始密码（至少8位，含大小写字母、数字、符号中的三种）",
        "Initial password (8 or more, three of: small, capital, digit, sign)",
    ),
    "staff_name": ("安全保密管理员姓名（不能是同一人）", "Name of the security administrator (another person)"),
    "staff_login": ("安全保密管理员登录名", "Login of the security administrator"),
    "done": (
        "安装完成：{folder}\n系统管理员 {admin} 和安全保密管理员 {security} 首次登录要修改密码。\n下一步：luoshi serve",
        "Installed in {folder}.\nAt the first sign-in {admin} (system administrator) and {security} "
        "(security administrator) are asked for a new password.\nNext: luoshi serve",
    ),
}  # fmt: skip


def _say(code: str, **values: object) -> str:
    chinese, english = _TEXTS[code]
    return (english if edge.language() == "en" else chinese).format(**values)


@dataclass(frozen=True, slots=True)
class First:
    """What the first installation is told: area, issuing office, the two administrators."""

    area_code: str
    area_name: str
    office_name: str
    admin_name: str
    admin_login: str
    security_name: str
    security_login: str
    password: str


def _asked(said: str | None, code: str, *, hidden: bool = False) -> str:
    """An option's value, or the answer to its question."""
    if said:
        return said.strip()
    answer: str = click.prompt(_say(code), hide_input=hidden, confirmation_prompt=hidden)
    return answer.strip()


@click.command("init")
@click.option("--area-code", default=None, help="GB/T 2260 code, 6 digits.")
@click.option("--area-name", default=None, help="Name of the area.")
@click.option("--office-name", default=None, help="Full name of the issuing office (督查室).")
@click.option("--admin-name", default=None, help="Name of the system administrator.")
@click.option("--admin-login", default=None, help="Login of the system administrator.")
@click.option("--security-name", default=None, help="Name of the security administrator, another person (R12-01).")
@click.option("--security-login", default=None, help="Login of the security administrator.")
@click.option("--password", envvar="LUOSHI_INIT_PASSWORD", default=None, help="Initial password of both.")
def command(password: str | None, **said: str | None) -> None:
    """Make an empty installation: tables, rules, the first area and office, two administrators."""
    cli.prepare(installed=False)
    folder = _empty_home()
    first = First(
        area_code=_code(_asked(said["area_code"], "area_code")),
        area_name=_asked(said["area_name"], "area_name"),
        office_name=_asked(said["office_name"], "office_name"),
        admin_name=_asked(said["admin_name"], "admin_name"),
        admin_login=_asked(said["admin_login"], "admin_login"),
        security_name=_asked(said["security_name"], "staff_name"),
        security_login=_asked(said["security_login"], "staff_login"),
        password=_asked(password, "admin_password", hidden=True),
    )
    _install(first, edge.now())
    click.echo(_say("done", folder=folder, admin=first.admin_login, security=first.security_login))


def _code(said: str) -> str:
    """The area code. Raises ClickException."""
    if not re.fullmatch(r"[0-9]{6}", said):
        raise click.ClickException(_say("bad_code"))
    return said


def _empty_home() -> str:
    """The home folder, migrated and without any area. Raises ClickException for one that is in use."""
    from django.conf import settings
    from django.core.management import call_command

    from luoshi.org import queries as org

    call_command("migrate", verbosity=0, interactive=False)
    if settings.LUOSHI_DEMO or org.areas():
        raise click.ClickException(_say("not_empty", folder=settings.LUOSHI_HOME))
    return str(settings.LUOSHI_HOME)


def _install(first: First, at: dt.datetime) -> None:
    """Rules, area, office, administrators, static files; nothing of it when one thing is refused."""
    from django.core.management import call_command

    from luoshi.org.access import system_actor
    from luoshi.record import messages
    from luoshi.record.operations import unit_of_work
    from luoshi.record.refusals import Refused
    from luoshi.rulebook import operations as rulebook

    actor = system_actor("init")
    try:
        with unit_of_work(actor=actor.ref, at=at):
            rulebook.activate_shipped(actor=actor.ref, at=at)
            _found(first, at)
    except Refused as refused:
        language: messages.Language = "en" if edge.language() == "en" else "zh"
        why = " ".join(messages.refusal(reason, language=language) for reason in refused.reasons)
        raise click.ClickException(_say("refused", why=why)) from refused
    call_command("collectstatic", verbosity=0, interactive=False)


def _level(code: str) -> str:
    """The level that a GB/T 2260 code shows: zeros stand for what is below."""
    return "province" if code.endswith("0000") else "city" if code.endswith("00") else "county"


def _found(first: First, at: dt.datetime) -> None:
    """The area, the leadership, the issuing office, the two administrators."""
    from luoshi.org import operations as org
    from luoshi.org.access import system_actor
    from luoshi.org.operations import StaffSpec, UnitSpec

    actor = system_actor("init")
    on = at.astimezone(edge.SHANGHAI).date()
    area_id = org.found_area(
        actor=actor, at=at, code=first.area_code, name=first.area_name, level=_level(first.area_code)
    )
    top = UnitSpec("L1", f"{first.area_name}人民政府", "leadership")
    top_id = org.found_unit(actor=actor, at=at, area_id=area_id, unit=top, on=on)
    office = UnitSpec("O1", first.office_name, "office", "", top_id)
    office_id = org.found_unit(actor=actor, at=at, area_id=area_id, unit=office, on=on)
    org.open_issuing_office(actor=actor, at=at, unit_id=office_id, code="ZF", title=first.office_name)
    posts = [
        StaffSpec(office_id, "系统管理员", "system_admin", first.admin_name),
        StaffSpec(office_id, "安全保密管理员", "security_admin", first.security_name),
    ]
    staffed = org.staff(actor=actor, at=at, posts=posts, on=on)
    for one, login in zip(staffed, (first.admin_login, first.security_login), strict=True):
        org.open_account(actor=actor, at=at, person_id=one.person_id, login=login, password=first.password)
