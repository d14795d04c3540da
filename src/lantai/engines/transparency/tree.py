"""The Merkle tree of RFC 6962, section 2, over SHA-256: one signed root shows later that nothing was changed.

Only roots of whole subtrees are kept; they never change. Node `index` of `level` covers the leaves from
`index << level` on, `1 << level` of them. Every root and every proof of every earlier size comes from these nodes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Protocol

EMPTY = hashlib.sha256().digest()
"""The root of a tree without leaves."""
_LEAF, _INNER = b"\0", b"\1"


class NotInTree(ValueError):
    """A leaf or a size was asked for that the tree does not have, or does not have yet."""

    def __init__(self, asked: int, size: int) -> None:
        super().__init__(f"{asked} was asked of a tree of {size} leaves")


class Nodes(Protocol):
    """Where nodes lie. Appends come one at a time, in one transaction each: who calls `append` sees to it."""

    def get(self, level: int, index: int) -> bytes:
        """The 32 bytes that were put there."""
        ...

    def put(self, level: int, index: int, digest: bytes) -> None:
        """Keep a node. The leaf (level 0) comes last, so that what `size` counts is whole."""
        ...

    def size(self) -> int:
        """How many leaves were put."""
        ...


def leaf_hash(data: bytes) -> bytes:
    """The hash of an entry. It begins with another byte than that of a node: neither passes for the other."""
    return hashlib.sha256(_LEAF + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_INNER + left + right).digest()


def append(nodes: Nodes, data: bytes) -> int:
    """Add an entry; the answer is its index. Puts the leaf and every subtree it makes whole."""
    index = nodes.size()
    leaf = digest = leaf_hash(data)
    at, level = index, 0
    while at & 1:
        digest = node_hash(nodes.get(level, at - 1), digest)
        at, level = at >> 1, level + 1
        nodes.put(level, at, digest)
    nodes.put(0, index, leaf)
    return index


def root(nodes: Nodes, size: int | None = None) -> bytes:
    """The root over the first `size` leaves (all of them). Raises `NotInTree`."""
    size = nodes.size() if size is None else size
    _refuse(size, 0, nodes.size())
    return _over(nodes, 0, size) if size else EMPTY


def inclusion_proof(nodes: Nodes, index: int, size: int | None = None) -> tuple[bytes, ...]:
    """That leaf `index` is among the first `size`: PATH of RFC 6962, 2.1.1. Raises `NotInTree`."""
    size = nodes.size() if size is None else size
    _refuse(size, 1, nodes.size())
    _refuse(index, 0, size - 1)
    return tuple(_path(nodes, index, 0, size))


def consistency_proof(nodes: Nodes, old: int, new: int | None = None) -> tuple[bytes, ...]:
    """That the tree of `new` leaves begins with that of `old`: PROOF of RFC 6962, 2.1.2. Raises `NotInTree`."""
    new = nodes.size() if new is None else new
    _refuse(new, 0, nodes.size())
    _refuse(old, 0, new)
    return tuple(_proof(nodes, old, 0, new, is_known=True)) if 0 < old < new else ()


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof leads from the hash of a leaf to the root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last, digest = index, size - 1, leaf
    for step in proof:
        if not last:
            return False
        if at & 1 or at == last:
            digest = node_hash(step, digest)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            digest = node_hash(digest, step)
        at, last = at >> 1, last >> 1
    return not last and digest == root


def verify_consistency(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the tree of `new` leaves begins with the `old` one (RFC 9162, 2.1.4.2)."""
    if not 0 <= old <= new:
        return False
    if old == new or not old:
        return not proof and (old_root == new_root if old == new else old_root == EMPTY)
    steps = list(proof)
    if not old & (old - 1):
        steps.insert(0, old_root)
    if not steps:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first = second = steps[0]
    for step in steps[1:]:
        if not last:
            return False
        if at & 1 or at == last:
            first, second = node_hash(step, first), node_hash(step, second)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            second = node_hash(second, step)
        at, last = at >> 1, last >> 1
    return not last and (first, second) == (old_root, new_root)


def _refuse(asked: int, least: int, most: int) -> None:
    if not least <= asked <= most:
        raise NotInTree(asked, most)


def _half(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1


def _over(nodes: Nodes, start: int, end: int) -> bytes:
    """The hash over the leaves from `start` to before `end`; `start` is where a subtree begins."""
    count = end - start
    if not count & (count - 1):
        level = count.bit_length() - 1
        return nodes.get(level, start >> level)
    middle = start + _half(count)
    return node_hash(_over(nodes, start, middle), _over(nodes, middle, end))


def _path(nodes: Nodes, index: int, start: int, end: int) -> Iterator[bytes]:
    """From the leaf up: the sister of each node on the way."""
    if end - start == 1:
        return
    middle = start + _half(end - start)
    if index < middle:
        yield from _path(nodes, index, start, middle)
        yield _over(nodes, middle, end)
    else:
        yield from _path(nodes, index, middle, end)
        yield _over(nodes, start, middle)


def _proof(nodes: Nodes, old: int, start: int, end: int, *, is_known: bool) -> Iterator[bytes]:
    """SUBPROOF: `is_known` as long as the old tree is the whole of this side, whose root the verifier has."""
    if old == end - start:
        if not is_known:
            yield _over(nodes, start, end)
        return
    half = _half(end - start)
    middle = start + half
    if old <= half:
        yield from _proof(nodes, old, start, middle, is_known=is_known)
        yield _over(nodes, middle, end)
    else:
        yield from _proof(nodes, old - half, middle, end, is_known=False)
        yield _over(nodes, start, middle)
