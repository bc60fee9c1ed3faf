"""Every write of the record: units of work with their events, form keys, files, private values."""

from luoshi.record.operations._expunging import answer_expunging, propose_expunging
from luoshi.record.operations._files import FileRecord, Received, keep_file, keep_received, receive_file
from luoshi.record.operations._keys import wrapping_id
from luoshi.record.operations._once import forget_once_keys, spend_once
from luoshi.record.operations._private import erase_private, keep_private, open_private, use_private
from luoshi.record.operations._private_files import OpenedFile, keep_private_file, open_private_file
from luoshi.record.operations._reseal import reseal
from luoshi.record.operations._rewrap import count_closed_keys, rewrap_keys
from luoshi.record.operations._scanning import scan_waiting
from luoshi.record.operations._sweeping import Swept, sweep_files
from luoshi.record.operations._ticks import begin_tick, end_tick, forget_ticks
from luoshi.record.operations._unit import Work, remembered, unit_of_work
from luoshi.record.refusals import AlreadyDone

__all__ = [
    "AlreadyDone",
    "FileRecord",
    "OpenedFile",
    "Received",
    "Swept",
    "Work",
    "answer_expunging",
    "begin_tick",
    "count_closed_keys",
    "end_tick",
    "erase_private",
    "forget_once_keys",
    "forget_ticks",
    "keep_file",
    "keep_private",
    "keep_private_file",
    "keep_received",
    "open_private",
    "open_private_file",
    "propose_expunging",
    "receive_file",
    "remembered",
    "reseal",
    "rewrap_keys",
    "scan_waiting",
    "spend_once",
    "sweep_files",
    "unit_of_work",
    "use_private",
    "wrapping_id",
]
