"""txt: the words as they are."""

from luoshi.intake.extract import plain
from luoshi.intake.extract.found import Found


def read(content: bytes) -> Found:
    """The text in whatever encoding. Raises Unreadable."""
    return Found(plain.decode(content))
