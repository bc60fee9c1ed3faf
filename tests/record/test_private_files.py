"""Private files: unreadable on the disk, opened for a reason that is told, destroyed when their time is over."""

import hashlib
from pathlib import Path

import pytest
from django.conf import settings

from luoshi.record import queries
from luoshi.record.models import PrivateFile
from luoshi.record.operations import (
    erase_private,
    keep_private,
    keep_private_file,
    open_private_file,
    receive_file,
    rewrap_keys,
    unit_of_work,
)
from luoshi.record.refusals import Refused
from luoshi.record.verification import verify
from tests.record import samples
from tests.record.desk import AT, CLERK, after

pytestmark = pytest.mark.django_db
STREAM = "petition:7"
LETTER = "来信人：张三\n".encode() * 200_000


def keep(content: bytes = LETTER, name: str = "张三的来信.txt") -> int:
    with receive_file(content=content, name=name, at=AT, actor=CLERK) as got, unit_of_work(actor=CLERK, at=AT) as work:
        return keep_private_file(work, got, stream=STREAM)


def lying() -> list[Path]:
    return [path for path in Path(settings.LUOSHI_FILES).rglob("*") if path.is_file()]


def open_(file_id: int, reason: str = "核实情况") -> bytes:
    return open_private_file(actor=CLERK, at=after(1), stream=STREAM, file_id=file_id, reason=reason).content


def codes() -> list[str]:
    return [one.code for one in verify().findings]


def test_a_private_file_lies_encrypted_under_a_random_name() -> None:
    file_id = keep()
    (path,) = lying()
    raw = path.read_bytes()
    assert len(raw) > len(LETTER) > 3 * 1024 * 1024
    assert "张三".encode() not in raw
    assert b"text/plain" not in raw
    assert path.name not in hashlib.sha256(LETTER).hexdigest()
    log = str([one.payload for one in queries.events_after(0, 99)])
    assert "张三" not in log
    assert hashlib.sha256(LETTER).hexdigest() not in log
    assert open_(file_id) == LETTER
    assert verify().is_whole


@pytest.mark.parametrize("content", [b"x", b"y" * 1024 * 1024, samples.paper()], ids=["one", "a piece", "a paper"])
def test_a_file_of_any_length_comes_back_as_it_was(content: bytes) -> None:
    assert open_(keep(content)) == content


def test_an_opening_names_its_reason_and_goes_to_the_access_stream() -> None:
    file_id = keep()
    with pytest.raises(Refused):
        open_(file_id, reason=" ")
    open_(file_id)
    (told,) = queries.events(stream=f"access:{STREAM}", as_of=after(2))
    assert (told.type, told.payload["reason"]) == ("private.opened", "核实情况")


def test_the_file_of_one_record_is_not_opened_through_another() -> None:
    file_id = keep()
    with pytest.raises(Refused):
        open_private_file(actor=CLERK, at=after(1), stream="petition:8", file_id=file_id, reason="核实情况")


def test_erasing_destroys_values_and_files_and_verify_says_erased() -> None:
    file_id = keep()
    with unit_of_work(actor=CLERK, at=AT) as work:
        keep_private(work, stream=STREAM, name="phone", value="13800000000")
    assert erase_private(actor=CLERK, at=after(1), stream=STREAM, reason="期满") == 2
    assert lying() == []
    with pytest.raises(Refused):
        open_(file_id)
    report = verify()
    assert (report.is_whole, report.private_values, report.erased) == (True, 2, 2)


def test_a_new_master_key_opens_the_same_files() -> None:
    file_id = keep()
    old = settings.LUOSHI_KEY
    rewrap_keys(old=old, new="another key of the office 0123456789", actor=CLERK, at=after(1))
    settings.LUOSHI_KEY = "another key of the office 0123456789"
    try:
        assert open_(file_id) == LETTER
    finally:
        settings.LUOSHI_KEY = old


@pytest.mark.parametrize("at", [0, 30, 5000, -1])
def test_a_changed_byte_is_found(at: int) -> None:
    keep()
    (path,) = lying()
    raw = bytearray(path.read_bytes())
    raw[at] ^= 1
    path.write_bytes(raw)
    assert codes() == ["verify.private_unreadable"]


def test_a_file_cut_off_at_a_piece_removed_or_changed_for_another_is_found() -> None:
    first, second = keep(), keep(b"another letter")
    one, other = (queries.private_path(PrivateFile.objects.get(pk=pk).place) for pk in (first, second))
    whole = one.read_bytes()
    one.write_bytes(whole[: len(whole) - len(LETTER) % (1024 * 1024) - 4 - 12 - 16])
    assert codes() == ["verify.private_unreadable"]
    one.write_bytes(other.read_bytes())
    assert codes() == ["verify.private_unreadable"]
    one.unlink()
    assert codes() == ["verify.private_unreadable"]


def test_a_refused_act_leaves_nothing_private() -> None:
    class TakenBack(Exception):  # noqa: N818
        """Refused after all."""

    def act() -> None:
        with unit_of_work(actor=CLERK, at=AT):
            keep()
            raise TakenBack

    with pytest.raises(TakenBack):
        act()
    assert lying() == []
