"""A virus scanner behind a socket: the documented INSTREAM words of clamd, and nothing of clamd itself.

https://docs.clamav.net/manual/Usage/Scanning.html#clamd: `zINSTREAM\\0`, then pieces with their length in four bytes in
network order, then four zeros; the answer is `stream: OK`, `stream: <name> FOUND` or an ERROR.
"""

import contextlib
import socket
import struct
from dataclasses import dataclass
from typing import IO

_PIECE = 64 * 1024
_SECONDS = 30.0
_LONGEST = 4096


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the scanner said of a file: clean, or the name of what it found; `by` is the scanner with its database."""

    is_clean: bool
    found: str
    by: str


def is_there(address: str) -> bool:
    """Whether a scanner answers at this address."""
    try:
        return bool(address) and _asked(address, b"zPING\0") == "PONG"
    except OSError:
        return False


def scan(address: str, content: IO[bytes]) -> Verdict | None:
    """The verdict on an open file; None when there is no scanner, it does not answer, or it says that it cannot tell.

    `address` is the path of a Unix socket or `host:port`, `tcp://` before it or not; empty for no scanner.
    """
    if not address:
        return None
    try:
        by = _asked(address, b"zVERSION\0")
        said = _asked(address, b"zINSTREAM\0", content)
    except OSError:
        return None
    if not by.startswith("ClamAV") and not said.startswith("stream: "):
        return None
    if said == "stream: OK":
        return Verdict(True, "", by[:120])
    if said.startswith("stream: ") and said.endswith(" FOUND"):
        return Verdict(False, said.removeprefix("stream: ").removesuffix(" FOUND")[:120], by[:120])
    return None


def _asked(address: str, command: bytes, content: IO[bytes] | None = None) -> str:
    """One command, its pieces, its answer without the zero at its end."""
    with _connected(address) as calling:
        calling.sendall(command)
        if content is not None:
            # A scanner that has had enough hangs up in the middle, having said why.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                _sent(calling, content)
        return _answer(calling)


def _connected(address: str) -> socket.socket:
    said = address.removeprefix("tcp://")
    if said.startswith("/"):
        calling = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        calling.settimeout(_SECONDS)
        try:
            calling.connect(said)
        except OSError:
            calling.close()
            raise
        return calling
    host, _, port = said.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=_SECONDS)


def _sent(calling: socket.socket, content: IO[bytes]) -> None:
    content.seek(0)
    while piece := content.read(_PIECE):
        calling.sendall(struct.pack("!L", len(piece)) + piece)
    calling.sendall(struct.pack("!L", 0))


def _answer(calling: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < _LONGEST:
        piece = calling.recv(_LONGEST)
        if not piece:
            break
        said += piece
    return said.rstrip(b"\0\n").decode("utf-8", errors="replace")
