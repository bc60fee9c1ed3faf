"""The whole directory from a table: looked at first, every fault at once, each administrator her part, or nothing."""

import csv
import html
import io
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook
from tests import cast
from tests.web.conftest import NOW, Enter

from luoshi.cli import org as command
from luoshi.intake.tables import read_tables
from luoshi.org import importing, queries
from luoshi.org.access import system_actor
from luoshi.record import queries as record
from luoshi.record.refusals import Refused
from luoshi.record.verification import verify
from luoshi.reports import directory

UNITS = ("单位编码", "全称", "简称", "类别", "上级编码", "别名")
POSTS = ("单位编码", "职务", "角色", "姓名", "登录名", "手机号码", "所服务的岗位")
GOOD_UNITS = [("020", "晋源北县水利局", "县水利局", "部门", "001", "水利部门、水务局"),
              ("020-1", "晋源北县河道所", "", "股室", "020", "")]  # fmt: skip
GOOD_POSTS = [("020", "局长", "单位主要负责人", "江河清", "jianghq", "13800000000", ""),
              ("020", "联络员", "联络员", "溪小流", "xixl", "", ""),
              ("020-1", "所长", "单位主要负责人", "江河清", "jianghq", "", "")]  # fmt: skip
Rows = list[tuple[str, ...]]


@pytest.fixture(autouse=True)
def today(clock: object) -> None:
    """The third of March 2026."""


def book(units: Rows, posts: Rows) -> bytes:
    """A workbook of these rows, as an office's own program writes it."""
    made = Workbook()
    for name, head, rows in (("单位", UNITS, units), ("岗位和人员", POSTS, posts)):
        sheet = made.create_sheet(name)
        for row in (head, *rows):
            sheet.append(row)
    del made["Sheet"]
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def look(client: Client, content: bytes, name: str = "通讯录.xlsx") -> tuple[int, str]:
    """Send the file to be looked at; status and page."""
    sent = SimpleUploadedFile(name, content)
    response = client.post("/directory/import", {"file": sent, "on": "2026-03-03"})
    return response.status_code, response.content.decode()


def confirm(client: Client, content: bytes) -> int:
    """Import what was looked at; the status."""
    response = client.post("/directory/import", {"file": SimpleUploadedFile("a.xlsx", content), "on": "2026-03-03"})
    rows = _rows(response.content.decode())
    return client.post("/directory/import", {"rows": rows, "on": "2026-03-03", "form_key": rows[:40]}).status_code


def _rows(page: str) -> str:
    """The rows that the page carries to be sent again."""
    found = re.search(r'name="rows" value="(.*?)"', page)
    assert found is not None, page
    return html.unescape(found.group(1))


def test_each_administrator_imports_her_part_of_one_file(enter: Enter, county: cast.Cast) -> None:
    system, security, content = enter("administrator"), enter("security"), book(GOOD_UNITS, GOOD_POSTS)
    before = record.head()
    status, page = look(system, content)
    assert status == 200
    for said in ("设立单位", "县水利局", "登记人员", "开通账号", "另一位管理员要办的", "任命 3"):
        assert said in page, said
    assert record.head() == before, "looking changes nothing"
    assert confirm(system, content) == 302
    card = queries.unit_card(queries.find_units(NOW, text="水务局").lines[0].unit.id, NOW)
    assert [(seat.post.title, seat.person) for seat in card.seats] == [("局长", ""), ("联络员", "")]
    assert "任命" in look(security, content)[1]
    assert confirm(security, content) == 302
    card = queries.unit_card(card.unit.id, NOW)
    assert [(seat.post.title, seat.person) for seat in card.seats] == [("局长", "江河清"), ("联络员", "溪小流")]
    person = queries.person_card(card.seats[0].person_id, NOW)
    assert (person.account.login, len(person.spans), person.has_mobile) == ("jianghq", 2, True)
    for client in (system, security):
        assert "表里写的和现在一样" in look(client, content)[1]
    assert verify().is_whole


def test_a_changed_table_renames_moves_and_lets_others_follow(county: cast.Cast) -> None:
    actor = system_actor("cli")
    importing.import_directory(actor=actor, at=NOW, found=_read(GOOD_UNITS, GOOD_POSTS), on=cast.FOUNDED_ON)
    units = [("020", "晋源北县水务局", "县水务局", "部门", "002", ""), GOOD_UNITS[1]]
    posts = [GOOD_POSTS[0], ("020", "联络员", "联络员", "新来的", "xinld", "", ""), GOOD_POSTS[2]]
    plan = importing.plan(actor, _read(units, posts), at=NOW)
    assert plan.counts() == {"rename": 1, "move": 1, "register": 1, "succeed": 1, "open_account": 1}
    importing.import_directory(actor=actor, at=NOW, found=_read(units, posts), on=NOW.date())
    assert queries.find_units(NOW, text="水务局").lines[0].liaison == "新来的"
    assert verify().is_whole


def _read(units: Rows, posts: Rows) -> importing.Read:
    return importing.read([("单位", [UNITS, *units]), ("岗位和人员", [POSTS, *posts])])


