"""What `luoshi doctor` looks at below the database: settings, folders, keys' files, programs, fonts."""

import importlib.util
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from luoshi.cli import environment
from luoshi.cli.operate import places
from luoshi.cli.operate.findings import Finding, found
from luoshi.cli.operate.words import Hindered

_LOCAL = {"127.0.0.1", "localhost", "[::1]", "testserver"}
_SHORTEST_KEY = 32


def look() -> Iterator[Finding]:
    """Everything that needs no database. `cli.prepare(installed=False)` must have been called."""
    yield from _home()
    yield from _secrets()
    yield from _settings()
    yield from _static()
    yield from _programs()


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _home() -> Iterator[Finding]:
    """Only its owner writes and reads in it, and this user may."""
    home = environment.home()
    if not os.access(home, os.W_OK | os.X_OK):
        yield found("home", "broken", home=home)
    elif _mode(home) & 0o027:
        yield found("home", "warn", home=home, mode=f"{_mode(home):03o}")
    else:
        yield found("home", "ok", home=home)
    if places.underway().exists():
        yield found("underway", "broken", home=home)


def _secrets() -> Iterator[Finding]:
    """Keys are for their owner alone, long enough, and no change of them is half done."""
    from django.conf import settings

    paths = [path for path in (places.secrets(), places.record_key()) if path is not None and path.exists()]
    paths += [one for one in places.secrets().glob("*") if one.is_file()]
    open_ones = [path for path in dict.fromkeys(paths) if _mode(path) & 0o077]
    if open_ones:
        yield found("secrets", "broken", paths=" ".join(map(str, open_ones)))
    else:
        yield found("secrets", "ok", folder=places.secrets())
    if min(len(settings.LUOSHI_KEY), len(settings.SECRET_KEY)) < _SHORTEST_KEY:
        yield found("short_key", "warn", least=_SHORTEST_KEY)
    if places.keys_are_changing():
        yield found("keys_changing", "broken")


def _settings() -> Iterator[Finding]:
    """Not open for debugging; https wherever anybody but this machine is answered."""
    from django.conf import settings

    if settings.DEBUG:
        yield found("debug", "broken")
    hosts = [host for host in settings.ALLOWED_HOSTS if host not in _LOCAL]
    if "*" in hosts:
        yield found("hosts", "broken")
    if hosts and not settings.SESSION_COOKIE_SECURE:
        yield found("https", "broken", hosts=", ".join(hosts))
    elif hosts:
        yield found("https", "ok", hosts=", ".join(hosts))
    else:
        yield found("https", "note")
    if hosts and settings.LUOSHI_DEMO:
        yield found("demo", "broken", hosts=", ".join(hosts))


def _static() -> Iterator[Finding]:
    """The pages' files lie in the home."""
    from django.conf import settings

    there = (Path(settings.STATIC_ROOT) / "staticfiles.json").exists()
    yield found("static", "ok" if there else "warn", folder=settings.STATIC_ROOT)


def _programs() -> Iterator[Finding]:
    """What some work needs and the rest does without."""
    from django.conf import settings

    from luoshi.intake import files

    yield found("soffice", "ok" if shutil.which("soffice") else "note")
    yield found("ocr", "ok" if files.has_ocr() else "note")
    if not settings.LUOSHI_CLAMD:
        yield found("scanner", "note")
    elif _answers(settings.LUOSHI_CLAMD):
        yield found("scanner", "ok", address=settings.LUOSHI_CLAMD)
    else:
        yield found("scanner", "broken", address=settings.LUOSHI_CLAMD)
    yield from _papers()
    if "postgresql" in settings.DATABASES["default"]["ENGINE"]:
        yield from _dumper()


def _answers(address: str) -> bool:
    """The scanner takes an empty file and says something of it."""
    import io

    from luoshi.record import clamd

    try:
        return clamd.scan(address, io.BytesIO(b"luoshi")) is not None
    except OSError:
        return False


def _papers() -> Iterator[Finding]:
    """PDF papers need their writer and a font with Chinese signs."""
    from luoshi.reports import paper

    if importlib.util.find_spec("typst") is None:
        yield found("papers", "note", "papers_missing")
        return
    font = paper.font()
    yield found("papers", "ok", font=font) if font else found("papers", "warn", fonts=", ".join(paper.FONTS))


def _dumper() -> Iterator[Finding]:
    """`pg_dump` of the server's version or newer, for the backup."""
    from django.db import Error, connection

    from luoshi.cli.operate import programs

    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            version = str(cursor.fetchone()[0])
        yield found("pg_dump", "ok", path=programs.find("pg_dump", at_least=int(version.split(".")[0])))
    except Error:
        return
    except Hindered as error:
        yield Finding("pg_dump", "broken", error.message)
