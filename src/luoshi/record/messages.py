"""The one catalogue of texts: events, refusals, explanations and words of every room, in Chinese and English."""

import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Literal, Protocol, TypedDict
from zoneinfo import ZoneInfo

import luoshi
from luoshi.record.refusals import Reason
from luoshi.seal import canonical

Language = Literal["zh", "en"]
Names = Callable[[str], str]

SECTIONS = ("event", "refusal", "why", "word")
_SHANGHAI = ZoneInfo("Asia/Shanghai")
_REF = re.compile(r"^(unit|post|person|area|item|file|rule|system|body):[^\s/]+(/(post|person):\d+)?$")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_OPTIONAL = re.compile("⟦([^⟧]*)⟧")
# A record entered this long after the fact says so; less is the time a page stays open.
BACKFILLED_AFTER = timedelta(hours=1)


class CatalogueError(Exception):
    """A `messages.toml` that cannot be used: file and reason."""


class Message(TypedDict):
    """One text in both languages, and the file it comes from."""

    zh: str
    en: str
    source: str


class Rendered(Protocol):
    """What an event must show of itself to be put into words (`queries.EventRecord`)."""

    @property
    def type(self) -> str:
        """The dotted type."""

    @property
    def payload(self) -> Mapping[str, object]:
        """The payload as stored."""

    @property
    def actor(self) -> str:
        """Who did it, as a ref."""

    @property
    def on_behalf_of(self) -> str:
        """For whom, as a ref or ""."""

    @property
    def stream(self) -> str:
        """What it is about, as a ref."""

    @property
    def happened_at(self) -> datetime:
        """When it happened."""

    @property
    def recorded_at(self) -> datetime:
        """When it was recorded."""


def _same(ref: str) -> str:
    """The ref itself: what is shown when nobody gives names."""
    return ref


@cache
def catalogue() -> Mapping[str, Message]:
    """Every message by its full code (`event.item.opened`), read once from the rooms' `messages.toml` files."""
    found: dict[str, Message] = {}
    for path in sorted(Path(luoshi.__file__).parent.glob("*/messages.toml")):
        for code, message in _read(path):
            if code in found:
                raise CatalogueError(f"{message['source']}: {code} stands in {found[code]['source']} already")
            found[code] = message
    return found


def _read(path: Path) -> list[tuple[str, Message]]:
    source = f"{path.parent.name}/{path.name}"
    try:
        sections = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{source}: {error}") from error
    if unknown := set(sections) - set(SECTIONS):
        raise CatalogueError(f"{source}: unknown sections {sorted(unknown)}")
    read = []
    for section, entries in sections.items():
        for code, texts in entries.items():
            if not isinstance(texts, dict) or set(texts) != {"zh", "en"}:
                raise CatalogueError(f"{source}: {section}.{code} must have zh and en and nothing else")
            read.append((f"{section}.{code}", Message(zh=texts["zh"], en=texts["en"], source=source)))
    return read


def knows_event(kind: str) -> bool:
    """Whether an event type has its sentence, which is what registers it."""
    return f"event.{kind}" in catalogue()


def _find(code: str) -> Message | None:
    """The message of a full code, or of a code without its section."""
    known = catalogue()
    for full in (code, *(f"{section}.{code}" for section in SECTIONS)):
        if full in known:
            return known[full]
    return None


def render(code: str, values: Mapping[str, object], *, language: Language, names: Names = _same) -> str:
    """The text of `code` with its values in words; an unknown code shows itself, a missing value a dash.
    A part of a sentence between `⟦` and `⟧` is left out when a value in it is missing.

    Refs are replaced through `names`; keys ending `_on` are dates, `_at` moments (shown in Shanghai time), `progress…`
    basis points; a text whose `word.<key>.<text>` is known shows that word.
    """
    message = _find(code)
    if message is None:
        return code
    template = message[language]

    def shown(match: re.Match[str]) -> str:
        key = match.group(1)
        return show(key, values.get(key), language=language, names=names)

    return _PLACEHOLDER.sub(shown, _OPTIONAL.sub(lambda part: _if_said(part[1], values), template))


def _if_said(part: str, values: Mapping[str, object]) -> str:
    """A part of a template that is left out when one of its values is missing."""
    return part if all(values.get(key) not in (None, "") for key in _PLACEHOLDER.findall(part)) else ""


def show(key: str, value: object, *, language: Language, names: Names = _same) -> str:
    """One value in words, by the ending of its key and by its type."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return ("是" if value else "否") if language == "zh" else ("yes" if value else "no")
    if isinstance(value, list | tuple):
        return ("、" if language == "zh" else ", ").join(
            show(key, one, language=language, names=names) for one in value
        )
    if isinstance(value, datetime) or key.endswith("_at"):
        return _moment_words(value, language)
    if isinstance(value, date) or key.endswith("_on"):
        return _date_words(value, language)
    if isinstance(value, int) and key.startswith("progress"):
        return f"{value / 100:g}%"
    return _text_words(key, str(value), language, names)


def _text_words(key: str, value: str, language: Language, names: Names) -> str:
    if _REF.match(value):
        whole = names(value)
        return whole if whole != value else " ".join(names(part) for part in value.split("/"))
    known = catalogue().get(f"word.{key}.{value}")
    if known is not None:
        return known[language]
    return value


def _date_words(value: object, language: Language) -> str:
    on = value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
    return f"{on.year}年{on.month}月{on.day}日" if language == "zh" else f"{on.day} {on:%B} {on.year}"


def _moment_words(value: object, language: Language) -> str:
    at = value if isinstance(value, datetime) else canonical.moment(str(value))
    local = at.astimezone(_SHANGHAI)
    return f"{_date_words(local.date(), language)}{' ' if language == 'zh' else ', '}{local:%H:%M}"


def word(code: str, *, language: Language) -> str:
    """The label of a code such as `state.open`; the code itself when nobody wrote one."""
    message = catalogue().get(f"word.{code}")
    if message is None:
        return code
    return message[language]


def refusal(reason: Reason, *, language: Language, names: Names = _same) -> str:
    """A reason in words, with the rule id printed behind it."""
    said = render(f"refusal.{reason.code}", reason.values, language=language, names=names)
    if not reason.rule:
        return said
    return f"{said}（{reason.rule}）" if language == "zh" else f"{said} ({reason.rule})"


def event(record: Rendered, *, language: Language, names: Names = _same) -> str:
    """An event as one sentence; one entered long after the fact says so (补录) and when it happened."""
    values = {"stream": record.stream, **record.payload, "actor": record.actor, "on_behalf_of": record.on_behalf_of}
    said = render(f"event.{record.type}", values, language=language, names=names)
    if record.recorded_at - record.happened_at < BACKFILLED_AFTER:
        return said
    later, when = word("record.backfilled", language=language), _moment_words(record.happened_at, language)
    return f"{said}（{later}，{when}）" if language == "zh" else f"{said} ({later}; {when})"
