"""What people write into pages never stands in the log; what the machine did stands there, one line each."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
from django.test import Client
from tests import cast
from tests.web.conftest import PASSWORD, Enter

from luoshi.config import logs
from luoshi.ledger.operations import Opened
from luoshi.record import queries as record

TYPED = ("13800000000", "李四的家在柳树镇", "secret-word-26", "想说的话")


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Everything that any logger says while the test runs, as the service would write it."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logs.JsonLines())
    root, ours = logging.getLogger(), logging.getLogger("luoshi")
    before = (root.level, ours.level)
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    ours.setLevel(logging.DEBUG)
    yield out
    root.removeHandler(handler)
    root.setLevel(before[0])
    ours.setLevel(before[1])


def lines(out: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_no_name_number_or_word_of_a_person_comes_into_the_log(
    enter: Enter, county: cast.Cast, item: Opened, written: io.StringIO
) -> None:
    lead = enter("lead")
    phone, home, word, said = TYPED
    lead.get(f"/ledger?text={home}&unit={phone}")
    lead.get(f"/items/{item.number}?as_of={phone}")
    lead.get(f"/{phone}/{home}")
    lead.post(f"/items/{item.number}/do/report", {"text": said + home, "progress": phone, "form_key": word})
    lead.post(f"/items/{item.number}/do/submit", {"statement": said, "form_key": word})
    lead.post("/password", {"current": word, "password": word, "again": phone})
    Client().post("/sign-in", {"login": phone, "password": word})
    Client(headers={"host": f"{word}.example", "referer": f"http://{word}/{home}"}).get("/style")
    Client(enforce_csrf_checks=True).post("/sign-in", {"login": phone})
    kept = written.getvalue()
    for one in (*TYPED, PASSWORD, item.number, "陈晓禾", "lead", "127.0.0.1"):
        assert one not in kept, one
    ours = [line for line in lines(written) if line["event"] == "request"]
    assert len(ours) >= 9
    report = next(line for line in ours if line["route"] == "act")
    assert report["post"] == f"post:{county.post('lead')}"
    assert {"moment", "level", "request", "method", "status", "milliseconds", "queries"} <= set(report)


def test_a_fault_leaves_its_places_and_not_its_values(
    enter: Enter, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = enter("lead")
    client.raise_request_exception = False

    def broken() -> None:
        try:
            {}["梁静仪"]
        except KeyError as error:
            raise ValueError(f"{TYPED[1]} {TYPED[0]}") from error

    monkeypatch.setattr(record, "head", broken)
    number = client.get(f"/seal?word={TYPED[2]}").headers["X-Request-Number"]
    fault = next(line for line in lines(written) if line["event"] == "request.failed")
    assert fault["request"] == number
    assert fault["error"] == "ValueError < KeyError"
    assert any("web/pages/seal.py" in place for place in fault["at"])  # type: ignore[attr-defined]
    for one in (*TYPED, "梁静仪"):
        assert one not in written.getvalue()


def test_other_packages_speak_in_templates_only(written: io.StringIO) -> None:
    logging.getLogger("django.db").warning("wrong value %s in %s", TYPED[0], TYPED[1])
    logging.getLogger("pdfminer.page").warning(f"cannot read {TYPED[3]}")  # noqa: G004
    logging.getLogger("django.security.DisallowedHost").error(f"Invalid host {TYPED[2]}")  # noqa: G004
    logging.getLogger("luoshi.work").error("job %s broke", 7)
    assert [line["event"] for line in lines(written)] == ["wrong value %s in %s", "", "refused", "job 7 broke"]


def test_on_a_terminal_the_same_line_is_readable() -> None:
    record_ = logging.LogRecord("luoshi.web", logging.INFO, "x", 1, "request", None, None)
    record_.route, record_.status = "desk", 200
    said = logs.TextLines().format(record_)
    assert "info    luoshi.web request" in said
    assert "route=desk status=200" in said
    assert logs.configuration("text")["loggers"]["luoshi"]["level"] == "INFO"
