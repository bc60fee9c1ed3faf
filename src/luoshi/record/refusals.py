"""Refusals: what may not be done, by which rule and what to do instead. All reasons at once, as codes and values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: the code of a text in a room's `messages.toml`, its values, the rule id behind it ("" if none)."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)
    rule: str = ""


class Refused(Exception):  # noqa: N818  (an office refuses; it does not err)
    """The operation changed nothing; `reasons` holds every reason, in the order found."""

    def __init__(self, reasons: Iterable[Reason]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("; ".join(f"{one.code} {dict(one.values)}" for one in self.reasons))


class Conflict(Refused):
    """Somebody else changed the record first: the version that was seen, and the one that stands now."""

    def __init__(self, *, seen: int, now: int, reasons: Iterable[Reason] | None = None) -> None:
        self.seen, self.now = seen, now
        super().__init__(reasons or [Reason("record.stale", {"seen": seen, "now": now})])


class NotVisible(Refused):
    """There is no such record for this actor; whether it exists for others is not told."""

    def __init__(self, reasons: Iterable[Reason] | None = None) -> None:
        super().__init__(reasons or [Reason("record.not_visible")])


class AlreadyDone(Exception):  # noqa: N818
    """The one-use key of this form was spent before; `result` is what the first use returned."""

    def __init__(self, result: object) -> None:
        self.result = result
        super().__init__("this form was sent before")
