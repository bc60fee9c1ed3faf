"""Where a job's bytes lie: what it was given (its parcel), and the file that came of it. Neither is part of the record.

`LUOSHI_HOME/parcels/<name>` holds what a person wrote or sent with an order, until the job has ended;
`LUOSHI_HOME/results/<job id>` the result file, until it expires. Backups leave both out: an order can be given again.
"""

import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

_NAME = re.compile(r"[0-9a-f]{32}")


def result_path(job_id: int) -> Path:
    """Where the result file of a job lies; its folder is there."""
    return _folder("results") / str(int(job_id))


def results() -> list[Path]:
    """Everything that lies among the results."""
    return sorted(_folder("results").iterdir())


def parcels() -> list[Path]:
    """Everything that lies among the parcels."""
    return sorted(_folder("parcels").iterdir())


def draft_path(job_id: int, attempt: int) -> Path:
    """Where an attempt writes the result file before it is finished: no other attempt writes there."""
    return _folder("results") / f".{int(job_id)}-{int(attempt)}-{secrets.token_hex(4)}"


def drop_drafts(job_id: int, attempt: int) -> None:
    """Remove what this attempt wrote and did not finish."""
    for path in _folder("results").glob(f".{int(job_id)}-{int(attempt)}-*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def keep_parcel(parts: Mapping[str, bytes]) -> str:
    """Keep the parts of an order under a fresh name and return it; whole, or not at all."""
    name = secrets.token_hex(16)
    draft = _folder("parcels") / f".{name}"
    draft.mkdir(mode=0o700)
    for part, content in parts.items():
        with (draft / part).open("xb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
    draft.replace(_folder("parcels") / name)
    return name


def parcel(name: str) -> Mapping[str, bytes] | None:
    """The parts of a parcel; None when it is gone. ValueError for what is not the name of one (never a path)."""
    folder = _parcel_folder(name)
    if not folder.is_dir():
        return None
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def parcel_lies(name: str) -> bool:
    """Whether a parcel is still here."""
    return _parcel_folder(name).is_dir()


def drop_parcel(name: str) -> None:
    """Remove a parcel; one that is gone is gone."""
    shutil.rmtree(_parcel_folder(name), ignore_errors=True)


def digest(path: Path) -> tuple[str, int]:
    """(hex SHA-256, size) of a file, which is on the disk afterwards."""
    found, size = hashlib.sha256(), 0
    with path.open("rb") as opened:
        while block := opened.read(1 << 20):
            found.update(block)
            size += len(block)
        os.fsync(opened.fileno())
    return found.hexdigest(), size


def _parcel_folder(name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise ValueError("a parcel is named by 32 hex digits")
    return _folder("parcels") / name


def _folder(name: str) -> Path:
    folder = Path(settings.LUOSHI_HOME) / name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
