"""Tries that led nowhere, counted: the first of an hour is an event, the others one more when the hour is over.

Without this anybody outside could fill the log, which nothing may ever be removed from, by knocking at the door.
"""

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from django.db import transaction
from django.db.models import F

from luoshi.org.models import TryCount
from luoshi.record.operations import unit_of_work

HOUR = timedelta(hours=1)
# So many addresses are told apart in an hour; tries from more of them are counted together [X].
MOST_SOURCES = 200
MANY = "address:many"


def from_address(address: str) -> str:
    """What tries from an address are counted under: the address; of IPv6 its network, which one machine has whole."""
    try:
        found = ip_address(address)
    except ValueError:
        return "address:"
    if isinstance(found, IPv6Address):
        found = ip_network((found, 64), strict=False).network_address
    return f"address:{found}"


def is_first(about: str, *, at: datetime) -> bool:
    """Count a try, and say whether it is the first of its kind in this hour and so deserves an event."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    with transaction.atomic():
        if TryCount.objects.filter(about=about, hour_at=hour).update(count=F("count") + 1):
            return False
        sources = TryCount.objects.filter(hour_at=hour, about__startswith="address:")
        if about.startswith("address:") and sources.count() >= MOST_SOURCES:
            about = MANY
        _row, is_new = TryCount.objects.get_or_create(about=about, hour_at=hour, defaults={"count": 0})
        TryCount.objects.filter(about=about, hour_at=hour).update(count=F("count") + 1)
    return is_new


def tell(*, at: datetime, actor: str) -> int:
    """Write one event for every count of an hour that is over and had more than its first try; returns how many.

    Part of `luoshi tick`; done by two ticks at once it still tells each count once.
    """
    if not TryCount.objects.filter(hour_at__lte=at - HOUR).exists():
        return 0
    with unit_of_work(actor=actor, at=at) as work:
        over = TryCount.objects.select_for_update().filter(hour_at__lte=at - HOUR).order_by("id")
        told = 0
        for row in list(over):
            if not TryCount.objects.filter(pk=row.pk).delete()[0] or row.count < 2:
                continue
            sort, _, who = row.about.partition(":")
            stream = "access:unknown" if sort == "address" else f"access:{who}"
            payload = {"try_sort": sort, "address": who if sort == "address" else "", "count": row.count,
                       "from_at": row.hour_at, "until_at": row.hour_at + HOUR}  # fmt: skip
            work.record("access.tries_counted", stream=stream, payload=payload)
            told += 1
    return told
