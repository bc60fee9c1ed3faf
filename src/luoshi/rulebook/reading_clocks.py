"""Clock rules from their tables: choices, duties, cadences, and terms, which kinds and ladders use too."""

from collections.abc import Mapping

from luoshi.clock import Cadence, Term
from luoshi.clock.cadence import EVERY, ON
from luoshi.clock.terms import UNITS
from luoshi.rulebook.shapes import (
    ACTS,
    ANCHORS,
    FROM_HAND_OVER,
    ROLES,
    CadenceRule,
    Choice,
    ClockRule,
    DutyRule,
    Head,
    Option,
)
from luoshi.rulebook.tables import Table

_NO_TERM = Term(0, "day")


def read_clock(table: Table, head: Head) -> ClockRule:
    """The clock rule of a file whose `[clock]` is `head`."""
    choices = tuple(read_choice(one) for one in table.tables("choice"))
    for number, choice in enumerate(choices):
        if choice.code in {earlier.code for earlier in choices[:number]}:
            table.faults.add("twice", ("choice", number, "code"), value=choice.code)
    declared = {choice.code: choice.codes for choice in choices}
    duties = tuple(_duty(one, declared) for one in table.tables("duty"))
    cadences = tuple(_cadence_rule(one, declared) for one in table.tables("cadence"))
    if not duties and not cadences:
        table.fault("no_duty", "")
    _refuse_clashes(table, duties)
    return ClockRule(head, choices, duties, cadences)


def _refuse_clashes(table: Table, duties: tuple[DutyRule, ...]) -> None:
    """Two blocks for one act and role that can hold together and say equally much: which one rules?"""
    for number, duty in enumerate(duties):
        for earlier in range(number):
            if _tie(duty, duties[earlier]):
                table.faults.add("clash", ("duty", number), value=duty.act, other=earlier + 1)


def _tie(one: DutyRule, other: DutyRule) -> bool:
    from_start = one.term.anchor in FROM_HAND_OVER and other.term.anchor in FROM_HAND_OVER
    same = (one.act, one.role) == (other.act, other.role) and (from_start or one.term.anchor == other.term.anchor)
    together = all(other.when.get(name, value) == value for name, value in one.when.items())
    return same and together and len(one.when) == len(other.when)


def read_choice(table: Table) -> Choice:
    """A `[[choice]]`: code, label, options, default."""
    options = read_options(table)
    default = table.text("default")
    if options and default and default not in {option.code for option in options}:
        table.fault("not_one_of", "default", value=default, options=[option.code for option in options])
    choice = Choice(
        table.text("code"),
        table.words("label"),
        options,
        default,
        table.source(),
        table.flag("local", default=False),
    )
    table.close()
    return choice


def read_options(table: Table) -> tuple[Option, ...]:
    """`option = [{ code = …, label = … }, …]`."""
    read = []
    for one in table.tables("option"):
        read.append(Option(one.text("code"), one.words("label")))
        one.close()
    return tuple(read)


def _when(table: Table, declared: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Equality on declared choices; nothing else can be said."""
    when = table.pairs("when")
    for name, value in when.items():
        if name not in declared:
            table.faults.add("unknown_choice", (*table.path, "when", name), value=name, options=sorted(declared))
        elif value not in declared[name]:
            table.faults.add("not_one_of", (*table.path, "when", name), value=value, options=list(declared[name]))
    return when


def _duty(table: Table, declared: Mapping[str, tuple[str, ...]]) -> DutyRule:
    term = read_term(table, "term")
    otherwise = read_term(table, "otherwise") if "otherwise" in table else None
    if otherwise is not None and (term.anchor != "item_due" or otherwise.anchor == "item_due"):
        table.fault("otherwise_without_item_due", "otherwise")
    duty = DutyRule(
        table.one_of("act", ACTS),
        table.one_of("role", ROLES, default="lead"),
        term,
        otherwise,
        _when(table, declared),
        table.one_of("instead", ("", "plan"), default=""),
        table.source(),
        table.flag("local", default=False),
    )
    table.close()
    return duty


def read_term(table: Table, key: str) -> Term:
    """`{ amount = 3, unit = "working_day", … }` at `key`."""
    inner = table.table(key)
    if inner is None:
        table.fault("missing_key", key)
        return _NO_TERM
    amount, unit = inner.whole("amount"), inner.one_of("unit", UNITS)
    anchor = inner.one_of("anchor", ANCHORS, default="handed_over")
    before, first = inner.flag("before", default=False), inner.flag("count_first_day", default=False)
    cut_off, roll = inner.time("cut_off"), inner.one_of("roll", ("next", "none"), default="next")
    inner.close()
    return table.build(
        key,
        lambda: Term(amount, unit, anchor, before, first, cut_off, roll),  # type: ignore[arg-type]  # one_of checked
        _NO_TERM,
    )


def _cadence_rule(table: Table, declared: Mapping[str, tuple[str, ...]]) -> CadenceRule:
    every = _cadence(table)
    reason = table.text("reason", default="")
    if every.unit == "week" and not reason:
        # R13-04: a cycle shorter than a month says why and shows on the burden meter
        table.fault("short_cycle", "reason")
    rule = CadenceRule(
        table.one_of("act", ACTS),
        table.one_of("role", ROLES, default="lead"),
        every,
        _when(table, declared),
        table.source(),
        table.flag("local", default=False),
        reason,
    )
    table.close()
    return rule


def _cadence(table: Table) -> Cadence:
    fallback = Cadence(1, "month", "last_working_day")
    inner = table.table("every")
    if inner is None:
        table.fault("missing_key", "every")
        return fallback
    if inner.data.get("unit") == "day":
        inner.fault("daily_cycle", "unit")
        return fallback
    amount, unit, on = inner.whole("amount", least=1), inner.one_of("unit", EVERY), inner.one_of("on", ON)
    day, first_after = inner.whole("day", default=0), inner.whole("first_after", default=0)
    roll = inner.one_of("roll", ("next", "none"), default="next")
    inner.close()
    return table.build(
        "every",
        lambda: Cadence(amount, unit, on, day, roll, first_after),  # type: ignore[arg-type]  # one_of checked
        fallback,
    )
