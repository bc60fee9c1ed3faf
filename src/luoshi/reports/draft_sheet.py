"""A draft ledger as a workbook: one row a draft item, a second sheet with every sentence and its label."""

import io
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import xlsxwriter

from luoshi.record import messages

Language = Literal["zh", "en"]

_HEADS: Mapping[str, Sequence[tuple[str, int]]] = {
    "zh": (
        ("序号", 8),
        ("事项", 40),
        ("原文", 60),
        ("出处", 40),
        ("类型", 10),
        ("强度", 8),
        ("指标", 36),
        ("金额", 20),
        ("时限原文", 14),
        ("完成日期", 12),
        ("周期", 12),
        ("牵头单位", 20),
        ("其他单位", 24),
        ("人员", 20),
    ),
    "en": (
        ("No.", 8),
        ("Item", 40),
        ("Text", 60),
        ("Place", 40),
        ("Type", 10),
        ("Strength", 8),
        ("Targets", 36),
        ("Amounts", 20),
        ("Due as said", 14),
        ("Due on", 12),
        ("Rhythm", 12),
        ("Lead unit", 20),
        ("Other units", 24),
        ("Persons", 20),
    ),
}
_PASSAGE_HEADS = {"zh": ("句子", "标签", "理由", "出处"), "en": ("Sentence", "Label", "Reason", "Place")}
_SHEETS = {"zh": ("草稿台账", "逐句标注"), "en": ("Draft ledger", "Sentences")}


def draft_sheet(reading: Mapping[str, Any], *, language: Language) -> bytes:
    """The workbook of a reading in the shape of schema `luoshi.reading/1`."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    cell = book.add_format({"text_wrap": True, "valign": "top"})
    items = book.add_worksheet(_SHEETS[language][0])
    for column, (name, width) in enumerate(_HEADS[language]):
        items.write_string(0, column, name, head)
        items.set_column(column, column, width, cell)
    for number, item in enumerate(reading["items"], start=1):
        items.write_number(number, 0, number, cell)
        for column, value in enumerate(_row(item, language), start=1):
            items.write_string(number, column, value, cell)
    items.freeze_panes(1, 2)
    items.autofilter(0, 0, max(1, len(reading["items"])), len(_HEADS[language]) - 1)
    _passages(book, reading, language, head, cell)
    book.close()
    return out.getvalue()


def _passages(book: Any, reading: Mapping[str, Any], language: Language, head: Any, cell: Any) -> None:
    """The second sheet."""
    sheet = book.add_worksheet(_SHEETS[language][1])
    sheet.set_column(0, 0, 80, cell)
    sheet.set_column(1, 3, 30, cell)
    for column, name in enumerate(_PASSAGE_HEADS[language]):
        sheet.write_string(0, column, name, head)
    for number, passage in enumerate(reading["passages"], start=1):
        sheet.write_string(number, 0, reading["text"][passage["start"] : passage["end"]].strip(), cell)
        sheet.write_string(number, 1, messages.word(f"label.{passage['label']}", language=language), cell)
        sheet.write_string(number, 2, messages.render(passage["why"], {}, language=language), cell)
        sheet.write_string(number, 3, " / ".join(passage["path"]), cell)
    sheet.freeze_panes(1, 0)


def _row(item: Mapping[str, Any], language: Language) -> tuple[str, ...]:
    """The cells of one item behind its number."""
    leads = [u["name"] for u in item["units"] if u["role"] == "lead"]
    others = [
        f"{u['name']}（{_word('party_role', u['role'], language)}）" for u in item["units"] if u["role"] != "lead"
    ]
    rhythm = item["recurrence"]
    return (
        item["title"],
        item["quote"],
        " / ".join(item["path"]),
        _word("draft_type", item["type"], language),
        _word("strength", item["strength"], language),
        "\n".join(target_words(target) for target in item["targets"]),
        "\n".join(f"{a['what']}{_plain(a['value'])}{a['unit']}" for a in item["amounts"]),
        item["due"]["said"] or "",
        item["due"]["on"] or "",
        _word("freq", rhythm["freq"], language) if rhythm else "",
        "、".join(leads),
        "、".join(others),
        "、".join(p["who"] for p in item["persons"]),
    )


def target_words(target: Mapping[str, Any]) -> str:
    """A target on one line: 工业投资增长 >= 8 %."""
    value = "X" if target["value"] is None else _plain(target["value"])
    return f"{target['indicator']} {target['comparator']} {value}{target['unit'] or ''}"


def _plain(value: float | None) -> str:
    """A number as printed."""
    return "" if value is None else f"{value}"


def _word(family: str, code: str, language: Language) -> str:
    """The label of a code."""
    return messages.word(f"{family}.{code}", language=language)
