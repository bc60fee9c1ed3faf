"""Whatever is changed behind the system's back is found, and the first bad place is named."""

import json

import pytest
from click.testing import CliRunner

from luoshi.cli import verify as cli_verify
from luoshi.record import queries, verification
from luoshi.record.models import Event, LogHead
from luoshi.record.operations import keep_private, reseal, unit_of_work
from luoshi.record.verification import Finding, Report
from luoshi.seal import digests, tree
from luoshi.seal.digests import Header
from luoshi.seal.tree import Frontier
from tests.record.desk import AT, CLERK, attacker, keep, sql

pytestmark = pytest.mark.django_db
WHOLE = 10


@pytest.fixture(autouse=True)
def a_filled_record() -> None:
    for number in range(1, WHOLE):
        keep(number)
    with unit_of_work(actor=CLERK, at=AT) as work:
        keep_private(work, stream="person:9", name="mobile", value="13800001111")


def first() -> Finding:
    report = verification.verify()
    assert not report.is_whole
    return report.findings[0]


def codes(report: Report) -> list[str]:
    return [finding.code for finding in report.findings]


def hash_of(position: int) -> str:
    return Event.objects.get(position=position).stream.removeprefix("file:")


def seal_anew(start: int = 1) -> None:
    """What an attacker who knows the format does: recompute every hash from `start`, and the head."""
    leaves = []
    for event in Event.objects.order_by("position"):
        header = Header(**{name: getattr(event, name) for name in Header.__dataclass_fields__})
        leaf = digests.event_hash(header, event.payload, event.rows)
        leaves.append(leaf)
        sql("UPDATE record_event SET hash = %s WHERE position = %s", leaf.hex(), event.position)
    frontier = Frontier().extend(leaves)
    last = Event.objects.order_by("-position")[0].recorded_at
    LogHead.objects.update(
        size=frontier.size, frontier=frontier.text(), head=frontier.root().hex(), last_recorded_at=last
    )


def test_untouched_record_is_whole() -> None:
    report = verification.verify(anchors=[(0, tree.EMPTY.hex()), (WHOLE, queries.head().head)])
    assert report.is_whole
    assert (report.size, report.head) == (WHOLE, queries.head().head)
    assert (report.rows, report.files, report.private_values) == (WHOLE - 1 + 2, WHOLE - 1, 1)
    assert all(anchor.holds for anchor in report.anchors)


def test_row_changed_by_sql_is_named() -> None:
    sql("UPDATE record_storedfile SET name = '另一个' WHERE hash = %s", hash_of(4))
    key = json.dumps(hash_of(4))
    assert first() == Finding("verify.row_changed", {"table": "record_storedfile", "key": key, "position": 4})


def test_row_written_by_sql_is_named() -> None:
    sql(
        "INSERT INTO record_recordkey (stream, wrapped, wrapping, made_at, erased_at) "
        "SELECT 'person:66', wrapped, wrapping, made_at, NULL FROM record_recordkey"
    )
    found = first()
    assert (found.code, found.values["table"]) == ("verify.row_unknown", "record_recordkey")


def test_row_removed_by_sql_is_named() -> None:
    sql("DELETE FROM record_storedfile WHERE hash = %s", hash_of(2))
    assert first().code == "verify.row_removed"
    assert first().values["position"] == 2


@pytest.mark.parametrize(
    "change",
    [
        "payload = '{}'",
        "payload = payload || ' '",
        "rows = '[]'",
        "rows = 'not json'",
        "actor = 'post:1'",
        "on_behalf_of = 'post:1'",
        "stream = 'item:1'",
        "type = 'private.kept'",
        "schema = 2",
        "algorithm = 'sha1'",
        "happened_at = '2020-01-01 00:00:00+00:00'",
        "recorded_at = '2020-01-01 00:00:00+00:00'",
        "hash = '00'",
    ],
)
def test_any_changed_column_of_an_event_names_the_event(change: str) -> None:
    with attacker():
        sql(f"UPDATE record_event SET {change} WHERE position = 5")
    found = first()
    assert (found.code, found.values["position"]) == ("verify.event_changed", 5)


def test_removed_event_leaves_a_gap_that_is_named() -> None:
    with attacker():
        sql("DELETE FROM record_event WHERE position IN (5, 6)")
    assert first() == Finding("verify.events_missing", {"first": 5, "last": 6})


def test_events_moved_down_over_a_removed_one_are_named() -> None:
    with attacker():
        sql("DELETE FROM record_event WHERE position = 5")
        for position in range(6, WHOLE + 1):
            sql("UPDATE record_event SET position = %s WHERE position = %s", position - 1, position)
    found = first()
    assert (found.code, found.values["position"]) == ("verify.event_changed", 5)


def test_swapped_events_are_named() -> None:
    with attacker():
        for old, new in ((3, 99), (7, 3), (99, 7)):
            sql("UPDATE record_event SET position = %s WHERE position = %s", new, old)
    report = verification.verify()
    assert [finding.values["position"] for finding in report.findings if finding.code == "verify.event_changed"] == [
        3,
        7,
    ]


def test_newest_events_cut_off_are_missed() -> None:
    with attacker():
        sql("DELETE FROM record_event WHERE position > 7")
    assert Finding("verify.events_missing", {"first": 8, "last": WHOLE}) in verification.verify().findings


