"""The review page as its forms send it: one act at a time, refused in words, nothing lost between two reviewers."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests import cast
from tests.web.conftest import NOW, Enter

from luoshi.intake import operations as intake
from luoshi.intake import queries
from luoshi.intake.records import Review
from luoshi.ledger.models import Item
from luoshi.web.shown import review as shown

TEXT = """晋源北县第3次常务会议纪要
2026年1月12日
会议要求，由县教育局牵头，年底前新建幼儿园3所。年底前改造农村公路20公里，新建桥梁2座。我们要以昂扬斗志奋勇前行。
"""
QUERIES = tomllib.loads((Path(__file__).parent / "queries.toml").read_text(encoding="utf-8"))["review"]
Look = Callable[[], Review]


@pytest.fixture
def look(county: cast.Cast, clock: object) -> Look:
    """The document's review as it is now."""
    clerk = county.actor("clerk", NOW)
    taken = intake.take_in(actor=clerk, at=NOW, content=TEXT.encode(), name="纪要.txt")
    return lambda: queries.review(clerk, taken.document_id, as_of=NOW)


def address(review: Review) -> str:
    return f"/documents/{review.document.id}"


def token(review: Review, words: str) -> str:
    """The draft that says `words`, with its version, as a button sends it."""
    return next(shown.token(one) for one in review.drafts if words in one.quote)


def sentence(review: Review, words: str) -> int:
    return next(one.id for one in review.passages if words in one.text)


def send(client: Client, review: Review, verb: str, *, script: bool = False, **more: object) -> tuple[int, str]:
    """Press a button of the page; status, and the page or the news that comes back."""
    headers = {"hx-request": "true"} if script else {}
    said = {"verb": verb, "form_key": verb + str(len(more)), **more}
    answer = client.post(address(review), said, headers=headers, follow=True)
    return answer.status_code, answer.content.decode()


def test_a_draft_is_accepted_and_the_accepted_ones_are_published(enter: Enter, look: Look) -> None:
    client = enter("clerk")
    status, page = send(client, look(), f"accept:{token(look(), '幼儿园')}")
    assert (status, look().drafts[0].state) == (200, "accepted")
    assert "发布已采纳的 1 条" in page
    status, page = send(client, look(), "publish")
    assert "已发布 1 件" in page
    item = Item.objects.get()
    assert item.basis_clause.startswith("第3段")
    link = f"{address(look())}#draft-{look().drafts[0].id}"
    assert link in client.get(f"/items/{item.number}").content.decode()
    assert link not in enter("lead").get(f"/items/{item.number}").content.decode()


def test_a_unit_that_the_text_prints_and_the_directory_does_not_know_is_named_on_its_card(
    enter: Enter, county: cast.Cast, clock: object
) -> None:
    said = TEXT.replace("牵头，", "牵头，县水务局配合，")
    clerk = county.actor("clerk", NOW)
    taken = intake.take_in(actor=clerk, at=NOW, content=said.encode(), name="纪要.txt")
    page = enter("clerk").get(f"/documents/{taken.document_id}").content.decode()
    assert "机构里没有：县水务局" in page
    assert "机构里没有：县教育局" not in page


def test_the_page_says_which_kind_the_title_of_the_paper_gave_its_drafts(enter: Enter, look: Look) -> None:
    client = enter("clerk")
    assert "事项类型按文件的标题填为“会议议定事项”" in client.get(address(look())).content.decode()


def test_the_tasks_of_a_notice_are_published_as_matters(enter: Enter, county: cast.Cast, clock: object) -> None:
    said = "关于做好校园安全工作的通知\n2026年1月12日\n请县教育局牵头，年底前改造校门30座。\n"
    clerk = county.actor("clerk", NOW)
    taken = intake.take_in(actor=clerk, at=NOW, content=said.encode(), name="通知.txt")
    review = queries.review(clerk, taken.document_id, as_of=NOW)
    client = enter("clerk")
    send(client, review, f"accept:{token(review, '校门')}")
    assert send(client, review, "publish")[0] == 200
    assert "-T-" in Item.objects.get().number


