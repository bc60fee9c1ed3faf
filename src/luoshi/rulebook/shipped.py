"""The rules that come with the product, and an office's folder laid over them file by file."""

from functools import cache
from pathlib import Path
from typing import Final

from luoshi.rulebook.loader import check_references, load_folder
from luoshi.rulebook.shapes import RuleFile

FOLDER: Final = Path(__file__).resolve().parent / "rules"


@cache
def shipped() -> dict[tuple[str, str], RuleFile]:
    """Every shipped rule by (kind, code)."""
    rules = load_folder(FOLDER)
    check_references(rules)
    return rules


def with_office_folder(folder: str) -> dict[tuple[str, str], RuleFile]:
    """The shipped rules, each replaced as a whole by a file of the same kind and code in the office's folder.

    `folder` "" means there is none. Raises Refused with every fault in the folder.
    """
    if not folder:
        return dict(shipped())
    rules = {**shipped(), **load_folder(Path(folder).expanduser())}
    check_references(rules)
    return rules
