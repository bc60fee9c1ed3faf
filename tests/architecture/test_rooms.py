"""The house keeps its own rules: sizes, directions of foreign keys, one head an app, words of the repository."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "luoshi"
#: bottom first; rooms of one line stand in one tuple
ORDER = (
    ("contenttypes", "auth", "sessions"),
    ("record",),
    ("jobs", "search"),
    ("rulebook",),
    ("org",),
    ("ledger",),
    ("intake", "supervision"),
    ("delivery",),
    ("web",),
)
LINES_A_FILE, LINES_A_FUNCTION = 400, 40


def _modules() -> Iterator[Path]:
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path


def _height(label: str) -> int:
    return next(height for height, rooms in enumerate(ORDER) if label in rooms)


def test_a_foreign_key_points_to_its_own_room_or_a_lower_one() -> None:
    upward = []
    for model in apps.get_models():
        if not model.__module__.startswith("luoshi."):
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if target is None or not getattr(field, "concrete", False) or isinstance(target, str):
                continue
            here, there = model._meta.app_label, target._meta.app_label
            if here != there and _height(there) >= _height(here):
                upward.append(f"{model.__name__}.{field.name} → {there}.{target.__name__}")
    assert upward == []


def test_no_file_is_longer_than_a_person_reads_at_once() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): count
        for path in _modules()
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > LINES_A_FILE
    }
    assert long == {}


def test_no_function_is_longer_than_a_screen() -> None:
    long = []
    for path in _modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno + 1 > LINES_A_FUNCTION:
                long.append(f"{path.relative_to(ROOT).as_posix()}:{node.lineno} {node.name}")
    assert long == []


# Must be importable before Django is ready.
BEGINS_A_PROCESS = "record/second_process.py"


def test_no_import_hides_inside_a_function_of_a_room() -> None:
    """An import inside a function hides a cycle; only the edges load late, and what begins a process of its own."""
    hidden = []
    for path in _modules():
        inside = path.relative_to(SOURCE)
        if inside.parts[0] == "cli" or inside.as_posix() == BEGINS_A_PROCESS:
            continue
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(function, ast.FunctionDef):
                continue
            for node in ast.walk(function):
                names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                if any(name.startswith("luoshi") for name in names):
                    hidden.append(f"{path.relative_to(ROOT).as_posix()}:{node.lineno}")
    assert hidden == []


def test_every_app_has_one_head_and_the_models_have_no_unwritten_migration() -> None:
    done = subprocess.run(
        [str(ROOT / ".venv" / "bin" / "python"), "-m", "django", "makemigrations", "--check", "--dry-run"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    "pattern",
    [
        r"pythonhosted",
        r"pypi\.org",
        r"files\.python",
        r"/work/",
        r"registry\.npmjs",
    ],
)
def test_the_repository_names_no_package_host_and_no_machine_path(pattern: str) -> None:
    listed = subprocess.run(["git", "ls-files"], capture_output=True, text=True, cwd=ROOT, check=True).stdout.split(
        "\n"
    )
    this = Path(__file__).resolve()
    found = []
    for name in listed:
        path = ROOT / name
        if not name or path == this or not path.is_file() or path.suffix in {".png", ".docx", ".mo", ".woff2", ".gz"}:
            continue
        if re.search(pattern, path.read_text(encoding="utf-8", errors="ignore")):
            found.append(name)
    assert found == []