def test_a_review_without_doubtful_drafts_says_so_and_no_more(enter: Enter, look: Look) -> None:
    page = enter("clerk").get(f"{address(look())}?show=doubtful").content.decode()
    assert 'class="none-doubtful">没有存疑的草稿。<' in page


def test_publishing_is_refused_with_a_link_to_every_open_sentence(enter: Enter, look: Look) -> None:
    client, slogan = enter("clerk"), sentence(look(), "昂扬斗志")
    send(client, look(), f"accept:{token(look(), '幼儿园')}")
    send(client, look(), f"take_up:p{slogan}:waived")
    status, page = send(client, look(), "publish")
    assert status == 422
    assert f'<a href="#p{slogan}">' in page.split('id="refusal"')[1]
    assert Item.objects.count() == 0
    send(client, look(), f"waive:p{slogan}:open", reason="waive_attitude")
    assert send(client, look(), "publish", again=1)[0] == 200


def test_a_bare_draft_is_refused_with_a_link_and_gets_its_unit_on_its_own_page(enter: Enter, look: Look) -> None:
    client, bare = enter("clerk"), token(look(), "公路")
    status, page = send(client, look(), f"accept:{bare}")
    draft_id = bare.partition(".")[0]
    assert status == 422
    assert f'<a href="#draft-{draft_id}">' in page
    assert "没有写" in client.get(f"/drafts/{draft_id}").content.decode()
    said = {
        "verb": "accept", "version": "1", "form_key": "k", "title": "改造农村公路", "lead_unit": "县财政局",
        "due_on": "2026-11-30", "kind": look().document.kind, "urgency": "normal", "klass": "ordinary",
        "term_class": "limited", "target-TOTAL_FORMS": "2", "target-INITIAL_FORMS": "1",
        "target-0-indicator": "农村公路", "target-0-comparator": ">=", "target-0-value": "21", "target-0-unit": "公里",
        "target-1-indicator": "", "target-1-comparator": "=",
    }  # fmt: skip
    assert client.post(f"/drafts/{draft_id}", said | {"lead_unit": "没有这个局"}).status_code == 422
    assert client.post(f"/drafts/{draft_id}", said).status_code == 302
    draft = next(one for one in look().drafts if one.id == int(draft_id))
    assert (draft.state, draft.title, str(draft.due_on)) == ("accepted", "改造农村公路", "2026-11-30")
    assert [(one["value"], one["rule"]) for one in draft.fields["targets"]] == [("21", "by_hand")]


def test_a_draft_is_split_where_the_reviewer_breaks_the_line_or_ticks_a_clause(enter: Enter, look: Look) -> None:
    client = enter("clerk")
    (draft,) = [one for one in look().drafts if "农村公路" in one.quote]
    broken = draft.quote.replace("改造农村", "改造\n农村")
    path, said = f"/drafts/{draft.id}", {"verb": "split", "version": "1", "form_key": "k"}
    assert client.post(path, said | {"parts": broken.replace("农村", "乡村")}).status_code == 422
    assert client.post(path, said | {"parts": broken}).status_code == 302
    assert any(one.quote.startswith("农村公路20公里") for one in look().drafts)
    send(client, look(), "undo:")
    assert draft.id in {one.id for one in look().drafts}
    clauses = shown.clauses(draft)
    if len(clauses) > 1:
        again = said | {"version": "3", "form_key": "k2", "cut": str(clauses[1].at), "parts": draft.quote}
        assert client.post(path, again).status_code == 302


def test_ticked_drafts_are_set_aside_or_merged_together(enter: Enter, look: Look) -> None:
    client = enter("clerk")
    tokens = [shown.token(one) for one in look().drafts]
    assert send(client, look(), "waive", draft=tokens)[0] == 422
    send(client, look(), "waive", draft=tokens, reason_text="试读")
    assert {one.state for one in look().drafts} == {"waived"}
    assert "撤销" in send(client, look(), "undo:")[1]
    tokens = [shown.token(one) for one in look().drafts]
    send(client, look(), "merge", draft=tokens)
    assert len(look().drafts) == 1


