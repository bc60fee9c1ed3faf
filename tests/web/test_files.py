"""Files on the pages: seen as pictures of our own, handed out in a sandbox, gone with a tombstone."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests import cast
from tests.record import samples
from tests.web.conftest import NOW, Enter

from luoshi.ledger import operations as ledger
from luoshi.ledger import queries as items
from luoshi.ledger.operations import Opened
from luoshi.org import operations as org
from luoshi.record import previews, queries
from luoshi.record.files import kinds
from luoshi.record.operations import keep_file
from luoshi.web.pages.files import SANDBOX

Attach = Callable[[bytes, str], tuple[str, int]]


@pytest.fixture
def attach(county: cast.Cast, item: Opened) -> Attach:
    """`attach(content, name)`: evidence of the item; its hash and its link's id."""

    def go(content: bytes, name: str) -> tuple[str, int]:
        lead = county.actor("lead", NOW)
        kept = keep_file(content=content, name=name, at=NOW, actor=lead.ref).hash
        ledger.attach(actor=lead, at=NOW, item_id=item.id, file_hash=kept, name=name)
        return kept, items.item_page(lead, item.id, as_of=NOW).evidence[-1].id

    return go


def expunge(county: cast.Cast, file: str) -> None:
    one, other = county.actor("security", NOW), county.actor("administrator", NOW)
    proposal = org.propose_expunging(actor=one, at=NOW, code=file, reason="误传了别的单位的文件")
    org.answer_expunging(actor=other, at=NOW, proposal_id=proposal, confirmed=True)


def test_a_download_runs_nothing_and_belongs_to_no_page(enter: Enter, item: Opened, attach: Attach) -> None:
    _, link = attach(samples.page(), "现场“情况”.html")
    got = enter("clerk").get(reverse("evidence", args=[item.number, link]))
    assert b"".join(got) == samples.page()  # type: ignore[arg-type]
    assert got.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert got.headers["Content-Type"] == "application/octet-stream"
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Content-Security-Policy"] == SANDBOX


def test_a_paper_is_seen_page_by_page_as_pictures_of_our_own(enter: Enter, item: Opened, attach: Attach) -> None:
    _, link = attach(samples.paper(3), "可研报告.pdf")
    client, there = enter("clerk"), reverse("evidence_preview", args=[item.number, link])
    first, second = (client.get(f"{there}?page={one}").content.decode() for one in (1, 2))
    assert "第 1 页，共 3 页" in first
    assert 'rel="prev"' not in first
    assert "第 2 页，共 3 页" in second
    picture = client.get(reverse("evidence_picture", args=[item.number, link, 2]))
    assert b"".join(picture).startswith(b"\x89PNG")  # type: ignore[arg-type]
    assert (picture.headers["Content-Type"], picture.headers["Content-Security-Policy"]) == ("image/png", SANDBOX)
    assert client.get(reverse("evidence_picture", args=[item.number, link, 4])).status_code == 404
    for odd in ("0", "99", "x", "-1"):
        assert client.get(f"{there}?page={odd}").status_code == 200


def test_a_text_is_seen_as_a_text_and_never_as_markup(enter: Enter, item: Opened, attach: Attach) -> None:
    _, link = attach("<script>alert(1)</script> 已完成".encode(), "情况.txt")
    seen = enter("clerk").get(reverse("evidence_preview", args=[item.number, link])).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; 已完成" in seen


@pytest.mark.parametrize(
    ("refused", "said"), [("no_office", "没有安装LibreOffice"), ("busy", "刷新本页"), ("too_slow", "过于复杂")]
)
def test_a_page_says_why_there_is_no_preview(
    enter: Enter, item: Opened, attach: Attach, monkeypatch: pytest.MonkeyPatch, refused: str, said: str
) -> None:
    _, link = attach(samples.word(), "报告.docx")
    monkeypatch.setattr(previews, "make", lambda stored: previews.Preview(stored.hash, refused=refused))
    page = enter("clerk").get(reverse("evidence_preview", args=[item.number, link])).content.decode()
    assert said in page
    assert "下载原文件" in page


