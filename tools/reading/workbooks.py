"""Ledgers as offices keep them, made up with every trick, and what each of their lines says, known by construction.

The words are chosen apart from those of the reading rules: about a third of the heads, units and days are worded as
no rule has it. Nothing here is taken from a real paper.
"""

import dataclasses
import datetime as dt
import io
import random
from collections.abc import Callable, Sequence

import xlsxwriter
from tools.reading.workbook_days import days
from tools.reading.workbook_words import HEADS, MEASURES, PEOPLE, PROGRESS, SECTIONS, TASKS, UNITS
from xlsxwriter.worksheet import Worksheet


@dataclasses.dataclass(frozen=True, slots=True)
class Wanted:
    """What a line says: the sheet and its row from 1, who leads and helps, the last day (None for none said).

    `words`: what only this line says is to be done."""

    sheet: str
    row: int
    leads: frozenset[str]
    helps: frozenset[str]
    due: dt.date | None
    words: str


@dataclasses.dataclass(frozen=True, slots=True)
class Made:
    """A workbook, what it says, and the field of each column by sheet (None where any is right)."""

    content: bytes
    wanted: tuple[Wanted, ...]
    fields: dict[str, list[str]]
    tricks: frozenset[str]


_TRICKS = (
    "title",
    "two_heads",
    "index_row",
    "sections",
    "merged_lead",
    "merged_task",
    "merged_due",
    "totals",
    "notes",
    "hidden_column",
    "hidden_row",
    "several_sheets",
    "sub_table",
    "unknown_heads",
    "continued",
    "starred",
    "blank_rows",
    "grammar",
    "no_serial",
    "persons_beside",
)


def made(seed: int, *, year: int = 2026) -> Made:
    """One workbook; the same for the same seed."""
    rng = random.Random(seed)
    tricks = frozenset(one for one in _TRICKS if rng.random() < 0.4)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    wanted: list[Wanted] = []
    fields: dict[str, list[str]] = {}
    for n in range(rng.choice((2, 3)) if "several_sheets" in tricks else 1):
        name = f"表{n + 1}"
        sheet = _Sheet(book, name, rng, tricks, year)
        sheet.write()
        wanted += sheet.wanted
        fields[name] = sheet.fields
    book.close()
    return Made(out.getvalue(), tuple(wanted), fields, tricks)


