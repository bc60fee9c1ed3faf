"""Keeps the English catalogue of the pages: `python tools/translate.py` extracts, merges and compiles.

Chinese source strings stand in src/luoshi/web; English lies in locale/en/LC_MESSAGES/django.po, the only file to edit.
Prints what is not translated yet and ends with 1 while there is any.
"""

import datetime as dt
import io
import sys
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

WEB = Path(__file__).resolve().parent.parent / "src" / "luoshi" / "web"
PO = WEB / "locale" / "en" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
NEVER = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # the same words give the same bytes on any day
KEYWORDS = {"_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
OPTIONS = {
    "**.html": {"extensions": "jinja2.ext.i18n", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
}


def extracted() -> Catalog:
    """Every marked string of the room, with the files it stands in."""
    found = Catalog(charset="utf-8")
    for path, _line, message, comments, context in extract_from_dir(WEB, METHODS, OPTIONS, KEYWORDS):
        found.add(message, None, [(path, 1)], auto_comments=comments, context=context)
    return found


def present() -> Catalog:
    """The catalogue as it lies on the disk."""
    if not PO.exists():
        return Catalog(locale="en", charset="utf-8")
    with PO.open("rb") as source:
        return read_po(source, locale="en")


def merged() -> Catalog:
    """Present translations for the strings of today: nothing guessed, nothing kept that is no longer marked."""
    old = {(message.id, message.context): message.string for message in present() if message.id}
    new = Catalog(locale="en", charset="utf-8", header_comment="# English words of the pages.", fuzzy=False)
    for message in sorted((one for one in extracted() if one.id), key=lambda one: str(one.id)):
        kept = old.get((message.id, message.context))
        places = sorted({place for place, _ in message.locations})
        new.add(message.id, kept, [(place, 1) for place in places], context=message.context)
    return new


def missing(catalogue: Catalog) -> list[str]:
    """The strings without an English text."""
    return [str(one.id) for one in catalogue if one.id and not (any(one.string) if one.pluralizable else one.string)]


def po_bytes(catalogue: Catalog) -> bytes:
    """The text catalogue, without moments, so that the same words give the same file."""
    out = io.BytesIO()
    write_po(out, catalogue, omit_header=True, include_lineno=False, width=120)
    head = b'# English words of the pages. Written by tools/translate.py; edit the msgstr only.\nmsgid ""\nmsgstr ""\n'
    return head + b'"Content-Type: text/plain; charset=utf-8\\n"\n"Language: en\\n"\n\n' + out.getvalue()


def mo_bytes(catalogue: Catalog) -> bytes:
    """The compiled catalogue."""
    bare = Catalog(locale="en", charset="utf-8", creation_date=NEVER, revision_date=NEVER)
    for one in catalogue:
        if one.id:
            bare.add(one.id, one.string, context=one.context)
    out = io.BytesIO()
    write_mo(out, bare)
    return out.getvalue()


def main() -> int:
    """Write both files; 1 while something is not translated."""
    catalogue = merged()
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(po_bytes(catalogue))
    MO.write_bytes(mo_bytes(catalogue))
    left = missing(catalogue)
    for one in left:
        print(one)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
