"""Previews of kept files: pictures of our own drawing, in a folder that may be removed at any time."""

import contextlib
import json
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from luoshi.record import queries, sandbox
from luoshi.record.files import kinds, office_program
from luoshi.record.queries import StoredFileRecord

try:
    import fcntl
except ImportError:  # not on this system: every process makes as many as it is asked for
    fcntl = None  # type: ignore[assignment]

_DRAWS = "luoshi.record.files.preview:preview"
_ABOUT, _THUMBNAIL = "about.json", "thumbnail.png"
#: So many children draw at once, of all processes together; an office program takes half a gigabyte.
AT_ONCE = 2
LIMITS = sandbox.Limits(
    cpu_seconds=60, wall_seconds=90, memory=4 * 1024**3, file_bytes=256 * 1024**2, open_files=1024
)  # fmt: skip
#: Why there is none, when that may change: such an answer is not kept.
_FOR_NOW = frozenset({"no_office", "busy"})


@dataclass(frozen=True, slots=True)
class Preview:
    """What there is to see of a file: `pages` in all, the first `shown` of them drawn; or a text; or why nothing.

    `refused`: `no_office`, `no_preview`, `outside`, `busy`, or what the sandbox says (`damaged`, `too_slow` …).
    """

    hash: str
    pages: int = 0
    shown: int = 0
    text: str | None = None
    refused: str = ""

    def picture(self, number: int) -> Path | None:
        """The PNG of a page (from 1), or of the thumbnail (0); None when there is none."""
        name = f"page-{number}.png" if number else _THUMBNAIL
        path = queries.previews_path(self.hash) / name
        return path if 0 <= number <= self.shown and path.is_file() else None


def find(hash: str) -> Preview | None:
    """The preview as it lies there; None when none has been made."""
    folder = queries.previews_path(hash)
    try:
        about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
        text = (folder / "text.txt").read_text(encoding="utf-8") if about.get("text") else None
    except (OSError, ValueError):
        return None
    return Preview(hash, about["pages"], about["shown"], text, about["refused"])


def has_thumbnail(hash: str) -> bool:
    """Whether a thumbnail has been drawn; one look at the disk."""
    return (queries.previews_path(hash) / _THUMBNAIL).is_file()


def make(stored: StoredFileRecord) -> Preview:
    """The preview of a kept file, drawn now if it has not been: seconds for an office file, in a child.

    `busy` when as many are being drawn as may be: ask again. A file that may not be opened has none.
    """
    if not stored.may_be_opened:
        return Preview(stored.hash, refused="no_preview")
    found = find(stored.hash)
    if found is not None:
        return found
    with _turn() as mine:
        return _drawn(stored) if mine else Preview(stored.hash, refused="busy")


def forget(hash: str) -> None:
    """Remove the previews of a file."""
    shutil.rmtree(queries.previews_path(hash), ignore_errors=True)


def _drawn(stored: StoredFileRecord) -> Preview:
    """Draw into a folder of its own and give that its name when all is there."""
    place = queries.previews_path(stored.hash)
    made = place.parent / ".making" / secrets.token_hex(8)
    with tempfile.TemporaryDirectory(prefix="luoshi-") as work:
        folder = Path(work) / "preview"
        folder.mkdir()
        about = _answer(stored, folder)
        if about["refused"] in _FOR_NOW:
            return Preview(stored.hash, refused=str(about["refused"]))
        (folder / _ABOUT).write_text(json.dumps(about), encoding="utf-8")
        shutil.rmtree(folder / ".office", ignore_errors=True)
        try:
            shutil.copytree(folder, made)
            with contextlib.suppress(OSError):  # somebody else was faster
                made.rename(place)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    return find(stored.hash) or Preview(stored.hash, refused="damaged")


def _answer(stored: StoredFileRecord, folder: Path) -> dict[str, object]:
    """What the child says, as it is kept."""
    arguments = {"media_type": stored.media_type, "office": office_program.find()}
    try:
        with queries.file_path(stored.hash).open("rb") as held:
            said = sandbox.run(
                _DRAWS,
                source=held,
                folder=folder,
                arguments=arguments,
                limits=LIMITS,
                sockets=office_program.SOCKETS,
            )
    except sandbox.TurnedDown as down:
        return {"pages": 0, "shown": 0, "text": False, "refused": down.code}
    except FileNotFoundError:
        return {"pages": 0, "shown": 0, "text": False, "refused": "busy"}
    finally:
        if stored.media_type in kinds.OFFICE:
            office_program.sweep()
    return {**said, "text": (folder / "text.txt").exists(), "refused": ""}


@contextlib.contextmanager
def _turn() -> Iterator[bool]:
    """One of the turns to draw, held while inside; False when all are taken."""
    folder = Path(settings.LUOSHI_FILES).parent / "previews"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if fcntl is None:
        yield True
        return
    for number in range(AT_ONCE):
        with (folder / f".turn-{number}").open("ab") as held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                continue
            yield True
            return
    yield False
