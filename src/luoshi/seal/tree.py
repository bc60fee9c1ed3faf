"""The Merkle tree of RFC 6962 over the log: a frontier that grows, and proofs that fit on a page."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

EMPTY = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """SHA-256(0x00 ‖ data)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """The roots of the full subtrees of the first `size` leaves, largest first: all that is needed to go on."""

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if len(self.hashes) != self.size.bit_count():
            raise ValueError(f"a frontier of {self.size} leaves has {self.size.bit_count()} hashes")

    def extend(self, leaves: Iterable[bytes]) -> "Frontier":
        """The frontier after these leaf hashes."""
        size, hashes = self.size, list(self.hashes)
        for leaf in leaves:
            carried, rest = leaf, size
            while rest & 1:
                carried = node_hash(hashes.pop(), carried)
                rest >>= 1
            hashes.append(carried)
            size += 1
        return Frontier(size, tuple(hashes))

    def root(self) -> bytes:
        """The head of the tree: the hash that stands for every leaf so far."""
        if not self.hashes:
            return EMPTY
        root = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            root = node_hash(left, root)
        return root

    def text(self) -> str:
        """The hashes as hex, parted by blanks; the size is stored beside them."""
        return " ".join(one.hex() for one in self.hashes)

    @classmethod
    def read(cls, size: int, text: str) -> "Frontier":
        """The frontier that `text()` wrote; ValueError when it cannot be one of `size` leaves."""
        return cls(size, tuple(bytes.fromhex(one) for one in text.split()))


def root(leaves: Sequence[bytes]) -> bytes:
    """The head over these leaf hashes."""
    return Frontier().extend(leaves).root()


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << ((size - 1).bit_length() - 1)


Range = tuple[int, int]


def inclusion_ranges(index: int, size: int) -> tuple[Range, ...]:
    """The leaf ranges [start, end) whose roots prove that leaf `index` (from 0) stands in a tree of `size`."""
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    start, end, path = 0, size, list[Range]()
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    return tuple(reversed(path))


def consistency_ranges(old: int, size: int) -> tuple[Range, ...]:
    """The leaf ranges [start, end) whose roots prove that the tree of `old` leaves began the tree of `size`."""
    if not 0 < old <= size:
        raise ValueError(f"no tree of {old} within a tree of {size}")
    start, end, path = 0, size, list[Range]()
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    if start:
        path.append((start, end))
    return tuple(reversed(path))


def proof(leaves: Sequence[bytes], ranges: Iterable[Range]) -> tuple[bytes, ...]:
    """The roots of the given ranges of the leaf hashes."""
    return tuple(root(leaves[start:end]) for start, end in ranges)


def inclusion_holds(leaf: bytes, index: int, size: int, path: Sequence[bytes], head: bytes) -> bool:
    """Whether the path leads from the leaf hash at `index` (from 0) to the head of `size` leaves (RFC 9162 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    here, last, carried = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if here & 1 or here == last:
            carried = node_hash(step, carried)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            carried = node_hash(carried, step)
        here, last = here >> 1, last >> 1
    return last == 0 and carried == head


def consistency_holds(old: int, old_head: bytes, size: int, head: bytes, path: Sequence[bytes]) -> bool:
    """Whether the path proves that the tree of `old` leaves began the tree of `size` (RFC 9162 2.1.4.2)."""
    if old == size:
        return not path and old_head == head
    if not 0 < old < size or not path:
        return False
    steps = list(path) if old & (old - 1) else [old_head, *path]
    here, last = old - 1, size - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            after = node_hash(after, step)
        here, last = here >> 1, last >> 1
    return last == 0 and before == old_head and after == head
