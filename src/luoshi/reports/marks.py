"""Who took a paper out and when, as one line for its foot (水印, R12-04): the same words as across the pages."""

import datetime as dt

from django.conf import settings

from luoshi.clock.civil import local
from luoshi.org import queries as org
from luoshi.org.access import Actor
from luoshi.record import messages


def lines(actor: Actor, at: dt.datetime, *, language: messages.Language) -> tuple[str, str]:
    """Person and post; the internal mark with the moment."""
    refs = (f"person:{actor.person_id}", f"post:{actor.post_id}")
    names = org.names(refs, at)
    who = " ".join(names[ref] for ref in refs if ref in names)
    return who, f"{messages.word('mark.internal', language=language)} {local(at):%Y-%m-%d %H:%M}"


def line(actor: Actor, at: dt.datetime, *, language: messages.Language) -> str:
    """Both in one line; empty when marks are off (`LUOSHI_WATERMARK`), and for what the system itself writes."""
    if settings.LUOSHI_WATERMARK == "off" or actor.role == "system":
        return ""
    return " · ".join(lines(actor, at, language=language))
