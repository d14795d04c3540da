"""A leaf is appended to the transparency log in the transaction of the act it tells of, and never anywhere else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Max
from django.utils import timezone

from lantai.base.common.rows import insert_rows
from lantai.engines.transparency.notes import Checkpoint, sign_checkpoint
from lantai.engines.transparency.tree import append, leaf_hash, root
from lantai.services.certificates.keyring import log_key, national_key
from lantai.services.certificates.log import TableNodes, canonical, origin
from lantai.services.certificates.models import Certificate, LogHead, LogLeaf, LogNode, SignedCheckpoint


def append_leaf(certificate: Certificate, kind: str, facts: Mapping[str, Any]) -> LogLeaf:
    """Enter one leaf and sign the log as it is then. Inside the transaction of the act that it tells of."""
    size, now = _claimed(), timezone.now()
    data, nodes = canonical(facts), TableNodes(size)
    index = append(nodes, data.encode())
    leaf = LogLeaf.objects.create(
        index=index, certificate=certificate, kind=kind, data=data, hash=leaf_hash(data.encode()).hex(), at=now
    )
    insert_rows([LogNode(leaf=leaf, level=level, index=at, hash=hash) for (level, at), hash in nodes.fresh.items()])
    top = root(nodes, size + 1)
    note = sign_checkpoint(Checkpoint(origin(), size + 1, top), name=origin(), key=log_key(), sm2=national_key())
    SignedCheckpoint.objects.create(leaf=leaf, size=size + 1, root=top.hex(), note=note, at=now)
    return leaf


def _claimed() -> int:
    """The number of the next leaf. Two at once: the second waits for the first, or finds the number moved."""
    while True:
        last = LogLeaf.objects.aggregate(last=Max("index"))["last"]
        head, _ = LogHead.objects.get_or_create(pk=1, defaults={"size": 0 if last is None else last + 1})
        if LogHead.objects.filter(pk=1, size=head.size).update(size=head.size + 1):
            return head.size