def test_the_second_reviewer_is_told_who_did_what_and_sees_it_at_once(enter: Enter, look: Look) -> None:
    clerk, director, before = enter("clerk"), enter("director"), look()
    director.post(f"{address(before)}/news", {"since": "0", "place": "draft-1"})
    seen = token(before, "幼儿园")
    there = clerk.post(f"{address(before)}/news", {"since": "999999"}, headers={"hx-request": "true"}).content.decode()
    assert 'data-place="draft-1"' in there
    send(clerk, before, f"accept:{seen}")
    status, news = send(director, before, f"waive:{seen}", script=True, reason="waive_twice", since="1")
    assert status == 409
    assert "采纳草稿" in news.split('id="refusal"')[1]
    assert 'class="draft draft-accepted' in news
    assert look().drafts[0].state == "accepted"


def test_news_tell_only_what_changed_and_a_double_click_counts_once(enter: Enter, look: Look) -> None:
    client, before = enter("clerk"), look()
    position = client.get(address(before)).content.decode().split('name="since" value="')[1].split('"')[0]
    verb = f"accept:{token(before, '幼儿园')}"
    for _ in range(2):
        status, news = send(client, before, verb, script=True, since=position)
        assert (status, news.count("<article")) == (200, 1)
    assert 'id="meter"' in news


def test_readers_of_documents_see_the_text_and_no_acts(enter: Enter, look: Look) -> None:
    page = enter("chief").get(address(look())).content.decode()
    assert "幼儿园" in page
    assert "<article" not in page
    assert 'id="act"' not in page
    assert enter("party_clerk").post(f"{address(look())}/news", {"since": "0"}).status_code in (200, 404)
    assert enter("lead").post(f"{address(look())}/news", {"since": "0"}).status_code == 404


@pytest.mark.parametrize("said", ["accept:", "accept:x.y", "waive:p0:open", "merge:1", "undo:7", "look:5", "nothing"])
def test_an_act_on_nothing_is_answered_in_words(enter: Enter, look: Look, said: str) -> None:
    assert send(enter("clerk"), look(), said, reason="waive_done")[0] in (404, 422)


def test_a_document_without_any_draft_has_its_page_and_its_news(enter: Enter, county: cast.Cast, clock: object) -> None:
    clerk, client = county.actor("clerk", NOW), enter("clerk")
    taken = intake.take_in(
        actor=clerk, at=NOW, content="各位代表：\n我们要以昂扬斗志奋勇前行。".encode(), name="空.txt"
    )
    review = queries.review(clerk, taken.document_id, as_of=NOW)
    assert "每一句都有着落了" in client.get(address(review)).content.decode()
    assert client.post(f"{address(review)}/news", {"since": "0"}).status_code == 200
    said = f"draft:p{sentence(review, '昂扬斗志')}:waived"
    assert "<article" in send(client, review, said, script=True, since="1")[1]


@pytest.mark.parametrize("kind", ["page", "act", "news"])
def test_the_review_asks_the_database_no_oftener_for_a_long_document(
    enter: Enter, county: cast.Cast, clock: object, kind: str
) -> None:
    clerk, client = county.actor("clerk", NOW), enter("clerk")
    long = "关于重点工作的通知\n" + "\n".join(f"请县教育局牵头，年底前新建第{n}号幼儿园{n}所。" for n in range(1, 61))
    taken = intake.take_in(actor=clerk, at=NOW, content=long.encode(), name="通知.txt")
    review = queries.review(clerk, taken.document_id, as_of=NOW)
    client.get(address(review))
    with CaptureQueriesContext(connection) as asked:
        if kind == "page":
            assert client.get(address(review)).status_code == 200
        elif kind == "act":
            tokens = [shown.token(one) for one in review.drafts]
            assert send(client, review, "accept", script=True, draft=tokens, since="1")[0] == 200
        else:
            assert client.post(f"{address(review)}/news", {"since": "999999"}).status_code == 200
    assert len(asked) <= QUERIES[kind], [one["sql"][:100] for one in asked]