class _Sheet:
    """One sheet in the making."""

    def __init__(
        self, book: xlsxwriter.Workbook, name: str, rng: random.Random, tricks: frozenset[str], year: int
    ) -> None:
        self.wanted: list[Wanted] = []
        self._book, self._name, self._rng, self._tricks, self._year = book, name, rng, tricks, year
        self._page: Worksheet = book.add_worksheet(name)
        self._date = book.add_format({"num_format": rng.choice(("yyyy-mm-dd", 'yyyy"年"m"月"d"日"', "yyyy/m/d"))})
        self._wrap = book.add_format({"text_wrap": True})
        self._y, self._n = 0, 100
        self.fields = self._fields()

    def _fields(self) -> list[str]:
        """The columns of this sheet."""
        rng = self._rng
        fields = [] if "no_serial" in self._tricks else ["serial"]
        fields += ["category"] if rng.random() < 0.3 else []
        fields += ["task"]
        fields += ["measure"] if "merged_task" in self._tricks else []
        fields += ["target"] if rng.random() < 0.4 else []
        parties = [["lead", "co"], ["duty"], ["lead", "duty"], ["duty", "co"]]
        chosen = [["duty"]] if self._tricks & {"grammar", "starred"} else parties
        fields += rng.choice(chosen)
        fields += ["leader"] if rng.random() < 0.4 else []
        fields += ["person"] if rng.random() < 0.3 else []
        fields += ["due"]
        fields += ["progress"] if rng.random() < 0.5 else []
        return [*fields, "note"] if rng.random() < 0.6 else fields

    def write(self) -> None:
        """Title, heads, body, notes."""
        last = len(self.fields) - 1
        if "title" in self._tricks:
            self._page.merge_range(0, 0, 0, last, f"白河县{self._year}年重点工作责任分解台账")
            self._page.write(1, last, "单位：万元、个")
            self._y = 2
        if "notes" in self._tricks and self._rng.random() < 0.5:
            self._page.merge_range(self._y, 0, self._y, last, self._legend())
            self._y += 1
        self._heads()
        if "hidden_column" in self._tricks:
            self._page.set_column(last + 1, last + 1, None, None, {"hidden": True})
            self._page.write(self._y - 1, last + 1, "内部编码")
        self._body(self._rng.randint(6, 14))
        if "sub_table" in self._tricks:
            self._y += self._rng.choice((0, 1))
            self._heads()
            self._body(4)
        if "totals" in self._tricks:
            self._page.write(self._y, 0, self._rng.choice(("合计", "总计", "小计")))
            self._page.write(self._y, min(2, last), "100")
            self._y += 1
        if "notes" in self._tricks:
            self._page.merge_range(self._y, 0, self._y, last, self._legend())

    def _legend(self) -> str:
        if "starred" in self._tricks:
            return "注：带★的为牵头单位，其余为配合单位。"
        return self._rng.choice(
            (
                "备注：责任单位中列第一位的为牵头单位。",
                "说明：排在首位的单位负责牵头。",
                "填表说明：本表按月更新，每月25日前报送。",
            )
        )

    def _heads(self) -> None:
        """The head, in one row or two, with a row of column numbers below it."""
        names = {field: self._head(field) for field in self.fields}
        grouped = [f for f in self.fields if f in {"lead", "duty", "co", "leader", "person"}]
        if "two_heads" in self._tricks and len(grouped) > 1:
            first, last = self.fields.index(grouped[0]), self.fields.index(grouped[-1])
            self._page.merge_range(
                self._y, first, self._y, last, self._rng.choice(("责任分工", "责任落实", "分工情况"))
            )
            for x, field in enumerate(self.fields):
                if field in grouped:
                    self._page.write(self._y + 1, x, names[field])
                else:
                    self._page.merge_range(self._y, x, self._y + 1, x, names[field])
            self._y += 2
        else:
            for x, field in enumerate(self.fields):
                self._page.write(self._y, x, names[field])
            self._y += 1
        if "index_row" in self._tricks:
            for x in range(len(self.fields)):
                self._page.write(self._y, x, x + 1)
            self._y += 1

    def _head(self, field: str) -> str:
        usual, others = HEADS[field]
        pick = others if "unknown_heads" in self._tricks and self._rng.random() < 0.5 else usual
        return self._rng.choice(pick)

    def _body(self, n: int) -> None:
        """Lines, now and then under a section, some of them several rows high."""
        number = 0
        while n > 0:
            if "sections" in self._tricks and self._rng.random() < 0.25:
                self._page.merge_range(self._y, 0, self._y, len(self.fields) - 1, self._rng.choice(SECTIONS))
                self._y += 1
            if "blank_rows" in self._tricks and self._rng.random() < 0.15:
                self._y += 1
            number += 1
            high = self._rng.choice((2, 3)) if "merged_task" in self._tricks and self._rng.random() < 0.5 else 1
            if high == 1 and self._merges() and self._rng.random() < 0.4:
                number = self._run(number, self._rng.choice((2, 3)))
            else:
                self._line(number, high)
            n -= 1

    def _merges(self) -> bool:
        return bool(self._tricks & {"merged_lead", "merged_due"})

    def _run(self, number: int, n: int) -> int:
        """Several lines that share one merged cell of units, or of the time limit; returns the last number."""
        shared = self._rng.choice([f for f in ("lead", "duty", "due") if f in self.fields])
        top = self._y
        said, leads, helps = self._parties()
        due_said, due = days(self._rng, self._year)
        for i in range(n):
            own, own_leads, own_helps = (said, leads, helps) if shared in {"lead", "duty"} else self._parties()
            if shared in {"lead", "duty"}:
                own = {**own, **({"co": ""} if "co" in own else {})}
                own_helps = self._helps_of(own, own_leads, said)
            day_said, day = (due_said, due) if shared == "due" else days(self._rng, self._year)
            self._row(number + i, own, own_leads, own_helps, day_said, day, leave=shared)
        x = self.fields.index(shared)
        value = due_said if shared == "due" else said[shared]
        self._merge(top, x, self._y - 1, value)
        return number + n - 1

    def _helps_of(self, own: dict[str, str], leads: frozenset[str], said: dict[str, str]) -> frozenset[str]:
        """Who helps where the column of those who help is left empty in a run."""
        del own
        text = said.get("duty", "")
        inside = {unit for unit in UNITS if unit in text}
        return frozenset(inside - leads)

    def _line(self, number: int, high: int) -> None:
        """A line; `high` rows of steps under one merged task."""
        said, leads, helps = self._parties()
        due_said, due = days(self._rng, self._year)
        if high == 1:
            extra = self._extra(said, leads)
            self._row(number, said, leads, helps | extra, due_said, due)
            self._after(extra)
            return
        top, task = self._y, self._task()
        for _ in range(high):
            self._row(number, said, leads, helps, due_said, due, task=task, leave="rows")
        for x, field in enumerate(self.fields):
            value = {**said, "serial": number, "task": task, "due": due_said}.get(field)
            if field in {"serial", "task", "lead", "duty", "co", "due"}:
                self._merge(top, x, self._y - 1, value)

    def _extra(self, said: dict[str, str], leads: frozenset[str]) -> frozenset[str]:
        """Units that stand in a row of their own below the line."""
        if "continued" not in self._tricks or self._rng.random() > 0.2 or "measure" in self.fields:
            return frozenset()
        if "co" not in said and "duty" not in said:
            return frozenset()
        taken = set().union(*({u for u in UNITS if u in text} for text in said.values()), leads)
        return frozenset(self._rng.sample([u for u in UNITS if u not in taken and "、" not in u], 1))

    def _after(self, extra: frozenset[str]) -> None:
        for unit in extra:
            self._page.write(self._y, self.fields.index("co" if "co" in self.fields else "duty"), unit)
            self._y += 1

    def _row(
        self,
        number: int,
        said: dict[str, str],
        leads: frozenset[str],
        helps: frozenset[str],
        due_said: object,
        due: dt.date | None,
        *,
        task: str = "",
        leave: str = "",
    ) -> None:
        """One row with its cells; `leave`: what a merged area will hold."""
        later = {"serial", "task", "lead", "duty", "co", "due"} if leave == "rows" else {leave}
        task = task or self._task()
        self._n += 1
        step = self._rng.choice(MEASURES).format(n=self._n)
        values: dict[str, object] = {
            "serial": number,
            "task": task,
            "due": due_said,
            **said,
            "category": self._rng.choice(("建设", "民生", "产业")),
            "measure": step,
            "target": f"≥{self._rng.randint(2, 90)}个",
            "leader": self._rng.choice(PEOPLE),
            "person": self._rng.choice(PEOPLE[:6]),
            "progress": self._rng.choice(PROGRESS),
            "note": self._rng.choice(("", "", "省定", "新增")),
        }
        for x, field in enumerate(self.fields):
            if field not in later:
                self._write(self._y, x, values.get(field, ""))
        if "hidden_row" in self._tricks and self._rng.random() < 0.1:
            self._page.set_row(self._y, None, None, {"hidden": True})
        self.wanted.append(
            Wanted(self._name, self._y + 1, leads, helps, due, step if "measure" in self.fields else task)
        )
        self._y += 1

    def _write(self, y: int, x: int, value: object) -> None:
        if isinstance(value, dt.date):
            self._page.write_datetime(y, x, dt.datetime.combine(value, dt.time.min), self._date)
        elif isinstance(value, int):
            self._page.write_number(y, x, value)
        elif value:
            self._page.write_string(y, x, str(value), self._wrap)

    def _merge(self, top: int, x: int, bottom: int, value: object) -> None:
        style = self._date if isinstance(value, dt.date) else self._wrap
        shown = dt.datetime.combine(value, dt.time.min) if isinstance(value, dt.date) else value
        self._page.merge_range(top, x, bottom, x, "" if shown is None else shown, style)

    def _task(self) -> str:
        self._n += 1
        return self._rng.choice(TASKS).format(n=self._n)

    def _parties(self) -> tuple[dict[str, str], frozenset[str], frozenset[str]]:
        """What the unit columns of a line say, who leads and who helps by it."""
        rng = self._rng
        units = rng.sample(UNITS, rng.randint(1, 5))
        if "duty" in self.fields and "lead" not in self.fields and "co" not in self.fields:
            return self._in_one_cell(units)
        lead, rest = units[:1], units[1:]
        if self.fields.count("lead") and "co" in self.fields:
            lead, rest = (units[:2], units[2:]) if len(units) > 3 and rng.random() < 0.2 else (lead, rest)
            return {"lead": self._list(lead), "co": self._list(rest)}, frozenset(lead), frozenset(rest)
        if "lead" in self.fields:
            return {"lead": lead[0], "duty": self._list(rest)}, frozenset(lead), frozenset(rest)
        return {"duty": lead[0], "co": self._list(rest)}, frozenset(lead), frozenset(rest)

    def _in_one_cell(self, units: Sequence[str]) -> tuple[dict[str, str], frozenset[str], frozenset[str]]:
        """One cell for all: the first leads, or words or stars in the cell say who."""
        rng = self._rng
        leads, rest = list(units[:1]), list(units[1:])
        if "starred" in self._tricks:
            mixed = [f"★{leads[0]}", *rest]
            rng.shuffle(mixed)
            return {"duty": "、".join(mixed)}, frozenset(leads), frozenset(rest)
        if "grammar" in self._tricks and rest:
            forms: tuple[Callable[[], str], ...] = (
                lambda: f"牵头单位：{leads[0]}\n配合单位：{self._list(rest)}",
                lambda: f"{leads[0]}牵头，{'、'.join(rest)}配合",
                lambda: f"{leads[0]}（牵头）、{'、'.join(rest)}",
                lambda: f"{'、'.join(rest)}（配合）" if len(rest) == 1 else f"{leads[0]}牵头；{'、'.join(rest)}协办",
            )
            n = rng.randrange(3)
            return {"duty": forms[n]()}, frozenset(leads), frozenset(rest)
        return {"duty": self._list([*leads, *rest])}, frozenset(leads), frozenset(rest)

    def _list(self, units: Sequence[str]) -> str:
        """A list as people type it: by 、, one below the other, by commas or blanks."""
        if "persons_beside" in self._tricks and units:
            units = [f"{units[0]}{self._rng.choice(('（王某某）', '(副局长李某)', ' 张某某'))}", *units[1:]]
        if len(units) < 2:
            return "".join(units)
        return self._rng.choice(("、", "、", "\n", "，", " ", "；", "、\n")).join(units)
