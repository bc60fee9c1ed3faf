"""A process that fills its database: `python -m tests.supervision.county ITEMS`."""

import sys

import django


def main(items: int) -> None:
    django.setup()
    from tests.ledger import office as at_work

    office = at_work.Office(at_work.found())
    for number in range(items):
        office.running(title=f"第{number}件")


if __name__ == "__main__":
    main(int(sys.argv[1]))
