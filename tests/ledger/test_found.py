"""What an act says can be found at once by those to whom the item's page shows it, and by nobody else."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from tests.ledger import ways
from tests.ledger.office import Office

from luoshi.ledger import operations, queries
from luoshi.ledger.models import Item
from luoshi.ledger.searching import SOURCES
from luoshi.org.access import system_actor
from luoshi.record.refusals import NotVisible
from luoshi.search import operations as search
from luoshi.search import queries as index
from luoshi.search.folding import fold
from luoshi.search.models import Entry
from luoshi.search.records import GROUPS, Kind
from luoshi.search.wanted import read

EVERYBODY = (
    "clerk", "director", "lead", "head", "co", "co_head", "township", "stranger", "vice_mayor", "secretary", "chief",
    "party_clerk", "auditor", "administrator", "security",
)  # fmt: skip
#: Words that stand in one place each, and the kind of entry that holds them.
WORDS = {
    "城东幼儿园": Kind.TITLE,
    "常务会议纪要": Kind.ITEM,
    "九月一日开园": Kind.ITEM,
    "第1步": Kind.PLAN,
    "主体结构": Kind.REPORT,
    "资金已经拨付": Kind.REPORT,
    "雨季停工": Kind.EXTENSION,
    "工期可以压缩": Kind.EXTENSION,
    "不属本单位职责": Kind.OBJECTION,
    "三定规定": Kind.OBJECTION,
    "省里调整规划": Kind.SUSPENSION,
    "现场已经看过": Kind.LOOK,
    "又见杂草": Kind.ENDING,
}


KINDS = [*GROUPS["item"], *GROUPS["report"], *GROUPS["course"]]


def found(office: Office, who: str, line: str, seen: index.Seen | None = None) -> list[tuple[Kind, int | None]]:
    """What this person finds by these words, everywhere in the ledger; counting tells the same."""
    mine = seen or queries.seen_entries(office.actor(who), as_of=office.at)
    hits = index.find(read(line), kinds=KINDS, seen=mine).hits
    assert index.tally(read(line), kinds=KINDS, seen=mine).n == len(hits)
    return [(hit.kind, hit.item_id) for hit in hits]


def shown(office: Office, who: str, item: Item) -> str:
    """Everything that the item's page shows this person, folded; nothing where there is no page for her."""
    try:
        page = queries.item_page(office.actor(who), item.pk, as_of=office.at)
    except NotVisible:
        return ""
    said: list[Any] = [page.line.title, page.basis.title, page.basis.clause, page.basis.quote, page.acceptance]
    said += [plan.note + plan.returned_reason for plan in page.plans if plan.standing != "replaced"]
    said += [f"{node.title}，{node.standard}" for plan in page.plans for node in plan.nodes]
    said += [f"{one.text}，{one.problems}，{one.next_step}" for one in page.reports]
    said += [one.note for one in page.verifications]
    said += [f"{one.reason}，{one.duty_basis}，{one.decision}" for one in page.objections]
    said += [f"{one.reason}，{one.decision}" for one in page.extensions]
    said += [one.reason for one in page.suspensions] + [one.revoked_reason for one in page.conclusions]
    return fold("，".join(said))


def disputed(office: Office) -> Item:
    """A running item with a plan, reports, and everything that lead, co-unit and office can settle about it."""
    item = office.running()
    at: dict[str, Any] = {"at": office.at, "item_id": item.pk}
    plan = operations.hand_in_plan(actor=office.actor("lead"), nodes=ways.nodes(item.due_on), **at)
    operations.approve_plan(actor=office.actor("vice_mayor"), at=office.at, plan_id=plan)
    until, director = item.due_on + timedelta(days=20), office.actor("director")
    asked = operations.ask_extension(actor=office.actor("head"), until=until, reason="雨季停工。", **at)
    said: dict[str, Any] = {"actor": director, "at": office.at}
    operations.decide_extension(extension_id=asked, granted=False, reason="工期可以压缩。", **said)
    basis = {"duty_basis": "县财政局三定规定第四条", "suggested_unit_id": office.cast.unit("forestry")}
    doubt = operations.object_to(actor=office.actor("lead"), reason="不属本单位职责。", **basis, **at)
    operations.decide_objection(objection_id=doubt, upheld=False, reason="照旧。", **said)
    ways.report(office, item)
    ways.finish_part(office, item)
    operations.suspend(
        version=ways.fresh(item).version, reason="省里调整规划。", review_on=item.due_on, actor=director, **at
    )
    return ways.fresh(item)


def ended(office: Office) -> Item:
    """An item that was closed and opened again."""
    item = ways.submitted(office, title="清理河道")
    ways.verify(office, item, note="现场已经看过。")
    ways.conclude(office, item)
    ways.strike_off(office, item)
    version, director = ways.fresh(item).version, office.actor("director")
    operations.reopen(actor=director, at=office.at, item_id=item.pk, version=version, reason="又见杂草。")
    return ways.fresh(item)


