"""An office for the journeys: the named cast with accounts, the shipped rules, and a few items on their way.

`python -m tests.journeys.office` fills the database of `LUOSHI_HOME`; logins are the keys of the cast.
"""

import datetime as dt
import os
import sys
from zoneinfo import ZoneInfo

import django

PASSWORD = "walk-the-ledger-26"
FIRST = "given-by-the-office-26"
SHANGHAI = ZoneInfo("Asia/Shanghai")
PEOPLE = ("clerk", "director", "lead", "head", "co", "vice_mayor", "chief", "stranger", "auditor", "township")


def at(month: int, day: int, hour: int = 9) -> dt.datetime:
    """A moment of 2026 in the office's time zone."""
    return dt.datetime(2026, month, day, hour, tzinfo=SHANGHAI).astimezone(dt.UTC)


def build() -> None:
    """Migrate, activate the rules, bring the cast, open and hand over four items."""
    from django.core.management import call_command
    from tests import cast

    from luoshi.ledger import operations as ledger
    from luoshi.org import operations as org
    from luoshi.org.access import system_actor
    from luoshi.rulebook import operations as rulebook

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    started = at(1, 4)
    rulebook.activate_shipped(actor="system:init", at=started)
    county = cast.build(started)
    for login in PEOPLE:
        account = org.open_account(
            actor=system_actor("init"), at=started, person_id=county.person(login), login=login, password=FIRST
        )
        org.change_own_password(at=started, account_id=account, current=FIRST, password=PASSWORD)
    clerk = county.actor("clerk", at(3, 2))
    made = [
        ledger.open_item(
            actor=clerk,
            at=at(3, 2),
            kind=kind,
            title=title,
            issuing_office_id=county.office_id,
            basis=ledger.Basis(title=basis, clause=clause, quote=quote),
            assignments=[
                ledger.AssignmentSpec(role="lead", unit_id=county.unit(unit)),
                *[ledger.AssignmentSpec(role="co", unit_id=county.unit(one)) for one in with_],
            ],
            due_on=due_on,
            acceptance=acceptance,
        )
        for kind, title, basis, clause, quote, unit, with_, due_on, acceptance in ITEMS
    ]
    ledger.hand_over(actor=clerk, at=at(3, 2, 10), items=[(one.id, one.version) for one in made])


ITEMS = (
    ("matter", "新建改扩建中小学校5所", "2026年政府工作报告", "第三部分", "新建改扩建中小学校5所，新增学位3600个。",
     "education", ("finance",), dt.date(2026, 12, 20), "5所学校投入使用，新增学位3600个"),
    ("matter", "开展校园食品安全专项检查", "县政府第3次常务会议纪要", "第二条", "由教育局牵头，三月底前完成检查。",
     "education", (), dt.date(2026, 3, 31), "检查覆盖全部学校食堂"),
    ("matter", "清理规范行政事业性收费", "县政府第3次常务会议纪要", "第四条", "财政局要在三月二十日前拿出清理清单。",
     "finance", (), dt.date(2026, 3, 20), "清单报县政府"),
    ("matter", "完成人居环境整治示范村建设", "2026年政府工作报告", "第五部分", "建成人居环境整治示范村3个。",
     "towns", (), dt.date(2026, 10, 31), "3个村通过验收"),
)  # fmt: skip


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.config.settings")
    django.setup()
    build()
    sys.exit(0)
