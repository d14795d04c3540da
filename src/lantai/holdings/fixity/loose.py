"""Objects that are no record's originals: imported lists, and what is kept of everything else the database knows.

Fewer by far than records, and rewritten while they are read: each vouches for itself, by the inventory it has then.

What such an object says of itself is believed when its inventory has the digest written beside it, in its top folder
or, failing that, in the folder of its newest version. They are read with every full run of the storage, and copied.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from lantai.engines.storage.protocol import BlobStore
from lantai.holdings.fixity.expecting import digest_in
from lantai.holdings.fixity.judging import Known, judge
from lantai.holdings.fixity.noting import Judged, Row
from lantai.holdings.fixity.trees import NotReadable, Tree, Vanished, tree_at
from lantai.holdings.imports.models import ImportBatch
from lantai.holdings.preservation.models import SubjectObject
from lantai.holdings.preservation.ocfl.inventory import INVENTORY, SIDECAR
from lantai.holdings.preservation.ocfl.layout import object_prefix


def loose_objects() -> Iterator[tuple[str, str]]:
    """(name, institution) of each, in order."""
    kept = ImportBatch.objects.exclude(object_id="")
    yield from kept.order_by("pk").values_list("object_id", "fonds__institution__code").iterator()
    others = SubjectObject.objects.exclude(object_id__in=kept.values("object_id"))
    for name in others.order_by("pk").values_list("object_id", flat=True).iterator():
        yield name, ""


def judged_loose(store: BlobStore, *, sm3: bool) -> Iterator[Judged]:
    """Each with what is wrong with it."""
    for name, institution in loose_objects():
        known = known_of(store, name)
        row = Row(0, name, known.version, known.inventory_sha512, institution)
        yield row, judge(tree_at(store, known.prefix), known, sm3=sm3)


def known_of(store: BlobStore, name: str) -> Known:
    """What the object itself gives to judge it by; a digest nothing has, when neither inventory vouches."""
    prefix = object_prefix(name)
    tree = tree_at(store, prefix)
    for folder in ("", *(f"{version}/" for version in _versions(tree))):
        try:
            data, sidecar = tree.read(f"{folder}{INVENTORY}"), tree.read(f"{folder}{SIDECAR}")
        except (Vanished, NotReadable):
            continue
        digest = hashlib.sha512(data).hexdigest()
        head = re.search(rb'"head": "v(\d{1,6})"', data)
        if head and digest_in(sidecar) == digest:
            return Known(name, prefix, int(head[1]), digest)
    return Known(name, prefix, 1, "")


def _versions(tree: Tree) -> list[str]:
    """Newest first."""
    try:
        folders = [name for name in tree.listing().folders if re.fullmatch(r"v\d+", name)]
    except NotReadable:
        return []
    return sorted(folders, key=lambda name: -int(name[1:]))
