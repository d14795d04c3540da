"""Forms with a column a person: the heads of columns name the person, the words at the left what is asked of each."""

from __future__ import annotations

from itertools import pairwise

from lantai.holdings.catalogue.record_types import plain_header
from lantai.holdings.entry.proposing.chunks import Chunk, in_order
from lantai.holdings.entry.proposing.pairs import band, beside
from lantai.holdings.entry.proposing.reading import OTHER, Found, Label, Reader


def from_columns(reader: Reader) -> list[Found]:
    """What is asked of persons by column, everything else beside its label."""
    heads = heads_of(reader)
    found = []
    for label in reader.labels:
        if label.target == OTHER:
            continue
        if label.target.startswith("person."):
            values = by_column(reader, label, heads)
        else:
            values = {"": [label.rest] if label.rest else beside(reader, label)}
        for role, chunks in values.items():
            if one := reader.found(label.target, chunks, label=label.score, role=role):
                found.append(one)
    return found


def heads_of(reader: Reader) -> list[tuple[str, Chunk]]:
    """The highest row in which two roles are named: (role, head), left to right."""
    words = {plain_header(word): role for role, each in reader.form.roles.items() for word in each}
    for row in reader.rows:
        heads = [(words[plain], chunk) for chunk in row if (plain := plain_header(chunk.text)) in words]
        if len({role for role, _chunk in heads}) > 1:
            return heads
    return []


def by_column(reader: Reader, label: Label, heads: list[tuple[str, Chunk]]) -> dict[str, list[Chunk]]:
    """The pieces on the height of a label, by the role in whose column they stand.

    A column ends half way to the next head: values are set from the left of a cell, heads in its middle, so that the
    middle of a long value is no measure; where it begins is.
    """
    if not heads or label.chunk.y < heads[0][1].y:
        return {}
    top, bottom = band(reader, label)
    edges = [label.chunk.right, *((a.x + b.x) / 2 for (_r, a), (_s, b) in pairwise(heads)), 10**9]
    found: dict[str, list[Chunk]] = {}
    for chunk in reader.chunks:
        if top < chunk.y < bottom and not reader.is_label(chunk):
            for (role, _head), (left, right) in zip(heads, pairwise(edges), strict=True):
                if left - chunk.height * 0.5 <= chunk.left < right - chunk.height * 0.5:
                    found.setdefault(role, []).append(chunk)
    return {role: in_order(each) for role, each in found.items()}
