"""`luoshi search`: words on the terminal, the index built anew and checked, filled by tick after an upgrade."""

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner, Result

from luoshi.cli import search as face
from luoshi.cli import tick
from luoshi.search import operations as search
from luoshi.search import queries
from luoshi.search.models import Entry
from tests.ledger import ways
from tests.ledger.office import Office

NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)


@pytest.fixture
def item(office: Office) -> str:
    """An item with a report."""
    running = office.running()
    ways.report(office, running)
    return running.number


def run(*words: str) -> Result:
    return CliRunner().invoke(face.command, list(words))


def test_words_are_found_without_naming_a_command(item: str) -> None:
    told = run("主体结构")
    assert told.exit_code == 0
    assert item in told.output
    assert "主体结构已经封顶" in told.output
    assert run("没有这样的事").output.strip() == "没有找到“没有这样的事”。"
    assert run("，").exit_code == 1


def test_the_answer_is_also_told_to_programs(item: str) -> None:
    groups = {one["group"]: one for one in json.loads(run("find", "幼儿园", "--format", "json").output)}
    assert set(groups) == {"item", "report", "course", "document"}
    (place,) = groups["item"]["places"]
    assert (place["number"], place["words"], place["kind"]) == (item, ["幼儿园"], "title")


def test_a_damaged_index_is_found_by_check_and_put_right_by_rebuild(item: str) -> None:
    assert run("check").exit_code == 0
    kept = set(Entry.objects.values_list())
    first, second = Entry.objects.order_by("pk")[:2]
    Entry.objects.filter(pk=first.pk).update(text="换了的文字", folded="换了的文字")
    Entry.objects.filter(pk=second.pk).delete()
    broken = run("check")
    assert broken.exit_code == face.BROKEN
    assert "不符 1" in broken.output
    assert "缺 1" in broken.output
    assert run("rebuild").exit_code == 0
    assert run("check").exit_code == 0
    assert set(Entry.objects.values_list()) == kept


def test_an_index_that_is_empty_after_an_upgrade_is_filled_by_tick(item: str) -> None:
    search.begin_anew()
    names = [source.name for source in face.sources()]
    assert queries.missing(names) == names
    done = tick.once(at=NOW)
    assert done.indexed >= len(names)
    assert queries.missing(names) == []
    assert tick.once(at=NOW).indexed == 0
    assert item in run("幼儿园").output
