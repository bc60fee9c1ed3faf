"""What each column of a table holds: told by its head, by what stands in it, or by a person once and for all."""

import dataclasses
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from luoshi.reading import cells
from luoshi.reading.lexicon import VERB
from luoshi.reading.parties import Known

#: What a column can hold, in the order of a ledger (domain §3.1); `other` is kept as it is, `skip` is left out.
FIELDS = (
    "serial", "number", "category", "task", "measure", "target", "standard", "lead", "duty", "co", "leader", "person",
    "contact", "starts", "due", "node", "progress", "rate", "problems", "next", "state", "source", "note",
    "other", "skip",
)  # fmt: skip
#: Fields of which a table can have several columns.
MANY = frozenset({"category", "node", "note", "other", "skip", "contact"})
UNITS = frozenset({"lead", "duty", "co"})
CERTAIN, LIKELY = 0.85, 0.6

By = Literal["head", "contents", "both", "person", "nothing"]


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """A column with what it holds, how sure that is (0 to 1) and what says so. `head`: its head, groups above first."""

    at: int
    field: str
    sure: float
    by: By
    head: str
    hidden: bool = False


_UNIT = "单位|部门|主体|科室|股室|处室|方"
_HEADS: tuple[tuple[str, str], ...] = (
    ("serial", r"^(?:序号?|项次|次序|顺序号?|[Nn][Oo]\.?|#|项目?号)$"),
    ("number", r"编号|编码|台账号|事项号|文号"),
    ("contact", r"联系(?:人|方式|电话)|联络|电话|手机"),
    ("note", r"^(?:备注?|备考|说明|附注|注)"),
    (
        "node",
        r"^(?:第?[一二三四1-4]季度?|Q[1-4]|[上下]半年|年中|\d{1,2}月份?|.{0,6}节点(?:目标|计划|任务))"
        r"(?:.{0,6}(?:目标|计划|任务|安排|进度))?$",
    ),
    ("lead", r"牵头(?:单位|部门).{0,6}[及和、/].*人"),
    ("duty", r"(?:责任|负责|承办|落实|^)(?:单位|部门).{0,4}[及和、/].*(?:人|领导)"),
    ("leader", r"领导|挂帅|包联人|包抓人|挂点人|分管县长|分管(?:市|区)长"),
    ("person", r"(?:责任|负责|经办|承办|办理|落实|主办|具体)(?:责任)?人|直接责任|责任同志|负责同志"),
    ("co", rf"配合|协办|协助|参与|协同|协作|会办|支持(?:{_UNIT})|其他责任(?:{_UNIT})"),
    ("lead", rf"牵头|主办|主责|首办|领办|主管(?:{_UNIT})|总负责"),
    (
        "duty",
        rf"(?:责任|负责|落实|实施|承担|承办|执行|推进|办理|完成|组织|归口|建设|报送|考核)(?:责任)?(?:{_UNIT})"
        rf"|^(?:{_UNIT}|单位名称|部门名称|业主|责任方|谁来干|责任主体)$",
    ),
    ("other", r"^原(?:定|来|有)?.{0,4}(?:时限|期限|时间)"),
    ("starts", r"(?:开始|启动|开工|交办|下达|立项|起始)(?:时间|日期)|^起$"),
    ("progress", r"进展|(?:完成|落实|推进|办理|整改|工作)情况|进度情况|目前(?:情况|进度|状况)|现状|形象进度|干到哪"),
    (
        "due",
        r"时限|期限|(?:完成|办结|办理|截止|截至|计划|竣工|到位|销号|整改)(?:时间|日期|时点|节点)|时间(?:节点|要求|安排|进度)"
        r"|节点|^(?:时间|日期|工期|截止|何时.*|啥时.*)$|什么时候",
    ),
    ("rate", r"完成率|百分比|完成比例|进度.?[(（]?%"),
    ("problems", r"问题|困难|短板|堵点|卡点|瓶颈"),
    ("next", r"下(?:一)?步|打算|后续"),
    ("state", r"状态|是否|办结否|亮灯|销号|评价等次|办理结果"),
    ("source", r"来源|依据|出处|文件名|批示"),
    ("standard", r"标准|成效|验收|(?:工作|具体|质量)要求|预期成果|成果形式|标志性成果"),
    (
        "measure",
        r"措施|举措|具体(?:内容|工作|任务|事项|做法)|细化|分解(?:任务|事项)|实施内容|主要(?:做法|内容)|工作内容"
        r"|怎么干|办理意见|步骤",
    ),
    ("task", r"任务|事项|议题|要点|项目名称|干什么|工作(?:名称|项目)|重点工作|实事"),
    ("target", r"目标|指标值?|任务(?:量|数|值)|计划(?:数|值|完成)|量化"),
    ("category", r"^[大小]类$|类别|分类|领域|板块|方面|类型|专题|属性|条线|战线|所属"),
    ("task", r"工作|内容|项目|指标名称|事由|名称"),
)  # fmt: skip
_KNOWN_HEADS = tuple((field, re.compile(pattern)) for field, pattern in _HEADS)
_WIDEST_HEAD = 22
_SAMPLE = 120
#: Characters of a task on the average, at the least.
_SHORTEST_TASKS = 5
_PAST = re.compile(
    "已(?:完成|建|开|印|出|有|经|于|办|投|全|累计|组织|召)|正在|目前|截至|累计|推进中|尚未|完成了|有序推进|正常推进"
)
_SERIAL = re.compile(r"[（(]?(?:\d{1,4}(?:[.-]\d{1,3}){0,2}|[一二三四五六七八九十]{1,4}|[①-⑳])[）).、．]?")
_PHONE = re.compile(r"(?:\d{3,4}-?)?\d{7,8}|1[\d*]{10}")
_RATE = re.compile(r"报?\d{1,3}(?:\.\d+)?[%％]")
_VALUE = re.compile(
    r"(?:[≥≤><＞＜≈±]|不低于|不少于|不超过|达到?|增长|力争)?\s*\d[\d,.]*\s*(?:[%％]|[\u4e00-\u9fff]{1,4})?(?:以上|以内|左右)?"
)


