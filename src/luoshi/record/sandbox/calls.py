"""The kernel's filter of system calls (seccomp): the child calls nobody, not by a socket of this very machine either.

Landlock and an empty network of its own leave the sockets open that lie in the file system; PostgreSQL listens at one
and lets the service in by its user alone. Where the processor is not known here, the other walls remain.
"""

import ctypes
import platform
import struct
from typing import Final

#: Processor → (its name to the kernel's auditor, the number of `connect`).
KNOWN: Final = {
    "x86_64": (0xC000003E, 42),
    "aarch64": (0xC00000B7, 203),
    "loongarch64": (0xC0000102, 203),
    "riscv64": (0xC00000F3, 203),
}
#: `io_uring_setup` has this number everywhere: behind it calls are not seen by a filter.
_RING = 425
#: From here on x86_64 answers to the numbers of another interface.
_OTHER_NUMBERS = 0x40000000
_PR_SET_SECCOMP, _FILTER = 22, 2
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER_AT, _PROCESSOR_AT = 0, 4
# As if nobody listened there: programs go on without.
_ALLOWED, _REFUSED = 0x7FFF0000, 0x00050000 | 111


def forbid_calling(libc: ctypes.CDLL) -> bool:
    """No process from here on connects to anybody; whether the kernel took the filter. Needs no new rights."""
    known = KNOWN.get(platform.machine())
    if known is None:
        return False
    processor, connect = known
    steps = (
        (_LOAD, 0, 0, _PROCESSOR_AT),
        (_EQUAL, 0, 5, processor),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_AT_LEAST, 3, 0, _OTHER_NUMBERS),
        (_EQUAL, 2, 0, connect),
        (_EQUAL, 1, 0, _RING),
        (_RETURN, 0, 0, _ALLOWED),
        (_RETURN, 0, 0, _REFUSED),
    )
    written = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    program = struct.pack("@HP", len(steps), ctypes.addressof(written))
    return not libc.prctl(_PR_SET_SECCOMP, _FILTER, ctypes.c_char_p(program), 0, 0)
