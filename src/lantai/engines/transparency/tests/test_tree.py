from __future__ import annotations

import hashlib

import pytest

from lantai.engines.transparency.memory import MemoryNodes
from lantai.engines.transparency.tree import (
    EMPTY,
    NotInTree,
    append,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root,
    verify_consistency,
    verify_inclusion,
)

# The tree of eight leaves by which every implementation of RFC 6962 tries itself.
ENTRIES = [
    bytes.fromhex(entry)
    for entry in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAF_1 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
TWO_AND_THREE = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
FOUR_TO_SEVEN = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
LEAF_4 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
SIX_AND_SEVEN = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
FOUR_AND_FIVE = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
MOST = 40


def grown(entries) -> MemoryNodes:
    nodes = MemoryNodes()
    for entry in entries:
        append(nodes, entry)
    return nodes


@pytest.fixture(scope="module")
def nodes() -> MemoryNodes:
    return grown(str(number).encode() for number in range(MOST))


@pytest.fixture(scope="module")
def roots(nodes) -> list[bytes]:
    return [root(nodes, size) for size in range(MOST + 1)]


def plain_root(leaves: list[bytes]) -> bytes:
    """The definition of RFC 6962, word by word, with nothing kept."""
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return node_hash(plain_root(leaves[:half]), plain_root(leaves[half:]))


def test_the_roots_of_the_tree_of_eight_are_those_everybody_has():
    nodes = grown(ENTRIES)

    assert [root(nodes, size).hex() for size in range(1, 9)] == ROOTS
    assert root(nodes, 0) == EMPTY == hashlib.sha256(b"").digest()


@pytest.mark.parametrize(
    ("index", "size", "steps"),
    [
        (0, 1, []),
        (0, 8, [LEAF_1, TWO_AND_THREE, FOUR_TO_SEVEN]),
        (5, 8, [LEAF_4, SIX_AND_SEVEN, ROOTS[3]]),
        (2, 3, [ROOTS[1]]),
        (1, 5, [ROOTS[0], TWO_AND_THREE, LEAF_4]),
    ],
)
def test_its_inclusion_proofs_are_those_everybody_has(index, size, steps):
    assert [step.hex() for step in inclusion_proof(grown(ENTRIES), index, size)] == steps


@pytest.mark.parametrize(
    ("old", "new", "steps"),
    [
        (1, 1, []),
        (1, 8, [LEAF_1, TWO_AND_THREE, FOUR_TO_SEVEN]),
        (6, 8, [FOUR_AND_FIVE, SIX_AND_SEVEN, ROOTS[3]]),
        (2, 5, [TWO_AND_THREE, LEAF_4]),
    ],
)
def test_its_consistency_proofs_are_those_everybody_has(old, new, steps):
    assert [step.hex() for step in consistency_proof(grown(ENTRIES), old, new)] == steps


def test_every_root_is_the_one_the_definition_gives(roots):
    entries = [str(number).encode() for number in range(MOST)]

    assert roots[1:] == [plain_root(entries[:size]) for size in range(1, MOST + 1)]


def test_every_leaf_is_proven_in_every_tree_and_no_other_leaf_is(nodes, roots):
    for size in range(1, MOST + 1):
        for index in range(size):
            leaf, proof = leaf_hash(str(index).encode()), inclusion_proof(nodes, index, size)

            assert verify_inclusion(leaf, index, size, proof, roots[size])
            assert not verify_inclusion(leaf_hash(b"forged"), index, size, proof, roots[size])
            assert not verify_inclusion(leaf, (index + 1) % size, size, proof, roots[size]) or size == 1
            assert not verify_inclusion(leaf, index, size, [*proof, leaf], roots[size])
            assert not verify_inclusion(leaf, index, size, proof, roots[size - 1])
            assert not proof or not verify_inclusion(leaf, index, size, proof[:-1], roots[size])


def test_every_tree_is_proven_to_begin_with_every_smaller_one_and_with_no_other(nodes, roots):
    for new in range(1, MOST + 1):
        for old in range(1, new + 1):
            proof = consistency_proof(nodes, old, new)

            assert verify_consistency(old, roots[old], new, roots[new], proof)
            assert not verify_consistency(old, leaf_hash(b"forged"), new, roots[new], proof)
            assert not verify_consistency(old, roots[old], new, leaf_hash(b"forged"), proof)
            assert not verify_consistency(old, roots[old], new, roots[new], [*proof, EMPTY])
            assert not proof or not verify_consistency(old, roots[old], new, roots[new], proof[1:])


def test_a_log_whose_entry_was_changed_afterwards_is_consistent_with_no_older_root(roots):
    forged = grown(b"forged" if number == 7 else str(number).encode() for number in range(MOST))

    for old in range(8, MOST):
        proof = consistency_proof(forged, old, MOST)
        assert not verify_consistency(old, roots[old], MOST, root(forged), proof)


def test_proofs_of_nothing_prove_nothing():
    assert verify_consistency(0, EMPTY, 5, leaf_hash(b""), [])
    assert not verify_consistency(0, leaf_hash(b""), 5, leaf_hash(b""), [])
    assert not verify_consistency(3, EMPTY, 2, EMPTY, [])
    assert not verify_inclusion(EMPTY, 0, 0, [], EMPTY)
    assert not verify_inclusion(EMPTY, -1, 3, [], EMPTY)


def test_it_says_what_it_was_asked_for_and_does_not_have(nodes):
    for question in (
        lambda: root(nodes, MOST + 1),
        lambda: inclusion_proof(nodes, MOST),
        lambda: inclusion_proof(nodes, 3, 3),
        lambda: inclusion_proof(nodes, -1),
        lambda: inclusion_proof(MemoryNodes(), 0),
        lambda: consistency_proof(nodes, 9, 8),
        lambda: consistency_proof(nodes, -1),
    ):
        with pytest.raises(NotInTree):
            question()


def test_adding_to_a_large_log_touches_few_nodes():
    """What a log of millions costs is the number of its binary digits."""
    asked = []

    class Counting(MemoryNodes):
        def get(self, level, index):
            asked.append((level, index))
            return super().get(level, index)

    nodes = Counting()
    for number in range(1 << 12):
        append(nodes, number.to_bytes(2, "big"))
    asked.clear()

    append(nodes, b"one more")
    inclusion_proof(nodes, 1234)

    assert len(asked) <= 13
