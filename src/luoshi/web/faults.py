"""What broke below a page, told from the exception: the database is away, busy, or the disk takes nothing more.

Only class, numbers and states are looked at; the texts of databases quote what people wrote.
"""

import errno
from collections.abc import Iterator

from django.db import InterfaceError, OperationalError

AWAY, BUSY, FULL, READ_ONLY, OURS = "away", "busy", "full", "read_only", "ours"

_BY_ERRNO = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EFBIG: FULL,
    errno.EROFS: READ_ONLY,
    errno.EIO: READ_ONLY,
    errno.ECONNREFUSED: AWAY,
    errno.ECONNRESET: AWAY,
}
#: Primary result codes of SQLite: FULL, READONLY, IOERR, CANTOPEN, BUSY, LOCKED.
_BY_SQLITE = {13: FULL, 8: READ_ONLY, 10: READ_ONLY, 14: AWAY, 5: BUSY, 6: BUSY}
#: SQLSTATE of PostgreSQL, whole or by its class.
_BY_STATE = {
    "53100": FULL,
    "58": READ_ONLY,
    "42501": READ_ONLY,  # what the server says of a file system that turned read-only
    "25006": READ_ONLY,
    "55P03": BUSY,
    "57014": BUSY,
    "40001": BUSY,
    "40P01": BUSY,
    "08": AWAY,
    "57": AWAY,
    "53": BUSY,
}


def kind(error: BaseException | None) -> str:
    """One of the five words of this module for an exception and all that caused it; `ours` for a fault of the program.

    A connection that is lost says so without a state: Django's OperationalError and InterfaceError mean that.
    """
    chain = list(_chain(error))
    for one in chain:
        found = _told(one)
        if found:
            return found
    return AWAY if any(isinstance(one, OperationalError | InterfaceError) for one in chain) else OURS


def _told(error: BaseException) -> str:
    """What its number or state says; "" when it has none that we know."""
    code = getattr(error, "sqlite_errorcode", None)
    if isinstance(code, int):
        return _BY_SQLITE.get(code & 0xFF, "")
    state = getattr(error, "sqlstate", None)
    if isinstance(state, str):
        return _BY_STATE.get(state, _BY_STATE.get(state[:2], ""))
    return _BY_ERRNO.get(error.errno or 0, "") if isinstance(error, OSError) else ""


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
