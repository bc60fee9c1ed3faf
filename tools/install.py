"""Make `.venv` and install one lock file into it: `python3 tools/install.py core|postgres|papers|sso|ocr|dev`.

Uses nothing but the standard library. A second run with the same lock file does nothing.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
#: each set holds the sets to its left
SETS = ("core", "postgres", "papers", "sso", "ocr", "dev")


def fail(sentence: str) -> None:
    """One line on stderr, exit code 1."""
    print(sentence, file=sys.stderr)
    raise SystemExit(1)


def stamp(name: str) -> str:
    """Changes with the lock file and with what the project's own installation depends on."""
    digest = hashlib.sha256()
    for path in (ROOT / "requirements" / f"{name}.txt", ROOT / "pyproject.toml"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_installed(name: str) -> bool:
    """This set, or one that holds it, is in the environment as locked."""
    holders = ("dev",) if name != "core" else SETS
    marks = [(VENV / f".luoshi-{one}", one) for one in {name, *holders}]
    return any(mark.exists() and mark.read_text() == stamp(one) for mark, one in marks)


def make_venv() -> None:
    """The environment, or one line naming the package that is missing."""
    if (BIN / "python").exists() or (BIN / "python.exe").exists():
        return
    try:
        import ensurepip  # noqa: F401
        import venv
    except ImportError:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        fail(f"Python's venv module is missing: install the package python{version}-venv and try again.")
    venv.create(VENV, with_pip=True)


def run(*arguments: str) -> None:
    """One pip call; its own words are shown when it fails."""
    command = [str(BIN / "python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", *arguments]
    if subprocess.run(command, cwd=ROOT).returncode:
        fail(f"pip could not install {' '.join(arguments[-2:])}: see above.")


def install(name: str) -> None:
    """Install the named lock file and the project itself, unless that is done already."""
    if sys.version_info < (3, 11):  # noqa: UP036 (whoever runs this has not read pyproject.toml)
        fail(f"luoshi needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    if name not in SETS:
        fail(f"{name}: write one of {', '.join(SETS)}")
    if is_installed(name):
        return
    make_venv()
    print(f"installing requirements/{name}.txt into .venv …", flush=True)
    run("--require-hashes", "--requirement", f"requirements/{name}.txt")
    run("--no-deps", "--no-build-isolation", "--editable", ".")
    (VENV / f".luoshi-{name}").write_text(stamp(name))


if __name__ == "__main__":
    install(sys.argv[1] if len(sys.argv) > 1 else "core")
