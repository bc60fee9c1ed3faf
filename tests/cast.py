"""A named cast in a small fictitious county: the people of the office cases in every room's tests.

`build(at)` writes the county with the organisation's own operations and returns a `Cast`:

* `clerk` (supervision officer) and `director` (section chief) of the county government's supervision office;
* `lead` (liaison) and `head` of the education bureau, which usually leads; `co` (liaison) of the finance bureau;
  `township` (liaison) of a township; `stranger`, the liaison of a bureau that has no part in anything;
* `vice_mayor`, in charge of the bureaus; `chief`; `secretary` of the vice mayor, acting for her;
* `party_clerk` of the other issuing office; `auditor`, `administrator`, `security`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from luoshi.org import operations, queries
from luoshi.org.access import Actor, system_actor
from luoshi.org.operations import StaffSpec, UnitSpec

AREA_CODE = "140899"
FOUNDED_ON = date(2024, 1, 1)

# key, code, full name, kind, short name
_UNITS = (
    ("leadership", "001", "晋源北县人民政府", "leadership", "县政府"),
    ("office", "002", "晋源北县人民政府督查室", "office", "县政府督查室"),
    ("party_office", "003", "中共晋源北县委督查室", "office", "县委督查室"),
    ("education", "011", "晋源北县教育局", "department", "县教育局"),
    ("finance", "012", "晋源北县财政局", "department", "县财政局"),
    ("forestry", "013", "晋源北县林业局", "department", "县林业局"),
    ("towns", "101", "晋源北县柳树镇人民政府", "township", "柳树镇"),
    ("centre", "201", "晋源北县大数据中心", "department", "县大数据中心"),
)
# key, unit, title, role, person
_POSTS = (
    ("chief", "leadership", "县长", "chief_leader", "高远川"),
    ("vice_mayor", "leadership", "副县长", "leader", "梁静仪"),
    ("director", "office", "主任", "supervision_director", "周正言"),
    ("clerk", "office", "干事", "supervision_officer", "李小满"),
    ("party_clerk", "party_office", "干事", "supervision_officer", "马立秋"),
    ("head", "education", "局长", "unit_head", "王守成"),
    ("lead", "education", "联络员", "liaison", "陈晓禾"),
    ("co_head", "finance", "局长", "unit_head", "孙其昌"),
    ("co", "finance", "联络员", "liaison", "赵一鸣"),
    ("stranger", "forestry", "联络员", "liaison", "林间月"),
    ("township_head", "towns", "镇长", "unit_head", "柳大树"),
    ("township", "towns", "联络员", "liaison", "田春生"),
    ("auditor", "centre", "安全审计员", "auditor", "严明察"),
    ("administrator", "centre", "系统管理员", "system_admin", "程序安"),
    ("security", "centre", "安全保密管理员", "security_admin", "钟守密"),
)
_SECRETARY = ("secretary", "leadership", "秘书", "secretary", "苏文笔")
# Other words for the same people, as office cases like to call them.
_ALSO = MappingProxyType(
    {
        "section_chief": "director",
        "lead_liaison": "lead",
        "unit_head": "head",
        "co_liaison": "co",
        "leader": "vice_mayor",
        "chief_leader": "chief",
        "system_admin": "administrator",
    }
)


@dataclass(frozen=True)
class Cast:
    """The county's ids by the keys of the module's docstring; units also by `education`, `finance`, `towns` …"""

    area_id: int
    units: MappingProxyType[str, int]
    posts: MappingProxyType[str, int]
    persons: MappingProxyType[str, int]
    offices: MappingProxyType[str, int]
    founder: Actor

    def actor(self, who: str, as_of: datetime) -> Actor:
        """The actor that this person of the cast is on the day, sitting on her own post; KeyError for nobody."""
        key = _ALSO.get(who, who)
        post_id = self.posts[key]
        mine = queries.actors_for(self.persons[key], as_of=as_of)
        return next(actor for actor in mine if actor.post_id == post_id)

    def unit(self, who: str) -> int:
        """The unit by its own key, or of a person of the cast."""
        key = _ALSO.get(who, who)
        return self.units[key] if key in self.units else self.units[_UNIT_OF[key]]

    def post(self, who: str) -> int:
        """The post of a person of the cast."""
        return self.posts[_ALSO.get(who, who)]

    def person(self, who: str) -> int:
        """The person behind a key."""
        return self.persons[_ALSO.get(who, who)]

    @property
    def office_id(self) -> int:
        """The issuing office of clerk and director."""
        return self.offices["office"]


_UNIT_OF = {key: unit for key, unit, *_ in (*_POSTS, _SECRETARY)}


def build(at: datetime) -> Cast:
    """Write the county at the moment `at`; everything in it holds since 2024-01-01."""
    founder = system_actor("init")
    area_id = operations.found_area(actor=founder, at=at, code=AREA_CODE, name="晋源北县", level="county")
    specs = [UnitSpec(code=code, name=name, kind=kind, short_name=short) for _, code, name, kind, short in _UNITS]
    made = operations.found_units(actor=founder, at=at, area_id=area_id, units=specs, on=FOUNDED_ON)
    units = dict(zip((key for key, *_ in _UNITS), made, strict=True))
    posts, persons = _staff(founder, at, units)
    operations.give_divisions(
        actor=founder,
        at=at,
        leader_post_id=posts["vice_mayor"],
        unit_ids=[units[key] for key in ("education", "finance", "towns")],
        on=FOUNDED_ON,
    )
    offices = {
        key: operations.open_issuing_office(actor=founder, at=at, unit_id=units[key], code=code, title=title)
        for key, code, title in (("office", "政督", "县政府督查室"), ("party_office", "委督", "县委督查室"))
    }
    return Cast(
        area_id=area_id,
        units=MappingProxyType(units),
        posts=MappingProxyType(posts),
        persons=MappingProxyType(persons),
        offices=MappingProxyType(offices),
        founder=founder,
    )


def _staff(founder: Actor, at: datetime, units: dict[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    """Posts and persons by key; the secretary last, because she serves a post that must exist."""
    specs = [StaffSpec(units[unit], title, role, name) for _, unit, title, role, name in _POSTS]
    made = operations.staff(actor=founder, at=at, posts=specs, on=FOUNDED_ON)
    keys = [key for key, *_ in _POSTS]
    posts = {key: one.post_id for key, one in zip(keys, made, strict=True)}
    persons = {key: one.person_id for key, one in zip(keys, made, strict=True)}
    key, unit, title, role, name = _SECRETARY
    spec = StaffSpec(units[unit], title, role, name, serves_id=posts["vice_mayor"])
    (last,) = operations.staff(actor=founder, at=at, posts=[spec], on=FOUNDED_ON)
    return posts | {key: last.post_id}, persons | {key: last.person_id}
