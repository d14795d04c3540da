"""Packages on their way without a line: one file with what waits for a peer, and what it is owed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor
from lantai.base.common.errors import ArchiveError
from lantai.services.cross_archive.actions import NotAcknowledged, acknowledge_parcel, receive_parcel
from lantai.services.cross_archive.envelope import NotReadable, read_signed
from lantai.services.cross_archive.models import Parcel, Peer, Receipt

MOST = 200


class FileUnreadable(ArchiveError):
    code = "cross_archive.file_unreadable"
    message = gettext_noop("This is no file of packages.")
    hint = gettext_noop("Choose the file as the other archive saved it. Nothing was taken.")
    http_status = 422


@dataclass(slots=True)
class Taken:
    """What came of a file: packages taken, repeated, refused with their reasons; acknowledgements that fitted."""

    packages: int = 0
    repeated: int = 0
    acknowledged: int = 0
    refusals: list[ArchiveError] = field(default_factory=list)


def file_for(peer: Peer) -> bytes:
    """What waits for it in order, and the last acknowledgements: saved twice, the other side takes it once."""
    waiting = Parcel.objects.waiting().filter(peer=peer)[:MOST]
    packages = [bytes(each.content).decode() for each in waiting]
    owed = list(
        Receipt.objects.filter(peer=peer).order_by("-sequence").values_list("acknowledgement", flat=True)[:MOST]
    )
    whole = {"schema": 1, "packages": packages, "acknowledgements": owed[::-1]}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def take_file(*, actor: Actor, peer: Peer, data: bytes) -> Taken:
    """Acknowledgements first, then the packages in order, each in a transaction of its own. Raises `FileUnreadable`."""
    try:
        whole = json.loads(data)
        packages, owed = list(whole["packages"]), list(whole["acknowledgements"])
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise FileUnreadable from error
    if not all(isinstance(each, str) for each in (*packages, *owed)) or len(packages) + len(owed) > 2 * MOST:
        raise FileUnreadable
    taken = Taken()
    taken.acknowledged = sum(_acknowledged(actor, peer, each.encode()) for each in owed)
    for each in packages:
        outcome = receive_parcel(actor=actor, data=each.encode())
        if outcome.refusal:
            taken.refusals.append(outcome.refusal)
            break
        taken.repeated += outcome.is_repeated
        taken.packages += not outcome.is_repeated
    return taken


def _acknowledged(actor: Actor, peer: Peer, data: bytes) -> bool:
    """Those of packages that wait no more are passed over."""
    try:
        sequence = read_signed(data, "acknowledgement").head().sequence
        parcel = Parcel.objects.waiting().filter(peer=peer, sequence=sequence).select_related("peer", "passed").first()
        if parcel is None:
            return False
        acknowledge_parcel(actor=actor, parcel=parcel, data=data)
    except (NotReadable, NotAcknowledged):
        return False
    return True
