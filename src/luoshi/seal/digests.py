"""The bytes that are hashed: an event's leaf and a row's digest (docs/formats.md)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from json.encoder import encode_basestring as _quoted

from luoshi.seal import canonical, tree

ALGORITHM = "sha256"
# Types whose values are canonical already; rows are hashed by the ten thousand.
_AS_IT_IS = frozenset((int, str, bool))


@dataclass(frozen=True, slots=True)
class Header:
    """What an event says about itself beside its payload and its rows; `position` counts from 1."""

    position: int
    stream: str
    type: str
    schema: int
    happened_at: datetime
    recorded_at: datetime
    actor: str
    on_behalf_of: str
    algorithm: str = ALGORITHM

    def text(self) -> str:
        """The header as one canonical line."""
        return header_text(
            position=self.position,
            stream=self.stream,
            type=self.type,
            schema=self.schema,
            happened_at=f'"{canonical.moment_text(self.happened_at)}"',
            recorded_at=f'"{canonical.moment_text(self.recorded_at)}"',
            actor=self.actor,
            on_behalf_of=self.on_behalf_of,
            algorithm=self.algorithm,
        )


def header_text(
    *,
    position: int,
    stream: str,
    type: str,
    schema: int,
    happened_at: str,
    recorded_at: str,
    actor: str,
    on_behalf_of: str,
    algorithm: str,
) -> str:
    """The header of an event as one canonical line; the two moments are canonical texts with their quotes.

    Written out, keys in their order: an event is hashed once and proved a thousand times.
    """
    return (
        f'{{"actor":{_quoted(actor)},"algorithm":{_quoted(algorithm)},"happened_at":{happened_at},'
        f'"on_behalf_of":{_quoted(on_behalf_of)},"position":{position},"recorded_at":{recorded_at},'
        f'"schema":{schema},"stream":{_quoted(stream)},"type":{_quoted(type)}}}'
    )


def leaf_bytes(header: Header, payload: str, rows: str) -> bytes:
    """Three lines: header, payload, rows. Canonical JSON holds no line break, so nothing can slide between them."""
    return f"{header.text()}\n{payload}\n{rows}".encode()


def event_hash(header: Header, payload: str, rows: str) -> bytes:
    """The leaf hash of an event, 32 bytes."""
    return tree.leaf_hash(leaf_bytes(header, payload, rows))


def row_digest(table: str, values: Mapping[str, object]) -> str:
    """The digest of one row, as hex: SHA-256 of canonical `[table, {column: value}]`, columns without a value left out.

    Leaving NULL out lets a later release add a nullable column without touching any older digest.
    """
    held = {
        column: value if type(value) in _AS_IT_IS else canonical.plain(value)
        for column, value in values.items()
        if value is not None
    }
    try:
        return hashlib.sha256(canonical.dump([table, held]).encode()).hexdigest()
    except UnicodeEncodeError as error:
        raise canonical.NotCanonical(f"text that is not Unicode in a row of {table}") from error


def commitment(salt: bytes, value: str) -> str:
    """What an event holds of a private value, as hex: SHA-256 of the 32 byte salt followed by the value in UTF-8."""
    return hashlib.sha256(salt + value.encode()).hexdigest()
