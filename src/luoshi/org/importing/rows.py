"""The rows of the directory's table: units, and posts with who holds them. Every fault names sheet, row and column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from luoshi.org.access import ROLES
from luoshi.org.models import Post, Unit
from luoshi.record import messages
from luoshi.record.refusals import Reason

UNITS, POSTS = "units", "posts"
#: Sheet → its heading in Chinese; as the template writes it.
SHEETS = {UNITS: "单位", POSTS: "岗位和人员"}
#: Sheet → field → the heading of its column.
COLUMNS: Mapping[str, Mapping[str, str]] = {
    UNITS: {
        "code": "单位编码", "name": "全称", "short_name": "简称", "kind": "类别", "parent": "上级编码",
        "aliases": "别名",
    },
    POSTS: {
        "unit": "单位编码", "title": "职务", "role": "角色", "name": "姓名", "login": "登录名", "mobile": "手机号码",
        "serves": "所服务的岗位",
    },
}  # fmt: skip
_MUST = {UNITS: ("code", "name", "kind"), POSTS: ("unit", "title", "role")}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: the sheet's name and the number of the row, as a person counts."""

    sheet: str
    row: int

    def fault(self, code: str, column: str, **values: object) -> Reason:
        """A fault of one cell."""
        said = {"sheet": self.sheet, "row": self.row, "column": column, **values}
        return Reason(f"import.{code}", said)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit; `kind` is a code of `Unit.Kind`, `parent` the superior's code or empty."""

    place: Place
    code: str
    name: str
    short_name: str
    kind: str
    parent: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post and who holds it; `role` is a code, `serves` the leader's post as `单位编码 职务`; no name: vacant."""

    place: Place
    unit: str
    title: str
    role: str
    name: str
    login: str
    mobile: str
    serves: str

    @property
    def key(self) -> tuple[str, str]:
        """What tells posts apart: unit and title."""
        return self.unit, self.title


@dataclass(frozen=True, slots=True)
class Read:
    """The rows that could be read, and every fault of the others."""

    units: tuple[UnitRow, ...]
    posts: tuple[PostRow, ...]
    faults: tuple[Reason, ...]


def read(sheets: Sequence[tuple[str, Sequence[Sequence[str]]]]) -> Read:
    """The rows of all sheets that bear our headings. Other sheets are the office's own business, unless they bear one
    of our names, or no sheet is ours."""
    units: list[UnitRow] = []
    posts: list[PostRow] = []
    faults: list[Reason] = []
    for name, rows in sheets:
        head = [cell.strip() for cell in rows[0]] if rows else []
        sort = next((one for one in COLUMNS if set(_headings(one, _MUST[one])) <= set(head)), None)
        if sort is None:
            is_ours = name in SHEETS.values() or len(sheets) == 1
            faults += [Reason("import.headings", {"sheet": name or "CSV"})] if is_ours and any(map(any, rows)) else []
            continue
        for number, row in enumerate(rows[1:], 2):
            cells = dict(zip(head, (cell.strip() for cell in row), strict=False))
            if any(cells.values()):
                place = Place(name or SHEETS[sort], number)
                found = {field: cells.get(heading, "") for field, heading in COLUMNS[sort].items()}
                faults += _faults(sort, place, found)
                (units.append(_unit(place, found)) if sort == UNITS else posts.append(_post(place, found)))
    return Read(tuple(units), tuple(posts), tuple(faults))


def _headings(sort: str, fields: Sequence[str]) -> list[str]:
    return [COLUMNS[sort][field] for field in fields]


def _faults(sort: str, place: Place, cells: Mapping[str, str]) -> list[Reason]:
    """What is missing in a row, or no word of ours."""
    heads = COLUMNS[sort]
    faults = [place.fault("missing", heads[field]) for field in _MUST[sort] if not cells[field]]
    if sort == UNITS and cells["kind"] and not _code("unit_kind", Unit.Kind.values, cells["kind"]):
        faults.append(place.fault("kind_unknown", heads["kind"], said=cells["kind"]))
    if sort == POSTS and cells["role"] and not _code("post_role", Post.Role.values, cells["role"]):
        faults.append(place.fault("role_unknown", heads["role"], said=cells["role"]))
    if sort == POSTS and (cells["login"] or cells["mobile"]) and not cells["name"]:
        faults.append(place.fault("missing", heads["name"]))
    return faults


def _code(section: str, codes: Sequence[str], said: str) -> str:
    """The code that a word of the catalogue, Chinese or English, or the code itself means; empty for none."""
    for code in codes:
        words = {messages.word(f"{section}.{code}", language="zh"), messages.word(f"{section}.{code}", language="en")}
        if said == code or said in words:
            return code
    return ""


def _unit(place: Place, cells: Mapping[str, str]) -> UnitRow:
    names = cells["aliases"].replace("，", "、").replace(",", "、").split("、")
    return UnitRow(
        place=place,
        code=cells["code"],
        name=cells["name"],
        short_name=cells["short_name"] or cells["name"],
        kind=_code("unit_kind", Unit.Kind.values, cells["kind"]),
        parent=cells["parent"],
        aliases=tuple(dict.fromkeys(one.strip() for one in names if one.strip())),
    )


def _post(place: Place, cells: Mapping[str, str]) -> PostRow:
    return PostRow(
        place=place,
        unit=cells["unit"],
        title=cells["title"],
        role=_code("post_role", [one for one in ROLES if one != "system"], cells["role"]),
        name=cells["name"],
        login=cells["login"],
        mobile=cells["mobile"],
        serves=cells["serves"],
    )