def test_newest_events_cut_off_with_rows_and_head_are_found_by_the_anchor_only() -> None:
    anchors = [(6, head_at(6)), (WHOLE, queries.head().head)]
    with attacker():
        sql("DELETE FROM record_event WHERE position > 7")
        sql("DELETE FROM record_privatevalue")
        sql("DELETE FROM record_recordkey")
        keep_only = [hash_of(position) for position in range(1, 8)]
        sql(f"DELETE FROM record_storedfile WHERE hash NOT IN ({','.join(['%s'] * 7)})", *keep_only)
        seal_anew()
    assert verification.verify().is_whole
    report = verification.verify(anchors=anchors)
    assert codes(report) == ["verify.anchor_fails"]
    assert (report.broken_after, report.broken_until) == (6, WHOLE)


def head_at(size: int) -> str:
    leaves = [bytes.fromhex(value) for value in Event.objects.order_by("position").values_list("hash", flat=True)]
    return tree.root(leaves[:size]).hex()


def test_rehashed_event_is_found_by_the_head() -> None:
    with attacker():
        sql("UPDATE record_event SET actor = 'post:1' WHERE position = 5")
        kept = LogHead.objects.get()
        seal_anew()
        kept.save()
    assert codes(verification.verify()) == ["verify.head_differs"]


def test_history_rewritten_with_every_hash_is_found_by_the_anchor_with_its_interval() -> None:
    anchors = [(size, head_at(size)) for size in (2, 4, 6, 9)]
    with attacker():
        sql("UPDATE record_event SET actor = 'post:1' WHERE position = 5")
        seal_anew()
    assert verification.verify().is_whole
    report = verification.verify(anchors=anchors)
    assert [anchor.holds for anchor in report.anchors] == [True, True, False, False]
    assert (report.broken_after, report.broken_until) == (4, 6)
    (found,) = report.findings
    assert (found.code, found.values["first"], found.values["last"]) == ("verify.anchor_fails", 5, 6)


def test_anchor_comes_with_a_proof_that_anybody_can_check() -> None:
    old = (6, head_at(6))
    (anchor,) = verification.verify(anchors=[old]).anchors
    path = [bytes.fromhex(step) for step in anchor.proof]
    head = queries.head()
    assert path
    assert tree.consistency_holds(6, bytes.fromhex(old[1]), head.size, bytes.fromhex(head.head), path)


def test_anchor_of_another_installation_and_one_beyond_the_log_fail() -> None:
    for size in (0, 3, WHOLE, WHOLE + 5):
        report = verification.verify(anchors=[(size, "ab" * 32)])
        assert codes(report) == ["verify.anchor_fails"]
    with pytest.raises(ValueError, match="anchor"):
        verification.verify(anchors=[(3, "ab")])


def test_lost_or_changed_head_is_found() -> None:
    LogHead.objects.update(frontier="")
    assert codes(verification.verify()) == ["verify.head_differs"]
    LogHead.objects.all().delete()
    assert codes(verification.verify()) == ["verify.head_missing"]


def test_file_changed_or_removed_on_the_disk_is_named() -> None:
    changed, removed = hash_of(3), hash_of(6)
    queries.file_path(changed).write_bytes(b"something else")
    queries.file_path(removed).unlink()
    report = verification.verify()
    assert sorted((one.code, one.values["file"]) for one in report.findings) == [
        ("verify.file_changed", changed),
        ("verify.file_missing", removed),
    ]


def test_private_value_changed_by_sql_is_named() -> None:
    sql("UPDATE record_privatevalue SET ciphertext = 'AAAA'")
    found = first()
    assert (found.code, found.values["stream"], found.values["name"]) == (
        "verify.private_unreadable",
        "person:9",
        "mobile",
    )


def test_many_findings_are_counted_and_the_first_are_named() -> None:
    with attacker():
        sql("UPDATE record_event SET actor = 'post:1'")
    report = verification.verify()
    assert report.n_findings == WHOLE + 1
    assert report.findings[0].values["position"] == 1


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli_verify.command, arguments)
    return result.exit_code, result.output


def test_command_prints_the_anchor_and_exits_0_when_whole_and_3_when_broken() -> None:
    anchor = str(queries.head())
    code, output = run("--anchor", anchor)
    assert (code, output.splitlines()[-1]) == (0, anchor)
    assert "记录完整" in output
    code, output = run("--format", "json", "--anchor", anchor)
    assert (code, json.loads(output)["anchor"], json.loads(output)["whole"]) == (0, anchor, True)

    sql("UPDATE record_storedfile SET name = '另一个' WHERE hash = %s", hash_of(4))
    code, output = run()
    assert code == 3
    assert "第4条事件" in output
    code, output = run("--format", "json")
    assert code == 3
    assert json.loads(output)["findings"][0]["code"] == "verify.row_changed"
    code, output = run("--anchor", "nonsense")
    assert code == 2


def test_rows_are_sealed_anew_after_a_migration_changed_their_columns() -> None:
    sql("UPDATE record_storedfile SET media_type = 'text/plain; charset=utf-8'")
    assert first().code == "verify.row_changed"
    done = reseal(actor="system:migrate", at=AT, tables=["record_storedfile"], reason="字符集写入类型")
    assert done == WHOLE - 1
    assert verification.verify().is_whole
    with pytest.raises(LookupError):
        reseal(actor="system:migrate", at=AT, tables=["record_event"], reason="不可以")
