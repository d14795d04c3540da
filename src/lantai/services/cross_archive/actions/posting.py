"""The outbox: a package gets the next number of its peer inside the act that asks for it, and goes when answered."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from lantai.base.accounts.access import Actor
from lantai.base.audit.actions import record as record_event
from lantai.engines.signatures.keys import read_public_key
from lantai.services.cross_archive.envelope import Head, NotReadable, digest, read_signed, write_package
from lantai.services.cross_archive.keyring import SIGNING, own_fingerprint, own_key
from lantai.services.cross_archive.models import Parcel, PassedCase, Peer
from lantai.services.cross_archive.passing import CASE
from lantai.services.enquiries.actions import step_outside


class NotAcknowledged(ValueError):
    """An acknowledgement that is not for this package, or not of this peer: nothing was changed."""


def post(passed: PassedCase, kind: str, body: Mapping[str, Any]) -> Parcel:
    """Part of an act: what is committed with it is sent, what is not was never numbered."""
    peer = passed.peer
    Peer.objects.filter(pk=peer.pk).update(sent=F("sent") + 1)
    peer.refresh_from_db()
    made_at = timezone.now().isoformat(timespec="seconds")
    head = Head(kind, own_fingerprint(), peer.fingerprint, peer.sent, made_at)
    receiver = read_public_key(peer.sealing_key.encode(), name=peer.name)
    content = write_package(head, body, signer=own_key(SIGNING), receiver=receiver)
    parcel = Parcel.objects.create(
        peer=peer, sequence=peer.sent, kind=kind, passed=passed, content=content, sha256=digest(content)
    )
    transaction.on_commit(partial(_send_soon, peer.pk))
    return parcel


def _send_soon(peer: int) -> None:
    from lantai.services.cross_archive.tasks import send_to_peer  # the task imports these acts

    send_to_peer.enqueue(peer)


@transaction.atomic
def acknowledge_parcel(*, actor: Actor, parcel: Parcel, data: bytes) -> Parcel:
    """The other archive has it: its content goes. A case it cannot use comes back to the desk with the reason.

    Who sends asks no right: the signature of the peer is what counts. Raises `NotAcknowledged` for anything else.
    """
    peer = parcel.peer
    try:
        answer = read_signed(data, "acknowledgement")
        head = answer.head()
    except NotReadable as error:
        raise NotAcknowledged from error
    fits = (head.sender, head.sequence, answer.said.get("sha256")) == (peer.fingerprint, parcel.sequence, parcel.sha256)
    if not fits or not answer.is_by(read_public_key(peer.signing_key.encode(), name=peer.name)):
        raise NotAcknowledged
    now, refusal = timezone.now(), str(answer.said.get("refusal", ""))[:60]
    mine = Parcel.objects.filter(pk=parcel.pk, acknowledged_at__isnull=True)
    claimed = mine.update(acknowledged_at=now, content=b"", refusal=refusal)
    Peer.objects.filter(pk=peer.pk).update(heard_at=now, problem="", tries=0)
    parcel.refresh_from_db()
    if claimed and refusal and parcel.kind == CASE:
        _came_back(parcel.passed, actor, refusal)
    data_said = {"peer": peer.name, "sequence": parcel.sequence, "kind": parcel.kind, "refusal": refusal}
    record_event("cross_archive:acknowledge", actor=actor, subject=("peer", peer.ulid), data=data_said)
    return parcel


def _came_back(passed: PassedCase, actor: Actor, refusal: str) -> None:
    ended = PassedCase.objects.filter(pk=passed.pk, ended_at__isnull=True)
    if ended.update(said=PassedCase.Said.REFUSED, ended_at=timezone.now()) and passed.enquiry.state == "away":
        step_outside("refused_there", passed.enquiry, by=actor, note=f"{passed.peer.name}（{refusal}）")
