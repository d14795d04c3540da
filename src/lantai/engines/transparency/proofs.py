"""The file a holder gets with a certificate: what was entered in the log, and the proof that it was.

Anybody can check it without us: `lantai.services.certificates.offline.verify_certificate` does, in a hundred lines.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lantai.engines.transparency.notes import Checkpoint, LogKey, read_checkpoint
from lantai.engines.transparency.tree import leaf_hash, verify_inclusion

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Proof:
    """One entry (`leaf`), its place, the way from it to the root, and the signed note with that root.

    `sm2`: the detached SM2 signature over the certificate's file, in base64, where there is one.
    """

    leaf: Mapping[str, Any]
    index: int
    size: int
    path: Sequence[bytes]
    checkpoint: str
    sm2: str | None = None

    def as_json(self) -> str:
        """The file itself."""
        told = {
            "schema": SCHEMA,
            "leaf": self.leaf,
            "index": self.index,
            "size": self.size,
            "proof": [step.hex() for step in self.path],
            "checkpoint": self.checkpoint,
            "sm2": self.sm2,
        }
        return json.dumps(told, ensure_ascii=False, indent=1) + "\n"

    def proven(self, *, keys: Sequence[LogKey]) -> Checkpoint | None:
        """The checkpoint that proves the entry, or None when a known key does not vouch for it."""
        checkpoint = read_checkpoint(self.checkpoint, keys=keys)
        if checkpoint is None or checkpoint.size != self.size:
            return None
        leaf = leaf_hash(leaf_bytes(self.leaf))
        return checkpoint if verify_inclusion(leaf, self.index, self.size, self.path, checkpoint.root) else None


def leaf_bytes(leaf: Mapping[str, Any]) -> bytes:
    """What is entered in the log: canonical JSON with sorted keys, no blanks, in UTF-8."""
    return json.dumps(leaf, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def read_proof(text: str | bytes) -> Proof | None:
    """What such a file says, unproven as yet; None for anything else."""
    try:
        told = json.loads(text)
        if told["schema"] != SCHEMA or not isinstance(told["leaf"], dict):
            return None
        steps = [bytes.fromhex(step) for step in told["proof"]]
        numbers = told["index"], told["size"]
        words = told["checkpoint"], told["sm2"] or ""
        leaf_bytes(told["leaf"])
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    if not all(type(number) is int for number in numbers) or not all(isinstance(word, str) for word in words):
        return None
    return Proof(told["leaf"], *numbers, steps, told["checkpoint"], told["sm2"])
