"""A reading as a table on the terminal, as JSON, as a workbook."""

import importlib
import io
import json
from typing import Any

from luoshi.record import messages
from luoshi.record.messages import Language


def rendered(data: dict[str, Any], form: str, *, language: Language) -> bytes:
    """The reading as the bytes of a file."""
    if form == "xlsx":
        # Loaded here only: the workbook writer costs a fifth of a second that the other forms need not pay.
        made: bytes = importlib.import_module("luoshi.reports.draft_sheet").draft_sheet(data, language=language)
        return made
    if form == "json":
        return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
    console = importlib.import_module("rich.console")
    paper = io.StringIO()
    console.Console(width=200, file=paper).print(table(data, language=language))
    return paper.getvalue().encode()


def line(data: dict[str, Any]) -> bytes:
    """The reading as one line of JSON."""
    return (json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def print_table(data: dict[str, Any], *, language: Language) -> None:
    """The rows as a table on the terminal, how much of the text they stand for, and what was left out."""
    console = importlib.import_module("rich.console").Console()
    console.print(table(data, language=language))
    coverage = data["coverage"]
    labels = "  ".join(
        f"{messages.word(f'label.{label}', language=language)} {count}" for label, count in coverage["labels"].items()
    )
    said = (
        f"{coverage['items']} drafts from {coverage['passages']} sentences"
        if language == "en"
        else (f"{coverage['passages']}句，拆出{coverage['items']}条草稿")
    )
    console.print(f"{said}    {labels}", highlight=False)
    for one in notices(data, language=language):
        console.print(one, highlight=False)


def notices(data: dict[str, Any], *, language: Language) -> list[str]:
    """What was left out or filled in on the way to the text."""
    between = ": " if language == "en" else "："
    return [
        f"{messages.word('notice.' + one['kind'], language=language)}{between}{one['count']}"
        for one in data["source"]["notices"]
    ]


def table(data: dict[str, Any], *, language: Language) -> Any:
    """Number, title, targets, due, units."""
    heads = (
        ("No.", "Item", "Type", "Targets", "Due", "Units")
        if language == "en"
        else ("序号", "事项", "类型", "指标", "时限", "单位")
    )
    made = importlib.import_module("rich.table").Table(
        show_lines=False, header_style="bold", title=data["source"]["title"] or data["source"]["name"]
    )
    for head, ratio in zip(heads, (None, 10, None, 6, 4, 4), strict=True):
        made.add_column(head, ratio=ratio, overflow="fold", no_wrap=ratio is None)
    for number, item in enumerate(data["items"], start=1):
        due = item["due"]
        made.add_row(
            str(number),
            item["title"],
            messages.word(f"draft_type.{item['type']}", language=language),
            "\n".join(_target(target) for target in item["targets"]),
            " ".join(part for part in (due["said"], due["on"]) if part),
            "、".join(unit["name"] for unit in item["units"]),
        )
    return made


def _target(target: dict[str, Any]) -> str:
    """A target on one line; X where no value is printed."""
    value = "X" if target["value"] is None else target["value"]
    return f"{target['indicator']} {target['comparator']} {value}{target['unit'] or ''}"
