"""The watermark: name, post and moment over what is sensitive, on what is printed and what is taken out."""

import dataclasses
import io
from typing import Any
from zipfile import ZipFile

import pytest
from pypdf import PdfReader
from tests import cast
from tests.web.conftest import NOW, Enter

from luoshi.ledger.operations import Opened
from luoshi.org import operations as org
from luoshi.reports import ledgers, marks, paper


@pytest.fixture(autouse=True)
def today(clock: object) -> None:
    """The third of March 2026, ten in the morning."""


def test_sensitive_pages_bear_the_mark_and_ordinary_ones_on_paper_only(enter: Enter, item: Opened) -> None:
    client = enter("clerk")
    assert "watermark-screen" in client.get(f"/items/{item.number}").content.decode()
    assert "watermark-screen" in client.get(f"/items/{item.number}/do/edit").content.decode()
    assert "watermark-paper" in client.get("/ledger").content.decode()
    picture = client.get("/watermark.svg")
    assert picture.headers["Content-Type"].startswith("image/svg+xml")
    assert picture.headers["Cache-Control"] == "no-store"
    for said in ("李小满", "县政府督查室干事", "内部资料", "2026-03-03 10:00"):
        assert said in picture.content.decode()


def test_the_office_turns_it_off_or_everywhere(enter: Enter, item: Opened, settings: Any) -> None:
    client = enter("clerk")
    settings.LUOSHI_WATERMARK = "all"
    assert "watermark-screen" in client.get("/ledger").content.decode()
    settings.LUOSHI_WATERMARK = "off"
    for path in ("/ledger", f"/items/{item.number}"):
        assert "watermark" not in client.get(path).content.decode()


def test_a_page_before_the_door_has_no_mark(enter: Enter, county: cast.Cast) -> None:
    client = enter("clerk")
    client.post("/sign-out")
    assert "watermark" not in client.get("/sign-in").content.decode()
    assert client.get("/watermark.svg").status_code == 302


def test_a_name_with_signs_of_markup_stays_text(enter: Enter, county: cast.Cast) -> None:
    person = county.person("clerk")
    org.correct_name(actor=county.actor("administrator", NOW), at=NOW, person_id=person, name="李<b>&小满")
    assert "李&lt;b&gt;&amp;小满" in enter("clerk").get("/watermark.svg").content.decode()


def test_a_workbook_says_at_its_foot_who_took_it_out(enter: Enter, item: Opened) -> None:
    book = ZipFile(io.BytesIO(enter("clerk").get("/ledger/export").content))
    sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/")]
    assert len(sheets) == 2
    assert all("李小满 县政府督查室干事 · 内部资料 2026-03-03 10:00" in sheet for sheet in sheets)


def test_a_paper_says_who_took_it_out_and_without_marks_nobody(county: cast.Cast, item: Opened, settings: Any) -> None:
    clerk = county.actor("clerk", NOW)
    sheet = ledgers.ledger_sheet(clerk, as_of=NOW, written_at=NOW, title="台账")
    marked = dataclasses.replace(sheet, mark=marks.line(clerk, NOW, language="zh"))
    assert "李小满" in PdfReader(io.BytesIO(paper.ledger_pdf(marked))).pages[0].extract_text()
    settings.LUOSHI_WATERMARK = "off"
    assert marks.line(clerk, NOW, language="zh") == ""
    assert "李小满" not in PdfReader(io.BytesIO(paper.ledger_pdf(sheet))).pages[0].extract_text()
