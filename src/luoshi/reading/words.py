"""Long lists of alternatives, written as words on lines."""


def any_of(words: str) -> str:
    """A pattern that matches any of the blank-separated patterns in `words`, the first that fits."""
    return "|".join(words.split())