def words(said: str) -> str:
    """A head without blanks and asides, for comparison."""
    bare = re.sub(r"[\s　*＊]", "", said)
    return re.sub(r"[（(][^（）()]*[）)]$", "", bare) or bare


def of_head(leaf: str, group: str = "") -> str | None:
    """What a head says its column holds: by itself, else with the group above it; None for words not known."""
    leaf, group = words(leaf), words(group)
    said = group + leaf if re.fullmatch(_UNIT + "|人|时间|内容|名称", leaf) and group else leaf
    for text in (said, group + leaf):
        for field, pattern in _KNOWN_HEADS:
            if text and len(text) <= _WIDEST_HEAD and pattern.search(text):
                return field
    return None


def fingerprint(heads: Iterable[str]) -> str:
    """The mark of a template: 16 hex digits of its heads; years and blanks in them do not count."""
    bare = [re.sub(r"\d{2,4}年(?:\d{1,2}月)?|[\s　]", "", head) for head in heads]
    return hashlib.sha256("\x1f".join(bare).encode()).hexdigest()[:16]


def recognised(
    heads: Sequence[tuple[str, str]],
    contents: Sequence[Sequence[str]],
    known: Known,
    *,
    hidden: Sequence[bool] = (),
    settled: Mapping[str, Sequence[str]] | None = None,
) -> tuple[Column, ...]:
    """What every column holds. `heads`: (group, leaf) of each; `contents`: the texts that stand in each.

    `settled`: fields of a template by its fingerprint, as a person put them right before: those hold.
    """
    names = [f"{words(group)} {words(leaf)}".strip() if group != leaf else words(leaf) for group, leaf in heads]
    away = [n < len(hidden) and hidden[n] for n in range(len(heads))]
    kept = (settled or {}).get(fingerprint(names))
    if kept is not None and len(kept) == len(names):
        return tuple(Column(n, field, 1.0, "person", names[n], away[n]) for n, field in enumerate(kept))
    guesses = [_guess(n, heads[n], _marks(contents[n][:_SAMPLE], known)) for n in range(len(heads))]
    chosen = _chosen([one for some in guesses for one in some])
    found = []
    for n, name in enumerate(names):
        field, sure, by = chosen.get(n, ("other", 0.5, "nothing"))
        found.append(Column(n, field, round(sure, 2), by, name, away[n]))
    return _with_task(_with_lead(tuple(found)), contents)


_Guess = tuple[float, int, str, By]


def _guess(at: int, head: tuple[str, str], marks: Mapping[str, float]) -> list[_Guess]:
    """What a column may hold, each with how sure."""
    said = of_head(head[1], head[0])
    found: list[_Guess] = []
    strongest = max(marks, key=lambda one: marks[one], default="")
    if said:
        fits = _fits(said, marks)
        against = bool(marks) and fits < 0.2 and marks[strongest] >= 0.7 and _decides(strongest, said)
        found.append((0.35 if against else 0.75 + 0.25 * fits, at, said, "both" if fits >= 0.5 else "head"))
    for field, share in marks.items():
        if field == "units":
            most = 0.62 if said is None else 0.55
            found += [(most * share, at, "duty", "contents"), (0.55 * share, at, "co", "contents")]
        elif field != "text" and share >= 0.6:
            found.append((0.7 * share if not said else 0.5 * share, at, field, "contents"))
    if not said and marks.get("text", 0) > 0:
        found.append((0.5 + 0.2 * marks["text"], at, "task", "contents"))
        found.append((0.3 + 0.2 * marks["text"], at, "measure", "contents"))
    return found


def _decides(mark: str, said: str) -> bool:
    """Whether contents of one sort rule out what a head says: units are no dates, dates are no persons."""
    sort = {"units": UNITS, "due": {"due", "starts"}, "person": {"person", "leader", "contact"}}
    plain = UNITS | {"due", "person", "leader", "serial"}
    return mark in sort and said in plain | {"task", "category"} and said not in sort[mark]


