"""Another master key: every record key is wrapped anew, batch by batch; what it encrypts stays as it is."""

from datetime import datetime

from luoshi.record.models import RecordKey
from luoshi.record.operations import _keys
from luoshi.record.operations._unit import unit_of_work


def rewrap_keys(*, old: str, new: str, actor: str, at: datetime, limit: int | None = None) -> int:
    """Wrap the record keys that lie under the master key `old` under `new`, `limit` of them; returns how many.

    One call is one unit of work: all of the batch or none. 0 means that everything lies under `new`; the office then
    sets LUOSHI_KEY to it. Raises `WrongKey` when `old` is not the key.
    """
    with unit_of_work(actor=actor, at=at) as work:
        wrapping = _keys.wrapping_id(new)
        waiting = RecordKey.objects.filter(erased_at=None).exclude(wrapping=wrapping).order_by("pk")
        keys = list(waiting if limit is None else waiting[:limit])
        for key in keys:
            opened = _keys.unwrap(key.wrapped, master=old, stream=key.stream)
            key.wrapped, key.wrapping = _keys.wrap(opened, master=new, stream=key.stream), wrapping
        RecordKey.objects.bulk_update(keys, ["wrapped", "wrapping"], batch_size=200)
        if keys:
            payload = {"keys": len(keys), "wrapping": wrapping}
            work.record("record.rewrapped", stream="system:keys", payload=payload)
    return len(keys)


def count_closed_keys(*, master: str) -> int:
    """How many record keys do not open under this master key; 0 when it is the right one. Reads, and shows nothing."""
    closed = 0
    for stream, wrapped in (
        RecordKey.objects.filter(erased_at=None)
        .order_by("pk")
        .values_list("stream", "wrapped")
        .iterator(chunk_size=2000)
    ):
        try:
            _keys.unwrap(wrapped, master=master, stream=stream)
        except _keys.WrongKey:
            closed += 1
    return closed
