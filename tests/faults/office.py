"""The office of a trial: `python -m tests.faults.office build` fills the home, `… judge` proves and counts it."""

import datetime as dt
import json
import sys
from collections import Counter
from typing import Any

ITEMS = 4
#: Where the clock of every trial stands when it begins.
BEGINS = dt.datetime(2026, 3, 5, 2, tzinfo=dt.UTC)


def build() -> None:
    """The journeys' office, and `ITEMS` items handed over to education (lead) and finance (co)."""
    from tests.journeys import office

    office.build()
    from luoshi.ledger import operations as ledger
    from luoshi.org import queries as org

    at = office.at(3, 4)
    clerk = next(
        actor
        for account in org.accounts()
        if account.login == "clerk"
        for actor in org.actors_for(account.person_id, as_of=at)
    )
    units = {unit.short_name: unit.id for unit in org.units(at).values()}
    made = [
        ledger.open_item(
            actor=clerk,
            at=at,
            kind="matter",
            title=f"第{number}件：完成校舍安全排查",
            issuing_office_id=next(one.id for one in org.issuing_offices(at) if one.unit_id == clerk.unit_id),
            basis=ledger.Basis(title="县政府第4次常务会议纪要", clause=f"第{number}条", quote="尽快完成排查。"),
            assignments=[
                ledger.AssignmentSpec(role="lead", unit_id=units["县教育局"]),
                ledger.AssignmentSpec(role="co", unit_id=units["县财政局"]),
            ],
            due_on=dt.date(2026, 11, 30),
            acceptance="排查报告",
        )
        for number in range(1, ITEMS + 1)
    ]
    ledger.hand_over(actor=clerk, at=at, items=[(one.id, one.version) for one in made])
    sys.stdout.write(json.dumps([one.number for one in made]))


def judge() -> None:
    """`luoshi verify`, two ticks, and the tally, as JSON."""
    from click.testing import CliRunner

    from luoshi.cli import group

    told = [CliRunner().invoke(group, command) for command in (["verify", "--format", "json"], ["tick"], ["tick"])]
    said = [{"code": one.exit_code, "said": one.output[-2000:]} for one in told]
    sys.stdout.write(json.dumps({"commands": said, "tally": tally()}, ensure_ascii=False))


def tally() -> dict[str, Any]:
    """What the record holds: events of each item by type and post, texts, titles, and how much there is."""
    from luoshi.delivery.models import OutboxLine
    from luoshi.intake.models import Document
    from luoshi.ledger.models import Item, Report
    from luoshi.record import queries
    from luoshi.record.models import Event
    from luoshi.supervision.models import Notice

    numbers = {f"item:{one.number}": one.number for one in Item.objects.all()} | {
        f"item:{one.pk}": one.number for one in Item.objects.all()
    }
    acts: Counter[str] = Counter()
    for event in Event.objects.filter(stream__startswith="item:").order_by("position"):
        acts[f"{numbers.get(event.stream, event.stream)} {event.type} {event.actor.split('/')[0]}"] += 1
    return {
        "acts": acts,
        "posts": _posts(),
        "texts": Counter(str(text) for text in Report.objects.values_list("text", flat=True)),
        "titles": Counter(str(title) for title in Item.objects.values_list("title", flat=True)),
        "documents": Counter(str(title) for title in Document.objects.values_list("title", flat=True)),
        "events": queries.head().size,
        "notices": Notice.objects.count(),
        "lines": OutboxLine.objects.count(),
    }


def _posts() -> dict[str, str]:
    """Login → the ref of the post that it sits on."""
    from luoshi.org import queries as org

    return {
        account.login: f"post:{actor.post_id}"
        for account in org.accounts()
        for actor in org.actors_for(account.person_id, as_of=BEGINS)
    }


if __name__ == "__main__":
    import django

    django.setup()
    {"build": build, "judge": judge}[sys.argv[1]]()