def test_every_fault_is_told_at_once_with_its_sheet_row_and_column(enter: Enter, county: cast.Cast) -> None:
    units = [
        ("020", "", "", "部门", "999", ""),
        ("021", "某局", "", "衙门", "021", ""),
        ("021", "某局", "", "部门", "", ""),
    ]
    posts = [
        ("020", "局长", "大王", "", "x", "", ""), ("999", "局长", "联络员", "同名", "", "", ""),
        ("011", "局长", "联络员", "同名", "", "", ""), ("011", "秘书", "领导秘书", "", "", "", "没有"),
    ]  # fmt: skip
    system, before = enter("administrator"), record.head()
    status, page = look(system, book(units, posts))
    assert status == 422
    for said in (
        "“单位”第2行“全称”：没有填", "“单位”第2行“上级编码”：没有编码为“999”的单位", "“单位”第3行“类别”：没有“衙门”",
        "“单位”第3行“上级编码”：上级绕回了自己", "“单位”第4行“单位编码”：“021”写了不止一次",
        "“岗位和人员”第2行“角色”：没有“大王”", "“岗位和人员”第2行“姓名”：没有填",
        "“岗位和人员”第3行“单位编码”：没有编码为“999”",
        "“岗位和人员”第4行“登录名”：有几行都叫“同名”", "“岗位和人员”第4行“角色”：岗位已经是别的角色",
        "“岗位和人员”第5行“所服务的岗位”",
    ):  # fmt: skip
        assert said in page, said
    assert 'name="rows"' not in page, "what is wrong cannot be confirmed"
    with pytest.raises(Refused):
        importing.import_directory(actor=system_actor("cli"), at=NOW, found=_read(units, posts), on=NOW.date())
    assert record.head() == before


def test_what_the_operations_refuse_is_told_when_looking_and_nothing_is_kept(county: cast.Cast) -> None:
    before = record.head()
    posts = [("201", "第二审计员", "安全审计员", "程序安", "", "", "")]
    plan = importing.try_import(system_actor("cli"), _read([], posts), at=NOW, on=NOW.date())
    assert [reason.code for reason in plan.faults] == ["org.roles_apart"]
    assert record.head() == before


def test_what_is_taken_out_and_put_back_changes_nothing(enter: Enter, county: cast.Cast) -> None:
    enter("lead")
    system = enter("administrator")
    content = system.get("/directory/export.xlsx").content
    assert "表里写的和现在一样" in look(system, content)[1]
    names = load_workbook(io.BytesIO(content)).sheetnames
    assert names == ["单位", "岗位和人员", "填写说明"]
    template = load_workbook(io.BytesIO(system.get("/directory/export.xlsx?empty=1").content))
    assert [cell.value for cell in template["单位"][1]] == list(UNITS)
    assert [cell.value for cell in template["岗位和人员"][1]] == list(POSTS)


def test_a_csv_does_too_and_other_files_are_refused(enter: Enter, county: cast.Cast) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([UNITS, *GOOD_UNITS])
    for coding in ("utf-8-sig", "gb18030"):
        client = enter("administrator" if coding == "gb18030" else "security")
        status, page = look(client, out.getvalue().encode(coding), "a.csv")
        assert status == 200
        assert "设立单位" in page
    for wrong in (b"", b"PK\x03\x04 not a workbook", b"a,b\n1,2\n"):
        with pytest.raises((Refused, AssertionError)):
            assert not importing.read(read_tables(wrong)).faults


def test_the_command_does_the_same_and_tries_first(county: cast.Cast, tmp_path: Path) -> None:
    path = tmp_path / "directory.xlsx"
    path.write_bytes(book(GOOD_UNITS, GOOD_POSTS))
    before, runner = record.head(), CliRunner()
    tried = runner.invoke(command.command, ["import", str(path), "--dry-run"])
    assert (tried.exit_code, "将会改" in tried.output, record.head()) == (0, True, before)
    done = runner.invoke(command.command, ["import", str(path)])
    assert "设立单位 2" in done.output
    assert "任命 3" in done.output
    shown = runner.invoke(command.command, ["show"])
    assert "江河清" in shown.output
    path.write_bytes(book([("020", "", "", "部门", "", "")], []))
    wrong = runner.invoke(command.command, ["import", str(path)])
    assert wrong.exit_code == 1
    assert "第2行“全称”" in wrong.output


def test_a_county_of_640_units_is_one_import(county: cast.Cast) -> None:
    units = [(f"5{n:03}", f"晋源北县第{n}单位", "", "部门", "001", "") for n in range(640)]
    found = _read(units, [(code, "局长", "单位主要负责人", f"人{code}", "", "", "") for code, *_ in units[:60]])
    plan = importing.import_directory(actor=system_actor("cli"), at=NOW, found=found, on=cast.FOUNDED_ON)
    assert plan.counts() == {"found_unit": 640, "found_post": 60, "register": 60, "appoint": 60}
    again = importing.plan(system_actor("cli"), importing.read(read_tables(directory.directory_xlsx(NOW))), at=NOW)
    assert (again.mine, again.faults) == ((), ())
