"""Kinds of item from their tables: fields, stages, limits, acceptance, pace, grades."""

from typing import Final

from luoshi.rulebook.reading_clocks import read_options, read_term
from luoshi.rulebook.shapes import ExtensionRule, Field, Head, KindRule, Limit, Objection, PaceRule, Stage
from luoshi.rulebook.tables import Table

FIELD_TYPES: Final = ("text", "long_text", "whole", "date", "choice", "flag", "ref")
METHODS: Final = ("paper", "phone", "on_site", "third_party")
GRADES: Final = ("excellent", "good", "pass", "fail")
DECIDERS: Final = ("office", "leader", "chief_leader")


def read_kind(table: Table, head: Head) -> KindRule:
    """The kind of a file whose `[kind]` is `head`."""
    top = Table(table.data.get("kind", {}), ("kind",), table.faults)
    fields = tuple(_field(one) for one in table.tables("field"))
    stages = tuple(_stage(one) for one in table.tables("stage"))
    for place, codes in (("field", [one.code for one in fields]), ("stage", [one.code for one in stages])):
        for number, code in enumerate(codes):
            if code in codes[:number]:
                table.faults.add("twice", (place, number, "code"), value=code)
    return KindRule(
        head,
        top.text("letter"),
        top.text("clock"),
        top.text("scheme"),
        top.text("ladder"),
        fields,
        stages,
        _objection(_required(table, "objection")),
        _extension(_required(table, "extension")),
        _some_of(top, "acceptance", METHODS),
        _pace(table.table("pace")),
        _some_of(top, "grades", GRADES),
    )


def _required(table: Table, key: str) -> Table:
    """The table at `key`; an empty one, noted as missing, when it is not there."""
    inner = table.table(key)
    if inner is None:
        table.fault("missing_key", key)
        # a throw-away list of faults: one missing table is one fault, not one for each of its keys
        return Table({}, (key,), type(table.faults)(table.faults.file, table.faults.lines))
    return inner


def _some_of(table: Table, key: str, options: tuple[str, ...]) -> tuple[str, ...]:
    said = table.texts(key)
    for one in said:
        if one not in options:
            table.fault("not_one_of", key, value=one, options=list(options))
    return said


def _field(table: Table) -> Field:
    kind = table.one_of("type", FIELD_TYPES)
    options = read_options(table)
    if (kind == "choice") != bool(options):
        table.fault("choice_options", "option")
    field = Field(
        table.text("code"),
        table.words("label"),
        kind,
        table.text("unit", default=""),
        table.flag("required", default=False),
        table.flag("private", default=False),
        table.flag("filter", default=False),
        options,
    )
    if field.private and field.filter:
        table.fault("private_filter", "filter")
    table.source()
    table.flag("local", default=False)
    table.close()
    return field


def _stage(table: Table) -> Stage:
    stage = Stage(
        table.text("code"),
        table.words("label"),
        table.text("definition", default=""),
        table.text("evidence", default=""),
        table.source(),
    )
    table.close()
    return stage


def _limits(table: Table, key: str) -> tuple[Limit, ...]:
    """`[[… .within]]`: shorter items first; the last one without `up_to_days` covers all the rest."""
    limits = []
    for one in table.tables(key):
        limits.append(Limit(one.whole("up_to_days", default=0), read_term(one, "term")))
        one.close()
    days = [limit.up_to_days for limit in limits]
    if not limits or days[-1] != 0 or 0 in days[:-1] or days[:-1] != sorted(days[:-1]):
        table.fault("limits_order", key)
    return tuple(limits)


def _objection(table: Table) -> Objection:
    read = Objection(
        _limits(table, "within"),
        table.whole("most", default=1),
        table.one_of("decided_by", DECIDERS, default="office"),
        table.one_of("second_by", DECIDERS, default="leader"),
        table.source(),
        table.flag("local", default=False),
    )
    table.close()
    return read


def _extension(table: Table) -> ExtensionRule:
    read = ExtensionRule(
        _limits(table, "apply_before"),
        table.whole("most", default=1),
        table.whole("longest_days", default=0),
        table.flag("within_original", default=True),
        table.whole("longest_days_annual", default=92),
        table.one_of("decided_by", DECIDERS, default="office"),
        table.one_of("second_by", DECIDERS, default="leader"),
        table.source(),
        table.flag("local", default=False),
    )
    table.close()
    return read


def _pace(table: Table | None) -> PaceRule | None:
    if table is None:
        return None
    shares = table.wholes("shares")
    rising = all(0 < low < high for low, high in zip(shares, shares[1:], strict=False))
    if not shares or not rising or shares[-1] != 10000:
        table.fault("shares", "shares")
        shares = (10000,)
    read = PaceRule(shares, table.source(), table.flag("local", default=False))
    table.close()
    return read
