"""`python -m tests.upgrades.looker FACTS`: what a person and the record find in an upgraded home, as JSON."""

import datetime as dt
import json
import sys
from typing import Any


def signed_in(login: str, password: str) -> Any:
    """A browser in which this person has gone through the door."""
    from django.test import Client

    client = Client()
    client.post("/sign-in", {"login": login, "password": password}, follow=True)
    return client


def main() -> None:
    facts = json.loads(sys.argv[1])
    from luoshi.cli import prepare

    prepare()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["testserver"]
    from luoshi.ledger.models import Item, ItemVersion
    from luoshi.record import operations, queries, sealing

    private, at = facts["private"], dt.datetime.fromisoformat(f"{facts['as_of']}T10:00:00+08:00").astimezone(dt.UTC)
    client = signed_in("officer", facts["password"])
    numbers = list(Item.objects.order_by("pk").values_list("number", flat=True))
    pages = {path: client.get(path).status_code for path in ["/ledger", "/seal", *(f"/items/{n}" for n in numbers[:5])]}
    opened = {
        name: operations.open_private(
            actor="system:auditor", at=at, stream=private["stream"], name=name, reason=private["reason"]
        )
        for name in private["values"]
    }
    rows = {name: sealing.table(name).model._base_manager.count() for name in facts["rows"]}
    file = next(queries.file_names())
    held = (settings.LUOSHI_FILES / file).stat().st_size
    uncounted = ItemVersion.objects.filter(recorded_to=None, counted_as=None).count()
    seen = {
        "uncounted": uncounted,
        "pages": pages,
        "private": opened,
        "rows": rows,
        "file": held > 0,
        "items": len(numbers),
    }
    sys.stdout.write(json.dumps(seen))


if __name__ == "__main__":
    main()
