"""Text to outline, passages and draft facts with spans; pure.

The reader is loaded when somebody asks for it: whoever needs only `grid` (the children that take files apart, one for
each file) does not wait for its dictionaries and patterns.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from luoshi.reading.reader import read

__all__ = ["read"]


def __getattr__(name: str) -> Any:
    if name != "read":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return importlib.import_module("luoshi.reading.reader").read
