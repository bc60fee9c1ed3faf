"""Which request this thread is answering: the number that stands on its error page and on every line of the log."""

import secrets
from contextvars import ContextVar

#: Number of the request being answered; "" outside of one.
request_number: ContextVar[str] = ContextVar("request_number", default="")


def fresh() -> str:
    """A number that is read out over the telephone easily: eight digits and letters in two groups."""
    drawn = secrets.token_hex(4).upper()
    return f"{drawn[:4]}-{drawn[4:]}"