def test_the_item_shows_code_scan_and_a_thumbnail_once_it_is_drawn(enter: Enter, item: Opened, attach: Attach) -> None:
    file, link = attach(samples.photo(), "现场.jpg")
    client, thumbnail = enter("clerk"), reverse("evidence_picture", args=[item.number, link, 0])
    page = client.get(f"/items/{item.number}").content.decode()
    assert queries.file_code(file) in page
    assert "未查毒" in page
    assert thumbnail not in page
    previews.make(queries.stored_files([file])[file])
    assert thumbnail in client.get(f"/items/{item.number}").content.decode()
    assert client.get(thumbnail).status_code == 200


def test_every_page_that_showed_an_expunged_file_shows_its_tombstone(
    enter: Enter, county: cast.Cast, item: Opened, attach: Attach
) -> None:
    file, link = attach(samples.photo(), "误传.jpg")
    previews.make(queries.stored_files([file])[file])
    expunge(county, file)
    client = enter("clerk")
    for path in (f"/items/{item.number}", reverse("evidence_preview", args=[item.number, link])):
        page = client.get(path).content.decode()
        assert "文件已清除" in page
        assert "误传了别的单位的文件" in page
        assert "钟守密" in page
        assert "程序安" in page
    for name, more in (("evidence", []), ("evidence_picture", [0]), ("evidence_picture", [1])):
        assert client.get(reverse(name, args=[item.number, link, *more])).status_code == 404


def test_two_administrators_expunge_on_their_page_without_seeing_what_it_is(
    enter: Enter, item: Opened, attach: Attach
) -> None:
    file, _ = attach("误传内容".encode(), "红枫计划.txt")
    security, administrator = enter("security"), enter("administrator")
    refused = security.post("/expungings", {"propose": "1", "code": "0000", "reason": "误传", "form_key": "k1"})
    assert (refused.status_code, "没有编号为" in refused.content.decode()) == (422, True)
    said = {"propose": "1", "code": queries.file_code(file), "reason": "误传了", "form_key": "k2"}
    assert security.post("/expungings", said).status_code == 302
    own = security.get("/expungings").content.decode()
    assert 'name="confirm"' not in own
    assert 'name="refuse"' in own
    page = administrator.get("/expungings").content.decode()
    assert [word in page for word in ("误传了", queries.file_code(file), 'name="confirm"', "红枫", item.number)] == [
        True, True, True, False, False,
    ]  # fmt: skip
    (proposal,) = queries.expungings(limit=9)
    mine = {"confirm": str(proposal.id), "form_key": "k3"}
    assert security.post("/expungings", mine).status_code == 422
    assert administrator.post("/expungings", mine).status_code == 302
    assert administrator.post("/expungings", mine).status_code == 302
    assert not queries.file_path(file).exists()
    assert "已销毁" in administrator.get("/expungings").content.decode()


def test_a_refused_report_leaves_no_bytes_of_its_evidence(enter: Enter, item: Opened) -> None:
    client = enter("lead")
    files = [SimpleUploadedFile("好.txt", "好".encode()), SimpleUploadedFile("坏.docx", samples.word()[:900])]
    said = {"text": "已完成", "progress": "10", "evidence": files, "form_key": "k", "version": "1", "position": "0"}
    sent = client.post(f"/items/{item.number}/do/report", said)
    assert sent.status_code == 422
    assert "坏.docx" in sent.content.decode()
    assert not list(queries.file_path("0" * 64).parent.parent.glob("*/*"))


@pytest.mark.long
@pytest.mark.once
def test_evidence_of_every_format_can_be_handed_in(enter: Enter, item: Opened, county: cast.Cast) -> None:
    client = enter("lead")
    files = [SimpleUploadedFile(f"材料.{name}", sample()) for name, sample, _ in samples.EVERY]
    said = {"text": "已完成", "progress": "10", "evidence": files, "form_key": "k", "version": "1", "position": "0"}
    assert client.post(f"/items/{item.number}/do/report", said).status_code == 302
    found = items.item_page(county.actor("lead", NOW), item.id, as_of=NOW + dt.timedelta(days=1)).evidence
    stored = queries.stored_files(one.file for one in found)
    assert {stored[one.file].media_type for one in found} == kinds.ALLOWED
