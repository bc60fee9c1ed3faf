"""doc, rtf and xls by way of the new files that LibreOffice makes of them; without it, one sentence."""

from pathlib import Path

import pytest

from luoshi.intake import files
from luoshi.intake.extract import kinds
from luoshi.record.files import office_program
from luoshi.record.refusals import Refused
from tests.intake import office_files, papers
from tests.intake.conftest import Desk

pytestmark = pytest.mark.long
LIMIT = 30 * 1024 * 1024
RTF = office_files.rtf()


def old(content: bytes, folder: Path, name: str, to: str) -> bytes:
    """An old file as LibreOffice writes it."""
    source = folder / name
    source.write_bytes(content)
    with source.open("rb") as held:
        made = office_program.convert(
            held, folder / "work", name=name, program=office_program.find(), to=to, ending=to.partition(":")[0]
        )
    return made.read_bytes()


def text_or_refusal(content: bytes) -> tuple[str, str]:
    """The media type and the text; or the code of the refusal, for the machine has no LibreOffice."""
    try:
        found = files.read(content, name="来文", limit=LIMIT)
    except Refused as refused:
        return refused.reasons[0].code, ""
    assert found.notices["converted"] == 1
    assert found.made is not None
    return found.media_type, found.text


def test_an_rtf_is_read() -> None:
    expected = (kinds.DOCX, "修桥。\n2026") if office_program.find() else ("intake.old_office", "")
    assert text_or_refusal(RTF) == expected


def test_a_doc_keeps_its_numbers_and_tables_and_an_xls_what_it_shows(tmp_path: Path) -> None:
    if not office_program.find():
        assert text_or_refusal(RTF) == ("intake.old_office", "")
        return
    media_type, text = text_or_refusal(old(papers.numbered_docx(), tmp_path, "in.docx", "doc"))
    assert media_type == kinds.DOCX
    assert text.split("\n")[:5] == ["一、抓项目", "（1）东环路", "（2）北环路", "二、抓民生", "（1）幼儿园"]
    assert "任务 | 牵头单位 | 时限" in text
    again = tmp_path / "again"
    again.mkdir()
    media_type, text = text_or_refusal(old(office_files.workbook(), again, "in.xlsx", "xls:MS Excel 97"))
    assert media_type == kinds.XLSX
    assert "1 | 新建水厂2座 | 县水利局 | 2026年6月30日" in text
    assert "藏起来" not in text


@pytest.mark.once
def test_of_an_old_file_the_new_one_is_kept_and_it_is_known_again_by_its_text(desk: Desk) -> None:
    if not office_program.find():
        with pytest.raises(Refused) as refused:
            desk.take_in(RTF, name="修桥.rtf")
        assert [one.code for one in refused.value.reasons] == ["intake.old_office"]
        return
    document = desk.review(desk.take_in(RTF, name="修桥.rtf")).document
    assert (document.file_name, document.media_type) == ("修桥.docx", kinds.DOCX)
    with pytest.raises(Refused) as refused:
        desk.take_in(RTF, name="又来一份.rtf")
    assert [one.code for one in refused.value.reasons] == ["intake.same_document"]


def test_an_old_file_under_a_password_is_refused_by_that_name() -> None:
    directory = "WordDocument".encode("utf-16-le")
    word = b"\xec\xa5\xc1\x00" + bytes(6) + b"\x00\x01" + bytes(500)
    sheet = b"\x09\x08\x10\x00" + bytes(16) + b"\x2f\x00\x36\x00" + bytes(488)
    for stream, named in ((word, directory), (sheet, "Workbook".encode("utf-16-le"))):
        locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream + named + bytes(2000)
        assert text_or_refusal(locked) == ("intake.encrypted", "")


def test_an_old_file_that_is_spoiled_is_refused_in_one_sentence() -> None:
    spoiled = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le") + bytes(4000)
    code, _ = text_or_refusal(spoiled)
    assert code in {"intake.truncated", "intake.old_office"}
