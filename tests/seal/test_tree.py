"""The tree against a naive one written from RFC 6962 section 2.1, and against published values."""

import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.seal import digests, tree
from luoshi.seal.tree import Frontier
from tests.seal.vectors import VECTORS

leaves_of = st.lists(st.binary(max_size=8).map(tree.leaf_hash), min_size=1, max_size=70)


def naive_root(leaves: list[bytes]) -> bytes:
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b"\x01" + naive_root(leaves[:half]) + naive_root(leaves[half:])).digest()


def naive_inclusion(index: int, leaves: list[bytes]) -> list[bytes]:
    if len(leaves) == 1:
        return []
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    if index < half:
        return [*naive_inclusion(index, leaves[:half]), naive_root(leaves[half:])]
    return [*naive_inclusion(index - half, leaves[half:]), naive_root(leaves[:half])]


def naive_consistency(old: int, leaves: list[bytes], whole: bool = True) -> list[bytes]:
    if old == len(leaves):
        return [] if whole else [naive_root(leaves)]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    if old <= half:
        return [*naive_consistency(old, leaves[:half], whole), naive_root(leaves[half:])]
    return [*naive_consistency(old - half, leaves[half:], False), naive_root(leaves[:half])]


@pytest.mark.parametrize("size", range(9))
def test_head_equals_the_published_values(size: int) -> None:
    published = VECTORS["tree"]
    leaves = [tree.leaf_hash(bytes.fromhex(data)) for data in published["leaves"][:size]]
    assert tree.root(leaves).hex() == published["heads"][size]


@given(leaves_of)
def test_head_equals_the_naive_tree(leaves: list[bytes]) -> None:
    assert tree.root(leaves) == naive_root(leaves)


@given(leaves_of, st.data())
def test_frontier_goes_on_wherever_it_stopped_and_survives_being_written_down(
    leaves: list[bytes], data: st.DataObject
) -> None:
    stop = data.draw(st.integers(0, len(leaves)))
    begun = Frontier().extend(leaves[:stop])
    assert Frontier.read(begun.size, begun.text()).extend(leaves[stop:]) == Frontier().extend(leaves)


@given(leaves_of, st.data())
def test_inclusion_proof_holds_for_its_leaf_and_for_no_other(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    head, size = tree.root(leaves), len(leaves)
    path = tree.proof(leaves, tree.inclusion_ranges(index, size))
    assert list(path) == naive_inclusion(index, leaves)
    assert tree.inclusion_holds(leaves[index], index, size, path, head)
    other = tree.leaf_hash(b"another event")
    assert not tree.inclusion_holds(other, index, size, path, head)
    assert not tree.inclusion_holds(leaves[index], index, size, (*path, other), head)
    assert not tree.inclusion_holds(leaves[index], size, size, path, head)


@given(leaves_of, st.data())
def test_consistency_proof_holds_for_the_history_and_for_no_other(leaves: list[bytes], data: st.DataObject) -> None:
    old = data.draw(st.integers(1, len(leaves)))
    size, head, old_head = len(leaves), tree.root(leaves), tree.root(leaves[:old])
    path = tree.proof(leaves, tree.consistency_ranges(old, size))
    assert list(path) == naive_consistency(old, leaves)
    assert tree.consistency_holds(old, old_head, size, head, path)

    changed = data.draw(st.integers(0, old - 1))
    rewritten = [*leaves[:changed], tree.leaf_hash(b"rewritten history"), *leaves[changed + 1 :]]
    forged = tree.proof(rewritten, tree.consistency_ranges(old, size))
    assert not tree.consistency_holds(old, old_head, size, tree.root(rewritten), forged)


def test_proofs_of_what_is_not_there_are_refused() -> None:
    with pytest.raises(ValueError, match="no leaf"):
        tree.inclusion_ranges(3, 3)
    with pytest.raises(ValueError, match="no tree"):
        tree.consistency_ranges(4, 3)
    with pytest.raises(ValueError, match="no tree"):
        tree.consistency_ranges(0, 3)
    assert not tree.consistency_holds(4, b"", 3, b"", ())
    with pytest.raises(ValueError, match="frontier"):
        Frontier(3, (b"one hash",))


@pytest.mark.parametrize("case", VECTORS["inclusion"], ids=lambda case: f"{case['index']} of {case['size']}")
def test_published_inclusion_path_holds(case: dict[str, Any]) -> None:
    leaves = [tree.leaf_hash(bytes.fromhex(data)) for data in VECTORS["tree"]["leaves"][: case["size"]]]
    path = [bytes.fromhex(step) for step in case["path"]]
    assert naive_inclusion(case["index"], leaves) == path
    assert tree.inclusion_holds(leaves[case["index"]], case["index"], case["size"], path, tree.root(leaves))


@pytest.mark.parametrize("case", VECTORS["consistency"], ids=lambda case: f"{case['old']} to {case['size']}")
def test_published_consistency_path_holds(case: dict[str, Any]) -> None:
    old, size = case["old"], case["size"]
    heads = [bytes.fromhex(head) for head in VECTORS["tree"]["heads"]]
    path = [bytes.fromhex(step) for step in case["path"]]
    assert tree.consistency_holds(old, heads[old], size, heads[size], path)
    assert not tree.consistency_holds(old, heads[old - 1], size, heads[size], path)


def test_commitment_of_a_private_value_equals_the_vector() -> None:
    for case in VECTORS["commitment"]:
        assert digests.commitment(bytes.fromhex(case["salt"]), case["value"]) == case["commitment"]
