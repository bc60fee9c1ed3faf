"""Documents by their words: paragraph by paragraph, for those who may open them."""

import pytest

from luoshi.intake import found
from luoshi.intake.models import Document
from luoshi.intake.searching import SOURCES, of_document
from luoshi.record.refusals import NotVisible
from luoshi.search import operations as search
from luoshi.search import queries as index
from luoshi.search.models import Entry
from luoshi.search.records import Kind
from luoshi.search.wanted import read
from tests.intake.conftest import Desk

EVERYBODY = ("clerk", "director", "chief", "vice_mayor", "secretary", "lead", "head", "co", "stranger", "auditor",
             "administrator", "security", "party_clerk", "township")  # fmt: skip


def hits(desk: Desk, line: str, who: str = "clerk") -> list[int]:
    seen = found.seen_entries(desk.actor(who), as_of=desk.at)
    hits = index.find(read(line), kinds=[Kind.DOCUMENT], seen=seen).hits
    assert index.tally(read(line), kinds=[Kind.DOCUMENT], seen=seen).n == len(hits)
    return [hit.row_id for hit in hits]


def test_a_document_is_found_by_title_file_name_and_every_sentence(desk: Desk) -> None:
    document = desk.take_in()
    for words in ("政府工作报告", "报告.txt", "白杨水库", "昂扬斗志", "新增就业3200人", "幼儿园3所"):
        assert set(hits(desk, words)) == {document}, words
    assert hits(desk, "白杨水库 昂扬斗志") == []  # two paragraphs


def test_whoever_may_open_a_document_finds_it_and_nobody_else(desk: Desk) -> None:
    document = desk.take_in()
    for who in EVERYBODY:
        try:
            desk.review(document, who=who)
            opens = True
        except NotVisible:
            opens = False
        assert (hits(desk, "白杨水库", who) == [document]) is opens, who
        assert found.titles(desk.actor(who), [document], as_of=desk.at) == (
            {document: "晋源北县2026年政府工作报告"} if opens else {}
        )
    assert hits(desk, "白杨水库", "stranger") == []


def test_filling_gives_what_taking_in_wrote(desk: Desk) -> None:
    desk.take_in()
    written = list(Entry.objects.filter(kind=Kind.DOCUMENT).order_by("pk").values_list())
    assert len(written) > 5
    search.begin_anew()
    assert search.fill(SOURCES[0]) is False
    assert list(Entry.objects.filter(kind=Kind.DOCUMENT).order_by("pk").values_list()) == written


def test_lines_beyond_the_last_part_are_kept_in_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("luoshi.intake.searching.MOST_PARTS", 4)
    document = Document.objects.get(pk=desk.take_in())
    texts = of_document(document)
    assert [text.part for text in texts] == [0, 1, 2, 3]
    assert "昂扬斗志" in texts[-1].fields[0]
