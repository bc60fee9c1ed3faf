"""The documents behind the lines: kept with the items they became, and fresh ones that the visitor may load."""

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

from docx import Document

from luoshi.cli.demo import content
from luoshi.cli.demo.frame import Frame
from luoshi.cli.demo.lines import Line
from luoshi.clock.civil import DAY, local
from luoshi.org.access import Actor
from luoshi.record import operations as record

Paragraphs = Sequence[tuple[str, str]]
_LEVELS = {"title": 0, "part": 1, "aspect": 2}


def kept(lines: Sequence[Line], *, at: dt.datetime, actor: Actor) -> str:
    """Keep the paper that these lines come from; its hash, empty where there is none on the machine."""
    first = lines[0]
    if first.kind == "meeting_decision":
        text, name = _minutes(lines, at), f"{first.basis_title}.txt"
    elif first.kind == "report_task" and first.key.startswith("R"):
        text, name = plain(content.report_paragraphs()), f"{first.basis_title}.txt"
    else:
        return ""
    return record.keep_file(content=text.encode("utf-8"), name=name, at=at, actor=actor.ref).hash


def _minutes(lines: Sequence[Line], at: dt.datetime) -> str:
    """The minutes of a meeting with its decisions, numbered."""
    day = local(at)
    said = "\n".join(f"{place}．{line.quote}" for place, line in enumerate(lines, 1))
    return f"{lines[0].basis_title}\n{day.year}年{day.month}月{day.day}日\n\n会议议定以下事项：\n{said}\n"


def plain(paragraphs: Paragraphs) -> str:
    """A document as plain text, one paragraph a line."""
    return "\n".join(text for _style, text in paragraphs) + "\n"


def write_for_visitor(folder: Path, frame: Frame) -> tuple[Path, ...]:
    """Write the documents that the visitor may load: the report as docx and txt, and fresh minutes as docx."""
    folder.mkdir(parents=True, exist_ok=True)
    report = content.report_paragraphs()
    text = folder / "政府工作报告.txt"
    text.write_text(plain(report), encoding="utf-8")
    minutes = folder / "县长办公会议纪要.docx"
    _docx(minutes, tuple(fresh_minutes(frame)))
    whole = folder / "政府工作报告.docx"
    _docx(whole, report)
    return minutes, whole, text


def fresh_minutes(frame: Frame) -> Iterator[tuple[str, str]]:
    """Minutes of a meeting held on the day before the visitor comes: (style, text)."""
    held = frame.working(frame.as_of - DAY, back=True)
    soon, later = held + DAY * 10, frame.month_end(held, 2)
    values = {
        "year": str(held.year),
        "number": str(held.month + 4),
        "today": f"{held.year}年{held.month}月{held.day}日",
        "soon": f"{soon.month}月{soon.day}日",
        "next": f"{frame.month_end(held, 1).month}月底",
        "later": f"{'' if later.year == held.year else '明年'}{later.month}月底",
    }
    styles = {"# ": "title", "= ": "part", "> ": "text"}
    for line in content.read_text("minutes.txt").splitlines():
        if line and not line.startswith(";"):
            style = styles.get(line[:2])
            yield style or "text", (line[2:] if style else line).format(**values)


def _docx(path: Path, paragraphs: Paragraphs) -> None:
    """Write a Word document with real headings."""
    document = Document()
    # The day it was written would change the file from run to run.
    document.core_properties.created = document.core_properties.modified = dt.datetime(2020, 1, 1)  # noqa: DTZ001
    for style, text in paragraphs:
        if style in _LEVELS:
            document.add_heading(text, _LEVELS[style])
        else:
            document.add_paragraph(text)
    document.save(str(path))
