"""Any file in: typed by what it is, read in a process of its own, or refused in one sentence."""

import subprocess
import sys
from pathlib import Path

import pytest

from luoshi.intake import files
from luoshi.intake.extract import kinds
from luoshi.reading.cleaning import clean
from luoshi.record import messages
from luoshi.record.refusals import Refused
from tests.intake import papers

LIMIT = 30 * 1024 * 1024
TEXT = "\n".join(papers.LINES) + "\n"


def read(content: bytes, name: str = "来文", limit: int = LIMIT) -> files.Extracted:
    return files.read(content, name=name, limit=limit)


def refusal(content: bytes, name: str = "来文", limit: int = LIMIT) -> str:
    """The one code that a file is refused with."""
    with pytest.raises(Refused) as refused:
        read(content, name, limit)
    (reason,) = refused.value.reasons
    for language in ("zh", "en"):
        said = messages.refusal(reason, language=language)
        assert said != f"refusal.{reason.code}"
        assert "{" not in said
    return reason.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "gb2312", "big5", "utf-16", "utf-16-le"])
def test_text_in_any_chinese_encoding(encoding: str) -> None:
    text = "各鄉鎮要抓緊開工建設，確保完成任務。縣政府將每月通報一次進展情況。" * 6 if encoding == "big5" else TEXT * 3
    extracted = read(text.encode(encoding))
    assert extracted.text.strip() == text.strip()
    assert extracted.media_type == kinds.TEXT


def test_a_few_broken_bytes_are_marked_and_many_are_refused() -> None:
    raw = (TEXT * 8).encode("gbk")
    broken = raw[:100] + b"\xff" + raw[101:]
    text = read(broken).text
    assert text.count("\ufffd") in {1, 2}
    assert text.count("幼儿园") >= 7
    # The bytes behind a broken one may read as a character of a private font: that is marked too.
    opened = [one.kind for one in clean(text).repairs if one.sure == "open" and one.kind != "private_character"]
    assert opened == ["bytes_lost"] * text.count("\ufffd")
    noise = bytes(200 if n % 3 else 255 for n in range(900))
    assert refusal(noise) in {"intake.encoding", "intake.binary"}


def test_a_rare_character_of_gb18030_survives() -> None:
    assert "㛃" in read((TEXT + "柳㛃同志").encode("gb18030")).text


def test_a_docx_gives_its_paragraphs_in_order() -> None:
    extracted = read(papers.text_docx())
    assert extracted.text.split("\n") == list(papers.LINES)
    assert extracted.media_type == kinds.DOCX


def test_automatic_numbers_tables_and_tracked_changes_of_a_docx() -> None:
    assert read(papers.numbered_docx()).text.split("\n") == [
        "一、抓项目",
        "（1）东环路",
        "（2）北环路",
        "二、抓民生",
        "（1）幼儿园",
        "任务 | 牵头单位 | 时限",
        "修桥 | / | 6月底",
        "全县新增",
    ]


def test_words_inside_a_content_control_of_a_docx_are_read() -> None:
    assert read(papers.controlled_docx()).text.split("\n") == ["开头", "控件里的话"]


def test_a_pdf_with_text_gives_its_lines() -> None:
    extracted = read(papers.text_pdf())
    assert extracted.media_type == kinds.PDF
    assert [line for line in papers.LINES if line in extracted.text] == list(papers.LINES)


def test_lines_of_a_pdf_that_ran_to_the_margin_are_one_paragraph() -> None:
    long = "全县各级各部门要把抓落实摆在更加突出的位置上来抓紧抓好"
    text = read(papers.text_pdf(long, "，确保件件有着落。", "另起一段。")).text
    assert text.split("\n")[0] == f"{long}，确保件件有着落。"


def test_the_thin_space_between_chinese_and_figures_is_no_blank() -> None:
    assert "8月底前完成R3线" in read(papers.text_pdf("县住建局要在 8 月底前完成 R3 线改造工程。")).text


def test_a_portal_page_gives_the_text_without_the_portal() -> None:
    text = read(papers.portal_page()).text
    assert all(line in text for line in papers.LINES)
    assert "修桥 | 县交通运输局" in text
    assert not any(clutter in text for clutter in ("首页", "热点", "版权", "var a"))


def test_the_name_of_a_file_decides_nothing() -> None:
    assert read(papers.text_docx(), "通知.pdf").media_type == kinds.DOCX
    assert read(TEXT.encode(), "通知.docx").media_type == kinds.TEXT


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "intake.empty"),
        (b" \r\n\t\n", "intake.empty"),
        (papers.text_docx(" "), "intake.empty"),
        (papers.text_docx()[:2000], "intake.truncated"),
        (papers.text_pdf()[:300], "intake.truncated"),
        (b"%PDF-1.7\n nothing more", "intake.truncated"),
        (papers.locked_pdf(), "intake.encrypted"),
        (papers.locked_docx(), "intake.encrypted"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "intake.truncated"),
        (b"Rar!\x1a\x07\x01\x00" + bytes(40), "intake.other_archive"),
        (b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 20, "intake.binary"),
        (b"PK\x05\x06" + bytes(18), "intake.archive"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(content: bytes, code: str) -> None:
    assert refusal(content) == code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"{\\rtf1\\ansi text}", "intake.old_office"),
        (papers.scanned_pdf(), "intake.scan"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "intake.picture"),
    ],
)
def test_what_needs_a_program_that_is_not_here_says_which(
    content: bytes, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files.office_program, "find", lambda: "")
    monkeypatch.setattr(files, "has_ocr", lambda: False)
    assert refusal(content) == code


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    big = tmp_path / "大文件.txt"
    with big.open("wb") as out:
        out.truncate(50 * 1024 * 1024)
    with pytest.raises(Refused) as refused:
        files.read_path(big, limit=LIMIT)
    assert [reason.code for reason in refused.value.reasons] == ["intake.too_big"]


@pytest.mark.parametrize(
    "content",
    ["机密★1年\n关于某事的通知\n各乡镇要抓紧落实。".encode(), papers.marked_docx(), "密级：秘密\n通知".encode("gbk")],
)
def test_a_classified_text_is_refused(content: bytes) -> None:
    assert refusal(content) == "intake.classified"


def test_the_reading_process_loads_no_framework() -> None:
    code = "import sys, luoshi.intake.extract.task as m; print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
