"""What a file comes as."""

from pathlib import Path
from typing import Protocol


class Readable(Protocol):
    """An open file, or an upload: bytes by and by, from the beginning again if need be."""

    def read(self, size: int = ..., /) -> bytes:
        """The next bytes."""
        ...

    def seek(self, offset: int, /) -> object:
        """Go on from here."""
        ...


Content = bytes | Path | Readable
