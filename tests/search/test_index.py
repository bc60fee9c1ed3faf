"""The index against the truth: what is found is what holds the words, on both databases, in one order."""

import pytest
from django.db import connection, connections, transaction
from django.db.models import Q
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from luoshi.search import operations as search
from luoshi.search import queries
from luoshi.search.folding import fold_fields
from luoshi.search.queries import Seen
from luoshi.search.records import GROUPS, Kind, Text
from luoshi.search.wanted import read

ALL = Seen(Q())
ALPHABET = "推进项目3.亿r，目 "


def said(row_id: int, *fields: str, kind: Kind = Kind.REPORT, item_id: int = 1, part: int = 0) -> Text:
    return Text(kind=kind, row_id=row_id, fields=fields, area_id=1, year=2026, item_id=item_id, part=part)


def rows_with(line: str, *kinds: Kind, seen: Seen = ALL) -> list[int]:
    return [hit.row_id for hit in queries.find(read(line), kinds=kinds or (Kind.REPORT,), seen=seen).hits]


@pytest.mark.django_db
class TestAgainstTheTruth(TestCase):
    @settings(max_examples=60)
    @given(
        texts=st.lists(st.text(alphabet=ALPHABET, max_size=30), max_size=12),
        line=st.text(alphabet=ALPHABET + '"-', min_size=1, max_size=8),
    )
    def test_what_is_found_is_what_holds_every_phrase_and_nothing_excluded(self, texts: list[str], line: str) -> None:
        search.put([said(n, text) for n, text in enumerate(texts, 1)], are_new=True)
        wanted = read(line)
        truth = [
            n
            for n, text in enumerate(texts, 1)
            if all(one in fold_fields((text,)) for one in wanted.phrases)
            and not any(one in fold_fields((text,)) for one in wanted.without)
            and fold_fields((text,))
        ]
        assert rows_with(line) == ([] if wanted.is_empty else truth[::-1])
        if not wanted.is_empty:
            tally = queries.tally(wanted, kinds=[Kind.REPORT], seen=ALL)
            assert (tally.n, tally.is_exact) == (len(truth), True)


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["R3线", "3线", "12.3亿", "3亿", "13710", "371", "線", "r", "招商", "首访"])
def test_mixed_words_and_any_part_of_them_are_found(word: str) -> None:
    search.put([said(1, "R3线建设完成投资12.3亿元，按13710制度推进，招商首访")], are_new=True)
    assert rows_with(word) == [1]


@pytest.mark.django_db
def test_a_phrase_is_found_anywhere_in_a_text_longer_than_the_databases_own_positions_reach() -> None:
    long = "".join(chr(0x4E00 + n % 5000) for n in range(40_000))
    search.put([said(1, "目" * 3000 + long + "推进重点项目", "尾" * 300 + "终")], are_new=True)
    assert [rows_with(word) for word in ("推进重点项目", "尾终", "目目目", "尾尾终", "目尾")] == [
        [1],
        [1],
        [1],
        [1],
        [],
    ]
    assert rows_with(long[33_000:33_040]) == [1]


@pytest.mark.django_db
def test_a_changed_text_is_found_by_its_new_words_only_and_a_removed_one_by_none() -> None:
    search.put([said(1, "拆除旧厂房"), said(2, "旧厂房改造")], are_new=True)
    search.put([said(1, "建设新园区")])
    assert (rows_with("旧厂房"), rows_with("新园区"), rows_with("旧")) == ([2], [1], [2])
    search.remove(Kind.REPORT, 1)
    assert (rows_with("新园区"), rows_with("园")) == ([], [])


@pytest.mark.django_db
def test_an_act_that_is_taken_back_leaves_no_entry() -> None:
    with transaction.atomic():
        search.put([said(1, "推进项目")], are_new=True)
        transaction.set_rollback(True)
    assert rows_with("项目") == []


@pytest.mark.django_db
def test_an_entry_is_written_in_a_transaction_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections["default"], "in_atomic_block", False)
    with pytest.raises(RuntimeError):
        search.put([said(1, "推进项目")])


@pytest.mark.django_db
def test_titles_come_before_what_stands_under_them_and_the_newest_first() -> None:
    for n, title in ((1, "旧项目"), (2, "公路"), (3, "新项目")):
        search.put([said(n, title, kind=Kind.TITLE), said(n, title, "以项目为抓手", kind=Kind.ITEM)], are_new=True)
    assert rows_with("项目", *GROUPS["item"]) == [3, 1, 2]
    assert queries.tally(read("项目"), kinds=GROUPS["item"], seen=ALL).n == 3


@pytest.mark.django_db
def test_pages_go_on_where_the_one_before_ended_and_hold_everything_once() -> None:
    search.put([said(n, "推进项目" if n % 3 else "推进") for n in range(1, 400)], are_new=True)
    seen, after = [], None
    while True:
        found = queries.find(read("项目"), kinds=[Kind.REPORT], seen=ALL, after=after, limit=50)
        seen += [hit.row_id for hit in found.hits]
        after = found.after
        if after is None:
            break
    assert seen == [n for n in range(399, 0, -1) if n % 3]


@pytest.mark.django_db
def test_what_may_not_be_seen_is_in_no_page_and_no_count() -> None:
    search.put([said(n, "推进项目", item_id=n % 50) for n in range(1, 2000)], are_new=True)
    rare = Seen(Q(item_id=7))
    found = queries.find(read("项目"), kinds=[Kind.REPORT], seen=rare, limit=20)
    assert [hit.item_id for hit in found.hits] == [7] * 20
    assert queries.tally(read("项目"), kinds=[Kind.REPORT], seen=rare).n <= 40
    assert rows_with("项目", seen=Seen(Q(item_id=-1))) == []


@pytest.mark.django_db
def test_the_grams_of_the_database_are_those_of_the_house() -> None:
    if connection.vendor != "postgresql":
        search.put([said(1, "R3线, 推进 a项", "3亿")], are_new=True)
        return
    from luoshi.search.folding import grams

    for fields in (("R3线, 推进 a项", "3亿"), ("",), ("目",), ("𠮷野家 café", "目")):
        folded = fold_fields(fields)
        with connection.cursor() as cursor:
            cursor.execute("SELECT tsvector_to_array(search_grams(%s))", [folded])
            assert set(cursor.fetchone()[0]) == set(grams(folded))
