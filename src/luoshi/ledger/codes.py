"""The closed lists of the ledger: every code that a column may hold. Their words stand in messages.toml."""

from enum import StrEnum


class State(StrEnum):
    """事项状态: six and no more; signed for, suspended, objected, converted and archived are dated facts."""

    DRAFT = "draft"  # 拟办: confirmed, not handed over
    OPEN = "open"  # 办理中
    SUBMITTED = "submitted"  # 申请办结
    CONCLUDED = "concluded"  # 办结, carries a grade
    CLOSED = "closed"  # 销号
    WITHDRAWN = "withdrawn"  # 撤销


class Role(StrEnum):
    """责任分工: the part of a unit, or of a leader's post, in an item."""

    LEAD_LEADER = "lead_leader"  # 牵头领导
    LEADER = "leader"  # 分管领导
    LEAD = "lead"  # 牵头(主办)
    COLLATING = "collating"  # 汇总单位: the one lead that answers when there are several
    CO = "co"  # 配合(协办)
    LOCAL = "local"  # 属地
    SECTOR = "sector"  # 行业监管
    PRINCIPAL = "principal"  # 主体
    PAIRING = "pairing"  # 包保
    ACCEPTANCE = "acceptance"  # 验收


LEADER_ROLES = (Role.LEAD_LEADER, Role.LEADER)
# Whoever stands in one of these owes a part of the work to the lead; a second lead owes one too.
PART_ROLES = (Role.CO, Role.LOCAL, Role.SECTOR, Role.PRINCIPAL, Role.PAIRING)


class DutyAct(StrEnum):
    """待办: what somebody owes by a moment."""

    SIGN = "sign"
    ARRANGE = "arrange"
    REPORT = "report"
    PLAN = "plan"
    APPROVE_PLAN = "approve_plan"
    NODE = "node"
    PART = "part"
    CONCLUDE = "conclude"
    VERIFY = "verify"
    DECIDE_OBJECTION = "decide_objection"
    DECIDE_EXTENSION = "decide_extension"
    STRIKE_OFF = "strike_off"


class ClosedReason(StrEnum):
    """Why a duty ended without being met."""

    WAIVED = "waived"  # 免报: the lead or the issuer lets it go, with a reason
    SUPERSEDED = "superseded"  # a successor took its place (extension, new lead, resumed)
    CANCELLED = "cancelled"  # the item ended, or the ground fell away
    SUSPENDED = "suspended"  # 暂缓


class Urgency(StrEnum):
    """紧急程度."""

    NORMAL = "normal"
    URGENT = "urgent"
    EXTRA_URGENT = "extra_urgent"


class Klass(StrEnum):
    """督办级别."""

    KEY = "key"
    ORDINARY = "ordinary"


class TermClass(StrEnum):
    """期限类型."""

    AT_ONCE = "at_once"
    LIMITED = "limited"
    LONG_TERM = "long_term"
    STANDING = "standing"  # what must never happen: watched, and never completed


class Grade(StrEnum):
    """评价等次 (R1-10)."""

    EXCELLENT = "excellent"
    GOOD = "good"
    PASS = "pass"  # noqa: S105 - a grade
    FAIL = "fail"


class Method(StrEnum):
    """核查方式."""

    PAPER = "paper"
    PHONE = "phone"
    ON_SITE = "on_site"
    THIRD_PARTY = "third_party"


class Source(StrEnum):
    """The letter of the item number that tells where the item came from (R3-09)."""

    REPORT = "R"  # 政府工作报告
    MEETING = "M"  # 会议议定
    INSTRUCTION = "I"  # 领导批示
    MATTER = "T"  # 其他交办


class ReportKind(StrEnum):
    """What a report says: how it goes, that a part is done, or that the whole is done."""

    PROGRESS = "progress"  # 进展反馈
    PART = "part"  # 配合任务完成情况
    SUBMISSION = "submission"  # 办结申请


class Purpose(StrEnum):
    """Why somebody looked: before concluding, or afterwards."""

    CONCLUSION = "conclusion"  # 核查
    RECHECK = "recheck"  # 回头看
