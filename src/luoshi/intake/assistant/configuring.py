"""Where the assistant is, as the administrator set it; nothing in a document or in a form changes that."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Assistant:
    """The endpoint (`…/chat/completions`), its model, the key sent along ("" for none), and the limits.

    `seconds` for one sentence; `most` sentences of one document.
    """

    url: str
    model: str
    key: str
    seconds: int
    most: int

    @property
    def host(self) -> str:
        """The name of the machine that is asked, as people are told it."""
        return urlsplit(self.url).hostname or ""


def assistant() -> Assistant | None:
    """The assistant of this installation; None while there is none."""
    url = str(settings.LUOSHI_ASSISTANT_URL).rstrip("/")
    if not url:
        return None
    return Assistant(
        url=url if url.endswith("/chat/completions") else f"{url}/chat/completions",
        model=settings.LUOSHI_ASSISTANT_MODEL,
        key=settings.LUOSHI_ASSISTANT_KEY,
        seconds=settings.LUOSHI_ASSISTANT_SECONDS,
        most=settings.LUOSHI_ASSISTANT_MOST,
    )
