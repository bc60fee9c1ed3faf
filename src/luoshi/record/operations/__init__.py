"""Every write of the record: units of work with their events, form keys, files, private values."""

from luoshi.record.operations._files import FileRecord, Received, keep_file, keep_received, receive_file
from luoshi.record.operations._keys import wrapping_id
from luoshi.record.operations._once import forget_once_keys, spend_once
from luoshi.record.operations._private import erase_private, keep_private, open_private, use_private
from luoshi.record.operations._reseal import reseal
from luoshi.record.operations._rewrap import count_closed_keys, rewrap_keys
from luoshi.record.operations._ticks import begin_tick, end_tick, forget_ticks
from luoshi.record.operations._unit import Work, remembered, unit_of_work
from luoshi.record.refusals import AlreadyDone

__all__ = [
    "AlreadyDone",
    "FileRecord",
    "Received",
    "Work",
    "begin_tick",
    "count_closed_keys",
    "end_tick",
    "erase_private",
    "forget_once_keys",
    "forget_ticks",
    "keep_file",
    "keep_private",
    "keep_received",
    "open_private",
    "receive_file",
    "remembered",
    "reseal",
    "rewrap_keys",
    "spend_once",
    "unit_of_work",
    "use_private",
    "wrapping_id",
]
