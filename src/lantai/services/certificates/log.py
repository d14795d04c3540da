"""The transparency log in the database: its nodes, what is proved of it, and its name.

RFC 6962 and 9162: whoever has two signed checkpoints can prove that the later log contains the earlier one, and whoever
has a certificate that it stands in the log. An archive can neither deny nor back-date what it issued.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from lantai.engines.transparency.tree import consistency_proof, inclusion_proof
from lantai.services.certificates.models import LogLeaf, LogNode, SignedCheckpoint


class TableNodes:
    """The nodes as `transparency.Nodes` wants them: read from the table, kept in hand until the leaf has its row."""

    def __init__(self, size: int) -> None:
        self.fresh: dict[tuple[int, int], bytes] = {}
        self._size = size

    def get(self, level: int, index: int) -> bytes:
        """Raises `LogNode.DoesNotExist` for one there is not."""
        known = self.fresh.get((level, index))
        return known if known is not None else bytes(LogNode.objects.get(level=level, index=index).hash)

    def put(self, level: int, index: int, digest: bytes) -> None:
        self.fresh[level, index] = digest

    def size(self) -> int:
        return self._size + sum(level == 0 for level, _ in self.fresh)


def canonical(facts: Mapping[str, Any]) -> str:
    """One text for one meaning: sorted keys, no blanks."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def origin() -> str:
    """The name of this log, on its checkpoints and in the signed note."""
    return str(settings.LOG_NAME)


def newest() -> SignedCheckpoint | None:
    return SignedCheckpoint.objects.order_by("-size").first()


def inclusion(leaf: LogLeaf, size: int) -> tuple[bytes, ...]:
    """That the leaf stands in the log of this size, which is one of its checkpoints."""
    return inclusion_proof(TableNodes(size), leaf.index, size)


def consistency(old: int, new: int) -> tuple[bytes, ...]:
    """That the log of the new size begins with the one of the old."""
    return consistency_proof(TableNodes(new), old, new)
