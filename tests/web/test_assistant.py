"""The assistant on a document's page: absent unless it is set, asked by one button, its answer among the drafts."""

from typing import Any

from tests import cast
from tests.intake.assistant_server import StandIn, serving
from tests.web.conftest import NOW, Enter

from luoshi.cli import handlers, work
from luoshi.intake import operations as intake
from luoshi.intake import queries

TEXT = """晋源北县第3次常务会议纪要
2026年1月12日
年底前新建公办幼儿园3所。我们要以昂扬斗志奋勇前行，请县教育局在6月底前把校园欺凌防治摸底做扎实。
"""


def good(sentence: str) -> Any:
    found = [{"quote": "把校园欺凌防治摸底做扎实", "lead": "县教育局", "due": ""}, {"quote": "凭空写出来的一条任务"}]
    return {"commitments": found if "欺凌" in sentence else []}


def test_nothing_of_it_is_on_the_page_while_none_is_set(enter: Enter, county: cast.Cast, clock: object) -> None:
    taken = intake.take_in(actor=county.actor("clerk", NOW), at=NOW, content=TEXT.encode(), name="纪要.txt")
    client, path = enter("clerk"), f"/documents/{taken.document_id}"
    assert 'id="assistant"' not in client.get(path).content.decode()
    refused = client.post(path, {"verb": "assistant", "form_key": "1"})
    assert refused.status_code == 422
    assert "没有设助手" in refused.content.decode()


def test_a_button_has_it_asked_in_the_background_and_the_page_says_what_came_of_it(
    enter: Enter, county: cast.Cast, clock: object, settings: Any, monkeypatch: Any
) -> None:
    clerk = county.actor("clerk", NOW)
    taken = intake.take_in(actor=clerk, at=NOW, content=TEXT.encode(), name="纪要.txt")
    client, path = enter("clerk"), f"/documents/{taken.document_id}"
    monkeypatch.setattr(handlers, "office_now", lambda: NOW)
    with serving(StandIn(good)) as stand_in:
        settings.LUOSHI_ASSISTANT_URL, settings.LUOSHI_ASSISTANT_MODEL = stand_in.url, "small-model"
        settings.LUOSHI_ASSISTANT_SECONDS = 5
        assert "还没有问过" in client.get(path).content.decode()
        assert client.post(path, {"verb": "assistant", "form_key": "1"}).status_code == 302
        assert "正在问" in client.get(path).content.decode()
        assert stand_in.asked == []
        assert work.work_off(handlers.HANDLERS, now=lambda: NOW) == 1
        page = client.get(path).content.decode()
    assert "提出 1 条草稿；1 处不是原文" in page
    assert "助手提出" in page
    assert any(one.why == "reading.assistant" for one in queries.review(clerk, taken.document_id, as_of=NOW).drafts)
