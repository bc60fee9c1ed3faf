"""Private values: unreadable in the database, provable in the log, every opening told, erased for good."""

import json
from typing import Any

import pytest

from luoshi.record import queries, verification
from luoshi.record.models import Event, PrivateValue, RecordKey
from luoshi.record.operations import erase_private, keep_private, open_private, rewrap_keys, unit_of_work
from luoshi.record.operations._keys import WrongKey
from luoshi.record.refusals import Refused
from luoshi.seal import digests
from tests.record.desk import AT, CLERK, after, sql

pytestmark = pytest.mark.django_db
STREAM = "person:9"
MOBILE = "13800001111"


def keep_mobile(value: str = MOBILE, stream: str = STREAM) -> None:
    with unit_of_work(actor=CLERK, at=AT) as work:
        keep_private(work, stream=stream, name="mobile", value=value)


def opened(stream: str = STREAM) -> str:
    return open_private(actor="post:8", at=after(1), stream=stream, name="mobile", reason="核实来电")


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def test_value_is_nowhere_in_the_clear_and_opens_for_a_reason() -> None:
    keep_mobile()
    tables = [
        *Event.objects.values_list("payload", "rows"),
        *PrivateValue.objects.values_list(),
        *RecordKey.objects.values_list(),
    ]
    assert MOBILE not in str(tables)
    assert opened() == MOBILE
    (opening,) = queries.events(stream=f"access:{STREAM}", as_of=after(9))
    assert (opening.type, opening.actor, opening.payload["reason"]) == ("private.opened", "post:8", "核实来电")
    with pytest.raises(Refused) as refused:
        open_private(actor="post:8", at=after(2), stream=STREAM, name="mobile", reason=" ")
    assert codes(refused) == ["private.no_reason"]
    with pytest.raises(Refused) as refused:
        open_private(actor="post:8", at=after(2), stream=STREAM, name="address", reason="核实")
    assert codes(refused) == ["private.unknown"]
    assert verification.verify().is_whole


def test_new_value_succeeds_the_old_and_both_are_committed_to() -> None:
    keep_mobile()
    keep_mobile("13900002222")
    assert opened() == "13900002222"
    commitments = [json.loads(event.payload)["commitment"] for event in Event.objects.filter(type="private.kept")]
    assert commitments == list(PrivateValue.objects.order_by("serial").values_list("commitment", flat=True))
    assert digests.commitment(b"", MOBILE) not in commitments


def test_erased_value_is_gone_for_good_and_reported_as_erased_not_broken() -> None:
    keep_mobile()
    keep_mobile(stream="person:10")
    assert erase_private(actor=CLERK, at=after(1), stream=STREAM, reason="保存期满") == 1
    with pytest.raises(Refused) as refused:
        opened()
    assert codes(refused) == ["private.erased"]
    with pytest.raises(Refused):
        keep_mobile()
    with pytest.raises(Refused):
        erase_private(actor=CLERK, at=after(2), stream=STREAM, reason="再来一次")
    assert opened("person:10") == MOBILE
    report = verification.verify()
    assert (report.is_whole, report.private_values, report.erased) == (True, 2, 1)


def test_key_that_vanishes_without_an_erasure_is_broken() -> None:
    keep_mobile()
    sql("UPDATE record_recordkey SET wrapped = ''")
    assert [finding.code for finding in verification.verify().findings] == ["verify.private_unreadable"]


def test_ciphertext_moved_to_another_record_does_not_open() -> None:
    keep_mobile("13900002222", stream="person:10")
    keep_mobile()
    ten, nine = PrivateValue.objects.order_by("id")
    PrivateValue.objects.filter(pk=nine.pk).update(nonce=ten.nonce, ciphertext=ten.ciphertext)
    RecordKey.objects.filter(stream=STREAM).update(wrapped=RecordKey.objects.get(stream="person:10").wrapped)
    with pytest.raises(WrongKey):
        opened()
    (finding,) = verification.verify().findings
    assert (finding.code, finding.values["stream"]) == ("verify.private_unreadable", STREAM)


def test_master_key_is_changed_without_touching_a_value(settings: Any) -> None:
    keep_mobile()
    keep_mobile(stream="person:10")
    old, new = settings.LUOSHI_KEY, "another key for tests: 9876543210"
    with pytest.raises(WrongKey):
        rewrap_keys(old="not the key", new=new, actor=CLERK, at=after(1))
    before = list(PrivateValue.objects.order_by("id").values())
    assert rewrap_keys(old=old, new=new, actor=CLERK, at=after(1)) == 2
    assert rewrap_keys(old=old, new=new, actor=CLERK, at=after(1)) == 0
    with pytest.raises(WrongKey):
        opened()
    settings.LUOSHI_KEY = new
    assert opened() == MOBILE
    assert list(PrivateValue.objects.order_by("id").values()) == before
    assert verification.verify().is_whole
