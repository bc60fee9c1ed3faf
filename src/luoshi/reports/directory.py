"""The directory as a workbook, in the form that the import reads: what is taken out can be changed and put back."""

import datetime as dt
import io
from collections.abc import Iterator

import xlsxwriter

from luoshi.org import queries as org
from luoshi.org.access import ROLES
from luoshi.org.importing import COLUMNS, SHEETS
from luoshi.record import messages
from luoshi.reports.tables import write_table

_WIDTHS = {"name": 30, "title": 18, "unit": 12, "code": 12, "serves": 20, "aliases": 24}
_KINDS = ("office", "department", "section", "township", "village", "park", "leadership")
_HELP = (
    "第一行的标题不要改；空着的可以不填的格子就空着。",
    "重复导入不会重复登记：表里写的和现在一样的，什么也不改。表里没有的单位、岗位、人员，不会被撤销。",
    "同一个人任几个岗位，每行写同一个登录名。",
    "先由系统管理员导入（单位、岗位、人员、账号），再由安全保密管理员导入同一个文件（任命）。",
    "领导秘书写所服务的岗位：单位编码、空格、职务，例如“001 县长”。",
)
_Rows = list[tuple[str, ...]]
_EXAMPLES: dict[str, _Rows] = {
    "units": [("001", "某某县人民政府", "县政府", "领导班子", "", ""),
              ("011", "某某县教育局", "县教育局", "部门", "001", "教育部门")],
    "posts": [("001", "县长", "主要领导", "", "", "", ""),
              ("011", "局长", "单位主要负责人", "张三", "zhangsan", "", "")],
}  # fmt: skip


def directory_xlsx(as_of: dt.datetime | None, *, mark: str = "") -> bytes:
    """The workbook with the directory of the day; without a day the template with two example rows a sheet."""
    rows: dict[str, _Rows] = (
        _EXAMPLES if as_of is None else {"units": list(_units(as_of)), "posts": list(_posts(as_of))}
    )
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    for sort, heads in COLUMNS.items():
        widths = [_WIDTHS.get(field, 14) for field in heads]
        write_table(book, SHEETS[sort], list(heads.values()), rows[sort], widths=widths, mark=mark)
    page = book.add_worksheet("填写说明")
    page.set_column(0, 0, 90)
    kinds = "、".join(messages.word(f"unit_kind.{one}", language="zh") for one in _KINDS)
    roles = "、".join(messages.word(f"post_role.{one}", language="zh") for one in ROLES if one != "system")
    for place, line in enumerate((*_HELP, f"类别：{kinds}", f"角色：{roles}")):
        page.write_string(place, 0, line)
    book.close()
    return out.getvalue()


def _units(as_of: dt.datetime) -> Iterator[tuple[str, ...]]:
    """Units in the order of their codes; temporary bodies have a form of their own and stay out."""
    known = org.units(as_of)
    for one in known.values():
        if one.kind != "temporary_body":
            parent = known.get(one.parent_id or 0)
            kind = messages.word(f"unit_kind.{one.kind}", language="zh")
            yield one.code, one.name, one.short_name, kind, parent.code if parent else "", ""


def _posts(as_of: dt.datetime) -> Iterator[tuple[str, ...]]:
    """Posts with who holds them; mobile numbers never leave so."""
    units, posts = org.units(as_of), org.posts(as_of)
    held = org.holders(posts, as_of)
    logins = {one.person_id: one.login for one in org.accounts()}
    for one in posts.values():
        unit, holder = units.get(one.unit_id), held.get(one.id)
        if unit is None or unit.kind == "temporary_body":
            continue
        served = posts.get(one.serves_id or 0)
        served_by = units.get(served.unit_id) if served else None
        is_own = holder is not None and holder.by_post_id is None
        name = holder.name if holder is not None and is_own else ""
        login = logins.get(holder.person_id, "") if holder is not None and is_own else ""
        role = messages.word(f"post_role.{one.role}", language="zh")
        serves = f"{served_by.code} {served.title}" if served and served_by else ""
        yield unit.code, one.title, role, name, login, "", serves