def test_the_index_shows_each_person_exactly_what_the_pages_show_her(office: Office) -> None:
    items = [
        disputed(office),
        ended(office),
        office.open(title="还没有交办的城东幼儿园", assignments=office.lines(co=())),
    ]
    wrong: dict[object, object] = {}
    n_found = dict.fromkeys(EVERYBODY, 0)
    for who in EVERYBODY:
        seen = queries.seen_entries(office.actor(who), as_of=office.at)
        pages = [shown(office, who, item) for item in items]
        for word, kind in WORDS.items():
            wanted = {item.pk for item, page in zip(items, pages, strict=True) if fold(word) in page}
            hits = found(office, who, word, seen)
            n_found[who] += bool(hits)
            if {item_id for _, item_id in hits} != wanted or {one for one, _ in hits} - {kind}:
                wrong[who, word] = (hits, wanted)
    assert wrong == {}
    assert {n_found[who] for who in ("clerk", "director", "chief", "vice_mayor", "lead", "head")} == {len(WORDS)}
    assert 0 < n_found["co"] < len(WORDS)
    assert {n_found[who] for who in ("stranger", "auditor", "administrator", "security")} == {0}


def test_a_unit_whose_part_was_taken_away_does_not_find_its_own_reports_any_more(office: Office) -> None:
    item = office.running(assignments=office.lines(co=()), kind="matter", clock="13710", due_on=None)
    ways.report(office, item, text="主体结构已经封顶。")
    basis = {
        "duty_basis": "县教育局三定规定",
        "suggested_unit_id": office.cast.unit("finance"),
        "reason": "不属本单位职责。",
    }
    doubt = operations.object_to(actor=office.actor("lead"), at=office.at, item_id=item.pk, **basis)
    assert found(office, "lead", "主体结构")
    operations.decide_objection(
        actor=office.actor("director"), at=office.at, objection_id=doubt, upheld=True, reason="改派。",
        new_lead_unit_id=office.cast.unit("finance"),
    )  # fmt: skip
    assert found(office, "lead", "主体结构") == []
    assert found(office, "co", "主体结构")


def test_a_corrected_title_is_found_by_its_new_words_only(office: Office) -> None:
    item = office.open()
    operations.edit_item(
        actor=office.actor("clerk"),
        at=office.at,
        item_id=item.pk,
        version=item.version,
        changes={"title": "建成城西小学"},
    )
    assert (found(office, "clerk", "城东"), found(office, "clerk", "城西")) == ([], [(Kind.TITLE, item.pk)])


def test_an_item_kept_on_paper_is_found_by_its_number_and_by_no_word(office: Office) -> None:
    item = office.open(offline="保密柜甲第三格", title="", acceptance="", basis=operations.Basis(title=""))
    assert found(office, "clerk", item.number) == [(Kind.TITLE, item.pk)]
    assert found(office, "clerk", "保密柜") == []


def test_an_act_that_is_refused_or_taken_back_leaves_nothing_to_find(office: Office) -> None:
    item = office.running()
    with transaction.atomic():
        ways.report(office, item)
        transaction.set_rollback(True)
    assert found(office, "clerk", "主体结构") == []


def test_filling_from_the_rows_gives_the_index_that_the_acts_wrote(office: Office) -> None:
    disputed(office)
    ended(office)
    written = set(Entry.objects.values_list())
    search.begin_anew()
    assert Entry.objects.count() == 0
    for source in SOURCES:
        while search.fill(replace(source, batch=2)):
            pass
    assert set(Entry.objects.values_list()) == written
    assert index.missing([source.name for source in SOURCES]) == []


def test_the_system_finds_everything(office: Office) -> None:
    item = disputed(office)
    seen = queries.seen_entries(system_actor("cli"), as_of=office.at)
    assert [hit.item_id for hit in index.find(read("三定规定"), kinds=GROUPS["course"], seen=seen).hits] == [item.pk]


def test_words_of_the_list_are_found_by_the_index_today_and_by_its_own_titles_on_a_past_day(office: Office) -> None:
    item = office.open(title="R3线建设（投资12.3亿元）")
    office.open(title="建成城东幼儿园")

    def listed(text: str, at: datetime) -> list[int]:
        page = queries.ledger_page(office.actor("clerk"), as_of=at, filters=queries.Filters(text=text))
        assert page.n == len(page.lines)
        return [line.id for line in page.lines]

    before = office.at
    for text in ("r3線", "12.3亿", "建设 R3", item.number, item.number.lower(), "线 -幼儿园", '"R3线建设"'):
        assert listed(text, before) == [item.pk], text
    assert (listed("R3 幼儿园", before), listed("，", before), len(listed("-幼儿园", before))) == ([], [], 1)
    office.later(days=1)
    operations.edit_item(
        actor=office.actor("clerk"), at=office.at, item_id=item.pk, version=item.version, changes={"title": "轻轨建设"}
    )
    assert (listed("轻轨", office.at), listed("R3线", office.at)) == ([item.pk], [])
    assert (listed("轻轨", before), listed("R3线", before)) == ([], [item.pk])


def test_the_words_are_found_too_while_the_index_is_being_filled(office: Office) -> None:
    item = office.open(title="建成城东幼儿园")
    search.begin_anew()
    page = queries.ledger_page(office.actor("clerk"), as_of=office.at, filters=queries.Filters(text="城东"))
    assert [line.id for line in page.lines] == [item.pk]
