"""What the log says, and what it never says: one line a fact, without names, texts, addresses or values.

A line holds the moment, the level, the logger, a code, and the fields of `FIELDS`. Of an error it holds the classes and
the places in the code. The text of an exception stays out: databases and parsers like to quote what they were given.
Sentences of other packages appear as their templates (`"%s: %s"`), without the values that were to be filled in.
"""

import datetime as dt
import logging
import sys
from pathlib import Path
from types import TracebackType
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from luoshi.web import tracing

#: What a line of ours may carry beside its code.
FIELDS = (
    "route", "method", "status", "milliseconds", "queries", "lock_milliseconds", "post",
    "kind", "job", "counts", "seconds", "signal", "process", "attempt", "error",
)  # fmt: skip
OURS = "luoshi"
#: Packages whose templates are known to be sentences and not made-up texts.
_KNOWN = ("django", "_granian", "granian", "whitenoise")
#: The logger whose sentences quote what was sent; its name ends in the class of the refusal, which is enough.
_QUOTING = "django.security"
_INNERMOST = 12
_PACKAGES = Path(__file__).resolve().parents[2]


def lines(record: logging.LogRecord) -> dict[str, Any]:
    """The fields of one line, in the order they are written."""
    said: dict[str, Any] = {
        "moment": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "event": _code(record),
    }
    number = getattr(record, "request_number", "") or tracing.request_number.get()
    if number:
        said["request"] = number
    said |= {name: value for name in FIELDS if (value := getattr(record, name, None)) is not None}
    if record.exc_info and record.exc_info[1] is not None:
        said["error"] = _classes(record.exc_info[1])
        said["at"] = _places(record.exc_info[2])
    return said


def _code(record: logging.LogRecord) -> str:
    """Our own code with its values, the template of a known package, nothing of the others."""
    if record.name.startswith(_QUOTING):
        return "refused"
    room = record.name.partition(".")[0]
    if room == OURS:
        return record.getMessage()
    return str(record.msg) if room in _KNOWN else ""


def _classes(error: BaseException) -> str:
    """The class of the error and of what caused it, outermost first; for the system's own errors the number."""
    names, seen = [], error
    while True:
        number = getattr(seen, "errno", None) or getattr(seen, "sqlstate", None) or ""
        names.append(f"{type(seen).__name__}{f'[{number}]' if number else ''}")
        cause = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
        if cause is None or len(names) == _INNERMOST:
            return " < ".join(names)
        seen = cause


def _places(trace: TracebackType | None) -> list[str]:
    """Where it happened, the innermost last: file, line and function, no values."""
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{_short(code.co_filename)}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places[-_INNERMOST:]


def _short(name: str) -> str:
    """The file within its package: where the installation lies is nobody's business."""
    path = Path(name)
    if path.is_relative_to(_PACKAGES):
        return str(path.relative_to(_PACKAGES))
    return "/".join(path.parts[-3:])


class JsonLines(JsonFormatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        return self.serialize_log_record(lines(record))


class TextLines(logging.Formatter):
    """One readable line, for a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; the places of an error below it."""
        said = lines(record)
        at = dt.datetime.fromisoformat(said.pop("moment")).astimezone()
        level, logger, code = said.pop("level"), said.pop("logger"), said.pop("event")
        places = said.pop("at", [])
        rest = " ".join(f"{name}={value}" for name, value in said.items())
        return "\n    ".join([f"{at:%H:%M:%S} {level:7} {logger} {code} {rest}".rstrip(), *places])


def configuration(form: str) -> dict[str, Any]:
    """The logging of every process: `form` is json, text, or auto (text on a terminal, and there only warnings).

    Granian is given the same, so its own lines have the same form.
    """
    is_text = form == "text" or (form == "auto" and sys.stderr.isatty())
    level = "WARNING" if form == "auto" and is_text else "INFO"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {"()": f"{__name__}.{'TextLines' if is_text else 'JsonLines'}"},
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines", "stream": "ext://sys.stderr"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            OURS: {"level": level},
            # Our own middleware has written the request already, and says more with less.
            "django.request": {"level": "CRITICAL"},
            "django.server": {"level": "CRITICAL"},
            "_granian": {"level": "WARNING"},
            "granian.access": {"level": "CRITICAL"},
        },
    }
