"""The newcomer's first command, on machines where something is missing."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def _run(folder: Path, *lines: str) -> subprocess.CompletedProcess[str]:
    """Python code with tools/ importable and `folder` before the standard library."""
    code = "\n".join(["import sys", f"sys.path.insert(0, {str(ROOT / 'tools')!r})", *lines])
    environment = os.environ | {"PYTHONPATH": str(folder)}
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False, cwd=folder
    )


def test_a_missing_venv_module_is_named_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "ensurepip.py").write_text("raise ImportError('no ensurepip here')", encoding="utf-8")
    done = _run(
        tmp_path,
        "import install, pathlib",
        f"install.BIN = pathlib.Path({str(tmp_path / 'none')!r})",
        "install.make_venv()",
    )
    assert done.returncode == 1
    assert re.fullmatch(
        r"Python's venv module is missing: install the package python3\.\d+-venv and try again\.\n", done.stderr
    )


def test_an_unknown_set_is_refused_before_anything_is_installed(tmp_path: Path) -> None:
    done = _run(tmp_path, "import install", "install.install('everything')")
    assert (done.returncode, done.stderr) == (1, "everything: write one of core, postgres, papers, sso, ocr, dev\n")


def test_locked_sets_are_hashed_and_core_is_part_of_every_other() -> None:
    pins = {
        name: dict(re.findall(r"^([a-z0-9._-]+)==([^\s;]+)", (ROOT / "requirements" / f"{name}.txt").read_text(), re.M))
        for name in ("core", "postgres", "papers", "sso", "ocr", "dev")
    }
    for name, pinned in pins.items():
        text = (ROOT / "requirements" / f"{name}.txt").read_text()
        assert all("--hash=sha256:" in block for block in re.split(r"^(?=[a-z0-9._-]+==)", text, flags=re.M)[1:])
        assert pins["core"].items() <= pinned.items(), name
