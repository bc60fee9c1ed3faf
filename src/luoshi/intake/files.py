"""Files in: bounded, typed by content, read in a process of their own, refused with one clear sentence. No database."""

import dataclasses
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

from luoshi.reading import secrecy
from luoshi.record.refusals import Reason, Refused

_SECONDS = 90
#: What the child needs of this process's surroundings; nothing that names a database or a secret.
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR", "TEMP")


@dataclasses.dataclass(frozen=True, slots=True)
class Extracted:
    """A file's text, and what the file is."""

    name: str
    sha256: str
    size: int
    media_type: str
    text: str


def read_path(path: Path, *, limit: int) -> Extracted:
    """The text of the file at `path`, at most `limit` bytes. Raises Refused, or OSError if it cannot be opened."""
    with path.open("rb") as opened:
        content = opened.read(limit + 1)
    return read_bytes(content, name=path.name, limit=limit)


def read_bytes(content: bytes, *, name: str, limit: int) -> Extracted:
    """The text of a file. Raises Refused: empty, too big, not readable, or bearing a secrecy mark (R13-15)."""
    if len(content) > limit:
        raise Refused([Reason("intake.too_big", {"megabytes": limit // (1024 * 1024)})])
    answer = _child(content)
    if "refused" in answer:
        raise Refused([Reason(f"intake.{answer['refused']}")])
    text = answer["text"]
    if secrecy.mark(text) or secrecy.mark(answer["margins"]):
        raise Refused([Reason("intake.classified", rule="R13-15")])
    return Extracted(name, hashlib.sha256(content).hexdigest(), len(content), answer["media_type"], text)


def _child(content: bytes) -> dict[str, str]:
    """What the reading process answers; one that dies or takes too long is a refusal too."""
    around = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "luoshi.intake.extract"],
            input=content,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            env={**around, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p), "PYTHONUTF8": "1"},
        )
    except subprocess.TimeoutExpired:
        return {"refused": "too_slow"}
    if done.returncode:
        return {"refused": "truncated" if done.returncode > 0 else "too_slow"}
    answer: dict[str, str] = json.loads(done.stdout)
    return answer
