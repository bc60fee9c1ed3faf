"""What the documents list is what the code has, and the other way round."""

import re
from pathlib import Path

from click.testing import CliRunner

from luoshi.cli import COMMANDS, group

ROOT = Path(__file__).resolve().parents[2]
SETTING = re.compile(r"\b(?:LUOSHI_[A-Z_]+[A-Z]|DATABASE_URL)\b")
#: given by tools and tests to the program, or made from another setting; nobody sets them by hand
INNER = {"LUOSHI_FILES", "LUOSHI_UPLOAD_LIMIT", "LUOSHI_DEMO", "LUOSHI_STARTED", "LUOSHI_PARENT", "LUOSHI_READ_AT_ONCE"}


def _read_by_the_code() -> set[str]:
    found: set[str] = set()
    for path in (ROOT / "src").rglob("*.py"):
        found |= set(SETTING.findall(path.read_text(encoding="utf-8")))
    return found - INNER


def test_every_setting_is_documented_and_every_documented_setting_exists() -> None:
    rows = [line for line in (ROOT / "docs" / "settings.md").read_text(encoding="utf-8").splitlines() if "| `" in line]
    documented = {name for line in rows for name in SETTING.findall(line.split("|")[1])}
    assert documented == _read_by_the_code()


def test_every_command_has_help_and_a_section_in_the_documents() -> None:
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    for name in COMMANDS:
        result = CliRunner().invoke(group, [name, "--help"])
        assert result.exit_code == 0, (name, result.output)
        assert f"## luoshi {name}" in text, name


def test_every_link_between_documents_leads_somewhere() -> None:
    broken = []
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "requirements").glob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)} → {target}")
    assert broken == []