def _fits(field: str, marks: Mapping[str, float]) -> float:
    """How well contents fit what a head says; half for what no contents can tell."""
    of = {
        "lead": "units", "duty": "units", "co": "units", "due": "due", "starts": "due", "leader": "person",
        "person": "person", "serial": "serial", "task": "text", "measure": "text", "progress": "progress",
        "contact": "contact", "rate": "rate",
    }.get(field)  # fmt: skip
    if not marks or of is None:
        return 0.5
    if field == "person" and marks.get("units", 0) > 0.5:
        return 0.5
    return marks.get(of, 0.0)


def _marks(texts: Sequence[str], known: Known) -> Mapping[str, float]:
    """Which share of a column's texts looks like each sort of contents; empty without texts."""
    said = [text.strip() for text in texts if text.strip()]
    if not said:
        return {}
    n = len(said)
    share = {
        "serial": _counting(said) / n,
        "units": sum(cells.is_units(one, known) for one in said) / n,
        "due": sum(cells.is_due(one) and not _SERIAL.fullmatch(one) for one in said) / n,
        "person": sum(cells.is_persons(one) for one in said) / n,
        "contact": sum(bool(_PHONE.search(one)) for one in said) / n,
        "rate": sum(bool(_RATE.fullmatch(one)) for one in said) / n,
        "progress": sum(bool(_PAST.search(one)) for one in said) / n,
    }
    share["target"] = (
        sum(bool(_VALUE.fullmatch(one)) and not one.isdigit() and not cells.is_due(one) for one in said) / n
    )
    long = sum(min(len(one), 30) for one in said) / n / 30
    share["text"] = long * (0.4 + 0.6 * sum(bool(VERB.search(one)) for one in said) / n) * (1 - max(share.values()))
    return {field: value for field, value in share.items() if value > 0.1}


def _is_value(said: str) -> bool:
    """Whether a text is a level to reach and no bare number or day."""
    return bool(_VALUE.fullmatch(said)) and not said.isdigit() and not cells.is_due(said)


def _counting(said: Sequence[str]) -> int:
    """How many texts are the next number, or begin counting again."""
    found, before = 0, 0
    for one in said:
        if not _SERIAL.fullmatch(one):
            continue
        digits = re.findall(r"\d+", one)
        now = int(digits[-1]) if digits else before + 1
        found += now in {before + 1, 1} or before == 0
        before = now
    return found


def _chosen(guesses: list[_Guess]) -> dict[int, tuple[str, float, By]]:
    """The surest guesses, one a column; a field that a table has once goes to the column that is surest of it."""
    found: dict[int, tuple[str, float, By]] = {}
    taken: set[str] = set()
    for sure, at, field, by in sorted(guesses, key=lambda one: (-one[0], one[1])):
        if at in found or (field in taken and field not in MANY) or sure < 0.3:
            continue
        found[at] = (field, sure, by)
        taken.add(field)
    return _in_order(found)


def _in_order(found: dict[int, tuple[str, float, By]]) -> dict[int, tuple[str, float, By]]:
    """Of two columns of words that no head tells, the left one names the task and the right one its steps."""
    told = {field: column for column, (field, _, _) in found.items()}
    at = {field: column for column, (field, _, by) in found.items() if by == "contents"}
    if "measure" in at and "task" in told and "task" not in at and at["measure"] < told["task"]:
        # Words to the left of the task are what it belongs to.
        found[at["measure"]] = ("category", 0.5, "contents")
    elif "measure" in at and "task" in at and at["measure"] < at["task"]:
        found[at["measure"]], found[at["task"]] = found[at["task"]], found[at["measure"]]
    return found


def _are_words(texts: Sequence[str]) -> bool:
    """Whether a column's texts are long enough to say what is to be done."""
    said = [text.strip() for text in texts if text.strip()]
    return bool(said) and sum(len(one) for one in said) >= _SHORTEST_TASKS * len(said)


def _with_lead(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Of two columns of units of which a head tells only one, the left one leads: so do all offices write them."""
    units = [column for column in columns if column.field in UNITS]
    if len(units) != 2 or all(column.by != "contents" for column in units):
        return columns
    settled = {units[0].at: "duty" if units[1].field == "co" else "lead", units[1].at: "co"}
    if units[1].by != "contents" and units[1].field == "duty":
        settled[units[1].at] = "duty"
    if units[0].by != "contents":
        settled[units[0].at] = units[0].field if units[0].field != "co" else "co"
    return tuple(dataclasses.replace(c, field=settled.get(c.at, c.field)) for c in columns)


def _with_task(columns: tuple[Column, ...], contents: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    """The same columns with one that names the task: what comes next to it, where no head does."""
    held = {column.field for column in columns}
    if "task" in held or not contents:
        return columns
    for field in ("measure", "target", "category", "standard", "other"):
        one = next((c for c in columns if c.field == field and _are_words(contents[c.at])), None)
        if one:
            changed = dataclasses.replace(one, field="task", sure=min(one.sure, LIKELY))
            return tuple(changed if c is one else c for c in columns)
    return columns
