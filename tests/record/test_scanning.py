"""A virus scanner over its documented socket: clean, infected, or unscanned and said so; never clean by silence."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from luoshi.record import clamd, previews, queries
from luoshi.record.operations import keep_file, scan_waiting, unit_of_work
from luoshi.record.refusals import Refused
from luoshi.record.verification import verify
from tests.record import samples
from tests.record.desk import AT, CLERK, after

pytestmark = pytest.mark.django_db
VERSION = "ClamAV 1.4.3/27600/Thu Mar  5 08:00:00 2026"
LARGE = b"larger than the scanner takes"
VIRUS = b"a sample that the scanner knows"


class Scanner:
    """A clamd that speaks the documented words: zVERSION, zINSTREAM with pieces of four bytes of length each."""

    def __init__(self, listening: socket.socket) -> None:
        self._listening = listening
        self.seen: list[bytes] = []
        self.answer = ""

    def serve(self) -> None:
        while True:
            try:
                calling, _ = self._listening.accept()
            except OSError:
                return
            with calling, calling.makefile("rwb") as stream:
                stream.write(self._said(stream).encode() + b"\0")

    def _said(self, stream: Any) -> str:
        command = bytearray()
        while (one := stream.read(1)) not in {b"\0", b""}:
            command += one
        if command == b"zPING":
            return "PONG"
        if command == b"zVERSION":
            return VERSION
        if command != b"zINSTREAM":
            return "UNKNOWN COMMAND"
        content = b""
        while length := struct.unpack("!L", stream.read(4))[0]:
            content += stream.read(length)
        self.seen.append(content)
        if LARGE in content:
            return "INSTREAM size limit exceeded. ERROR"
        return self.answer or ("stream: Eicar-Test-Signature FOUND" if VIRUS in content else "stream: OK")


@contextmanager
def running(listening: socket.socket) -> Iterator[Scanner]:
    with listening:
        listening.listen()
        scanner = Scanner(listening)
        thread = threading.Thread(target=scanner.serve, daemon=True)
        thread.start()
        try:
            yield scanner
        finally:
            listening.shutdown(socket.SHUT_RDWR)
    thread.join(5)


@pytest.fixture
def scanner(tmp_path: Path, settings: Any) -> Iterator[Scanner]:
    listening = socket.socket(socket.AF_UNIX)
    settings.LUOSHI_CLAMD = str(tmp_path / "clamd.ctl")
    listening.bind(settings.LUOSHI_CLAMD)
    with running(listening) as started:
        yield started


def kept(content: bytes, minute: int = 0) -> queries.StoredFileRecord:
    found = queries.stored_file(keep_file(content=content, name="a.txt", at=after(minute), actor=CLERK).hash)
    assert found is not None
    return found


def test_a_clean_file_says_which_scanner_looked_and_when(scanner: Scanner) -> None:
    content = samples.WORDS.encode() * 5000
    found = kept(content)
    assert (found.scan, found.scan_by, found.scanned_at) == ("clean", VERSION, AT)
    assert scanner.seen == [content]


def test_the_scanner_sees_the_bytes_that_are_kept(scanner: Scanner) -> None:
    found = kept(samples.photo())
    assert scanner.seen == [queries.file_path(found.hash).read_bytes()]


def test_a_scanner_on_another_machine_is_asked_over_tcp(settings: Any) -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    settings.LUOSHI_CLAMD = f"tcp://127.0.0.1:{listening.getsockname()[1]}"
    with running(listening):
        assert kept(b"text").scan == "clean"


def test_an_infected_file_is_refused_and_told_though_the_act_is_taken_back(scanner: Scanner) -> None:
    def act() -> None:
        with unit_of_work(actor=CLERK, at=AT):
            keep_file(content=VIRUS, name="报告.txt", at=AT, actor=CLERK)

    for once in (lambda: kept(VIRUS), act):
        with pytest.raises(Refused) as refused:
            once()
        assert [one.code for one in refused.value.reasons] == ["file.infected"]
    told = queries.events(stream="system:files", as_of=after(9))
    assert [(one.type, one.payload["found"]) for one in told] == [("file.refused", "Eicar-Test-Signature")] * 2
    assert not any(queries.incoming_path().iterdir())


def test_without_a_scanner_a_file_is_unscanned_and_scanned_when_there_is_one(scanner: Scanner, settings: Any) -> None:
    address, settings.LUOSHI_CLAMD = settings.LUOSHI_CLAMD, ""
    files = [kept(b"first", 1), kept(b"second", 2), kept(VIRUS, 3)]
    assert {one.scan for one in files} == {"unscanned"}
    assert scan_waiting(at=after(4), actor="system:tick", limit=9) == 0
    settings.LUOSHI_CLAMD = address
    assert scan_waiting(at=after(5), actor="system:tick", limit=1) == 1
    assert scan_waiting(at=after(6), actor="system:tick", limit=9) == 2
    assert scan_waiting(at=after(7), actor="system:tick", limit=9) == 0
    now = queries.stored_files([one.hash for one in files])
    assert [now[one.hash].scan for one in files] == ["clean", "clean", "infected"]
    assert [now[one.hash].may_be_opened for one in files] == [True, True, False]
    assert previews.make(now[files[2].hash]).refused == "no_preview"
    assert verify().is_whole


def test_a_file_of_which_the_scanner_cannot_tell_does_not_hold_up_the_others(scanner: Scanner, settings: Any) -> None:
    address, settings.LUOSHI_CLAMD = settings.LUOSHI_CLAMD, ""
    files = [kept(LARGE, 1), kept(b"second", 2)]
    settings.LUOSHI_CLAMD = address
    assert scan_waiting(at=after(5), actor="system:tick", limit=9) == 1
    now = queries.stored_files([one.hash for one in files])
    assert [now[one.hash].scan for one in files] == ["unscanned", "clean"]


@pytest.mark.parametrize("answer", ["INSTREAM size limit exceeded. ERROR", "nonsense", "stream: OKAY"])
def test_an_answer_that_is_no_verdict_leaves_the_file_unscanned(scanner: Scanner, answer: str) -> None:
    scanner.answer = answer
    assert kept(b"text").scan == "unscanned"


def test_a_scanner_that_is_down_keeps_nobody_from_working(tmp_path: Path, settings: Any) -> None:
    for address in (str(tmp_path / "nobody"), "127.0.0.1:1", "tcp://127.0.0.1:1"):
        settings.LUOSHI_CLAMD = address
        assert kept(address.encode()).scan == "unscanned"


def test_no_scanner_is_no_verdict(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x")
    with path.open("rb") as held:
        assert clamd.scan("", held) is None
