"""Item numbers: `LS-{level}{area}-{year}-{source}-{seq4}`, never reused (R3-09)."""

from collections import Counter
from collections.abc import Iterable

from luoshi.ledger.models import NumberSeries
from luoshi.org.records import AreaRecord

_LEVELS = {"province": "P", "city": "C", "county": "X"}


def prefix(area: AreaRecord, year: int, letter: str) -> str:
    """The part of the number that a series counts under: `LS-X141181-2026-R`."""
    return f"LS-{_LEVELS[area.level]}{area.code}-{year}-{letter}"


def take(prefixes: Iterable[str]) -> list[str]:
    """The next number for each prefix, in order; the series stay locked until the transaction ends."""
    wanted = list(prefixes)
    counts = Counter(wanted)
    NumberSeries.objects.bulk_create([NumberSeries(prefix=one) for one in counts], ignore_conflicts=True)
    series = {one.prefix: one for one in NumberSeries.objects.select_for_update().filter(prefix__in=list(counts))}
    numbers = []
    for one in wanted:
        series[one].last += 1
        numbers.append(f"{one}-{series[one].last:04}")
    NumberSeries.objects.bulk_update(series.values(), ["last"])
    return numbers
