"""What every place where nodes of the log lie promises: the same tests for memory and for the database."""

from __future__ import annotations

import pytest

from lantai.engines.transparency.memory import MemoryNodes
from lantai.engines.transparency.tree import (
    EMPTY,
    Nodes,
    append,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root,
    verify_consistency,
    verify_inclusion,
)
from lantai.services.certificates.log import TableNodes

COUNT = 11


class NodesContract:
    """Subclasses give `nodes`, empty."""

    @pytest.fixture
    def nodes(self) -> Nodes:
        raise NotImplementedError

    def test_without_leaves_its_root_is_that_of_nothing(self, nodes: Nodes) -> None:
        assert (nodes.size(), root(nodes)) == (0, EMPTY)

    def test_it_counts_leaves_alone(self, nodes: Nodes) -> None:
        assert [append(nodes, bytes([number])) for number in range(COUNT)] == list(range(COUNT))
        assert nodes.size() == COUNT

    def test_it_gives_back_what_proofs_are_made_of(self, nodes: Nodes) -> None:
        roots = [EMPTY]
        for number in range(COUNT):
            append(nodes, bytes([number]))
            roots.append(root(nodes))

        assert [root(nodes, size) for size in range(COUNT + 1)] == roots
        for number in range(COUNT):
            proof = inclusion_proof(nodes, number)
            assert verify_inclusion(leaf_hash(bytes([number])), number, COUNT, proof, roots[-1])
            proof = consistency_proof(nodes, number)
            assert verify_consistency(number, roots[number], COUNT, roots[-1], proof)


class TestTableNodes(NodesContract):
    """What a leaf adds is in hand until it has its row; the acts of certificates write it and read it back."""

    @pytest.fixture
    def nodes(self) -> Nodes:
        return TableNodes(0)


class TestMemoryNodes(NodesContract):
    @pytest.fixture
    def nodes(self) -> Nodes:
        return MemoryNodes()
