from __future__ import annotations

import json

import pytest

from lantai.engines.signatures.algorithms import KeyKind
from lantai.engines.signatures.keys import make_private_key
from lantai.engines.transparency.memory import MemoryNodes
from lantai.engines.transparency.notes import Checkpoint, LogKey, sign_checkpoint
from lantai.engines.transparency.proofs import Proof, leaf_bytes, read_proof
from lantai.engines.transparency.tree import append, inclusion_proof, root

KEY = make_private_key(KeyKind.ED25519)
KEYS = [LogKey("log.example", KEY.public)]
LEAVES = [{"number": f"临档证〔2026〕{n:04}", "kind": "copy", "sha256": f"{n:064x}", "pages": []} for n in range(9)]


@pytest.fixture(scope="module")
def nodes():
    nodes = MemoryNodes()
    for leaf in LEAVES:
        append(nodes, leaf_bytes(leaf))
    return nodes


def proof_of(nodes, index, /, *, key=KEY, **changes) -> Proof:
    note = sign_checkpoint(Checkpoint("log.example", 9, root(nodes)), name="log.example", key=key)
    told = {"leaf": LEAVES[index], "index": index, "size": 9, "path": inclusion_proof(nodes, index), "checkpoint": note}
    return Proof(**{**told, **changes})


def test_an_entry_is_proven_from_its_file_alone(nodes):
    read = read_proof(proof_of(nodes, 4, sm2="MEU=").as_json())

    assert read is not None
    assert (read.leaf, read.sm2) == (LEAVES[4], "MEU=")
    assert read.proven(keys=KEYS) == Checkpoint("log.example", 9, root(nodes))


def test_no_forged_entry_is(nodes):
    shorter = sign_checkpoint(Checkpoint("log.example", 8, root(nodes, 8)), name="log.example", key=KEY)
    forged = [
        proof_of(nodes, 4, leaf=LEAVES[5]),
        proof_of(nodes, 4, leaf={**LEAVES[4], "name": "王某"}),
        proof_of(nodes, 4, index=5),
        proof_of(nodes, 4, path=inclusion_proof(nodes, 5)),
        proof_of(nodes, 4, key=make_private_key(KeyKind.ED25519)),
        proof_of(nodes, 4, checkpoint=shorter),
        proof_of(nodes, 4, checkpoint=shorter, size=8),
        proof_of(nodes, 4, checkpoint=""),
    ]

    assert [proof.proven(keys=KEYS) for proof in forged] == [None] * len(forged)


def test_the_same_entry_is_always_the_same_bytes():
    assert leaf_bytes({"b": "兰", "a": [1]}) == leaf_bytes({"a": [1], "b": "兰"}) == '{"a":[1],"b":"兰"}'.encode()


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", "[" * 5000, b"\xff", b"%PDF-1.7"])
def test_any_other_file_is_no_proof(text):
    assert read_proof(text) is None


@pytest.mark.parametrize(
    "change",
    [
        {"schema": 2},
        {"leaf": []},
        {"leaf": {"name": "\ud800"}},
        {"index": "4"},
        {"size": True},
        {"proof": [7]},
        {"proof": ["xy"]},
        {"checkpoint": None},
        {"sm2": 7},
    ],
)
def test_a_file_with_one_wrong_field_is_no_proof(nodes, change):
    told = json.loads(proof_of(nodes, 4).as_json())

    assert read_proof(json.dumps({**told, **change})) is None
