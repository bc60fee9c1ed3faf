"""A zip of XML parts (docx, xlsx, ofd): parts parsed without entities, without outside addresses, of bounded size."""

import io
import posixpath
import zipfile
import zlib
from typing import Any

from lxml import etree

from luoshi.intake.extract.unreadable import Unreadable

#: What reading a spoiled package may raise.
DAMAGED = (
    KeyError, ValueError, OSError, EOFError, NotImplementedError, IndexError, TypeError, AttributeError, RecursionError,
    zlib.error, zipfile.BadZipFile, etree.XMLSyntaxError,
)  # fmt: skip
_LARGEST = 200 * 1024 * 1024


class Package:
    """The parts by name. Raises what `DAMAGED` names."""

    def __init__(self, content: bytes) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(content))
        self.names = frozenset(self._zip.namelist())

    def xml(self, name: str) -> Any:
        """The root of a part. Raises KeyError for one that is not there, Unreadable for one that defines entities."""
        if self._zip.getinfo(name).file_size > _LARGEST:
            raise Unreadable("too_much_inside")
        raw = self._zip.read(name)
        if b"<!DOCTYPE" in raw[:4096] or b"<!ENTITY" in raw[:65536]:
            raise Unreadable("truncated")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)
        return etree.fromstring(raw, parser)

    def part(self, name: str) -> Any:
        """The root of a part, None when there is none."""
        return self.xml(name) if name in self.names else None

    def named(self, start: str, end: str = ".xml") -> list[str]:
        """The names of the parts that begin and end so, in order."""
        return sorted(name for name in self.names if name.startswith(start) and name.endswith(end))

    def relations(self, name: str) -> dict[str, str]:
        """Where the relations of a part lead, by id; only those within the package."""
        folder, _, file = name.rpartition("/")
        root = self.part(f"{folder}/_rels/{file}.rels".lstrip("/"))
        found = {}
        for one in root if root is not None else ():
            target = str(one.get("Target") or "")
            if one.get("TargetMode") != "External":
                found[str(one.get("Id"))] = resolved(target, folder)
        return found


def resolved(target: str, folder: str) -> str:
    """The name of the part that `target` means, said from `folder`."""
    whole = target if target.startswith("/") else posixpath.join("/", folder, target)
    return posixpath.normpath(whole).lstrip("/")
