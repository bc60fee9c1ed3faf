"""A process that prints what stands in its database after ticks: `python -m tests.supervision.tally`."""

import json
import sys

import django
from django.db.models import Count


def main() -> None:
    django.setup()
    from luoshi.delivery.models import OutboxLine, OutboxMessage
    from luoshi.record import queries, verification
    from luoshi.record.models import Event
    from luoshi.supervision.models import Notice

    told = Event.objects.filter(type__startswith="duty.").values_list("stream", "type", "payload")
    doubles = OutboxLine.objects.values("message", "position").annotate(n=Count("id")).filter(n__gt=1).count()
    found = {
        "whole": verification.verify().is_whole,
        "notices": sorted(Notice.objects.values_list("duty_id", "step")),
        "events": sorted(told),
        "messages": OutboxMessage.objects.count(),
        "lines": OutboxLine.objects.count(),
        "doubles": doubles,
        "head": queries.head().size,
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
