"""The ledger as a sheet: its official columns (domain §3.1), its lines in words, the anchor it carries. Plain data."""

import datetime as dt
from dataclasses import dataclass, field, fields
from typing import Final


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One line of the ledger in words; every field is a column, in the order of the sheet."""

    ordinal: int
    number: str  # 编号: for life, never used twice
    kind: str
    title: str
    basis: str
    quote: str
    acceptance: str
    lead: str
    co_units: str
    leader: str
    responsible: str
    handed_over_on: dt.date | None
    due_on_original: dt.date | None
    due_on: dt.date | None
    progress: str
    report: str
    problems: str
    next_step: str
    state: str
    light: str
    urged: int
    extended: int
    returned: int
    submitted_on: dt.date | None
    verification: str
    grade: str
    closed_on: dt.date | None
    recheck: str
    colour: str  # of the light, for the cell's tint; the word stands in `light`


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the field it shows, its heading, its width in characters of a workbook."""

    field: str
    heading: str
    width: int


COLUMNS: Final = (
    Column("ordinal", "序号", 5),
    Column("number", "编号", 24),
    Column("kind", "类别", 12),
    Column("title", "事项内容", 40),
    Column("basis", "来源依据", 26),
    Column("quote", "原文", 40),
    Column("acceptance", "完成标准", 22),
    Column("lead", "牵头单位", 14),
    Column("co_units", "配合单位", 18),
    Column("leader", "分管领导", 14),
    Column("responsible", "责任人", 12),
    Column("handed_over_on", "交办日期", 11),
    Column("due_on_original", "原定时限", 11),
    Column("due_on", "现定时限", 11),
    Column("progress", "完成率", 8),
    Column("report", "目前进展", 40),
    Column("problems", "存在问题", 22),
    Column("next_step", "下一步措施", 26),
    Column("state", "状态", 9),
    Column("light", "亮灯", 12),
    Column("urged", "催办次数", 6),
    Column("extended", "延期次数", 6),
    Column("returned", "退回次数", 6),
    Column("submitted_on", "申请办结日", 11),
    Column("verification", "核查", 20),
    Column("grade", "评价等次", 8),
    Column("closed_on", "销号日", 11),
    Column("recheck", "回头看", 16),
)
#: The columns of a printed sheet: what fits an A3 page across and can be read on it.
PRINTED: Final = (
    "ordinal", "number", "title", "basis", "quote", "lead", "co_units", "leader", "handed_over_on", "due_on",
    "progress", "report", "state", "light", "grade",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LedgerHeading:
    """What stands above a ledger.

    `anchor` is `SIZE:HEAD` of the log at the time of writing: whoever holds the paper can have it checked. `mark` says
    who took it out and when (R12-04); empty for nobody.
    """

    title: str
    issued_by: str
    as_of: dt.date
    written_at: dt.datetime
    anchor: str
    mark: str = field(default="", kw_only=True)


@dataclass(frozen=True, slots=True)
class LedgerSheet(LedgerHeading):
    """A ledger to be written down, whole in memory: what a page hands out at once."""

    rows: tuple[LedgerRow, ...]


def cell(row: LedgerRow, field: str) -> str | int | dt.date | None:
    """What one column of a row shows."""
    value: str | int | dt.date | None = getattr(row, field)
    return value


def text(value: str | int | dt.date | None) -> str:
    """A cell as text: dates as 2026-03-05, nothing as nothing."""
    return "" if value is None else value.isoformat() if isinstance(value, dt.date) else str(value)


def note(sheet: LedgerSheet) -> tuple[str, ...]:
    """What the cover of a whole sheet says."""
    return cover(sheet, len(sheet.rows))


def cover(heading: LedgerHeading, n: int) -> tuple[str, ...]:
    """What the cover of a ledger of `n` lines says: what this is, of which day, how it can be proved."""
    size, _, head = heading.anchor.partition(":")
    return (
        f"编制单位：{heading.issued_by}",
        f"数据截至：{heading.as_of.isoformat()} 24时",
        f"事项数量：{n} 件",
        f"存证校验：记录 {size} 条，校验码 {head}",
        f"核验方法：luoshi verify --anchor {heading.anchor}",
        "完成率前有“报”字的为单位自报、未经核查。亮灯以颜色、文字同时表示。",
    )


assert {column.field for column in COLUMNS} | {"colour"} == {field.name for field in fields(LedgerRow)}
