"""An archive of another installation is agreed with, by its card; and an agreement ends."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.accounts.models import Institution
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.services.cross_archive.keyring import Card, own_fingerprint
from lantai.services.cross_archive.models import Peer

LOOPBACK = ("127.0.0.1", "::1", "localhost")


class AddressRefused(ArchiveError):
    code = "cross_archive.address_refused"
    message = gettext_noop("“%(address)s” is no address packages may be sent to.")
    hint = gettext_noop("Give an address that begins with https://, or none where packages go as files.")
    http_status = 422


class AlreadyAgreed(ArchiveError):
    code = "cross_archive.already_agreed"
    message = gettext_noop("These keys were agreed with already, with %(name)s.")
    hint = gettext_noop("After an agreement has ended, the other archive makes new keys and gives a new card.")
    http_status = 409


class OwnCard(ArchiveError):
    code = "cross_archive.own_card"
    message = gettext_noop("This is the card of this installation itself.")
    hint = gettext_noop("Archives of one installation pass cases on without packages. Enter the card of another one.")
    http_status = 422


@transaction.atomic
def agree_peer(
    *, actor: Actor, institution: Institution, card: Card, address: str, accepts_identity: bool = False
) -> Peer:
    """From now on packages signed with the keys of this card are taken for this archive, and cases may be sent there.

    `accepts_identity`: who asks counts as proved as far as the other archive says. It works when the other side has
    entered ours. Raises `AddressRefused`, `AlreadyAgreed`, `OwnCard`.
    """
    require(actor, Right.MANAGE_KEYS, institution.code)
    if card.fingerprint == own_fingerprint():
        raise OwnCard
    if known := Peer.objects.filter(fingerprint=card.fingerprint).first():
        raise AlreadyAgreed(name=known.name)
    peer = Peer.objects.create(
        institution=institution, name=card.name, address=checked(address.strip().rstrip("/")),
        fingerprint=card.fingerprint, signing_key=card.signing.as_pem().decode(),
        sealing_key=card.sealing.as_pem().decode(), guide=card.guide, agreed_by=actor.label,
        accepts_identity=accepts_identity,
    )  # fmt: skip
    data = {
        "name": peer.name, "fingerprint": peer.fingerprint[:32], "address": peer.address,
        "accepts_identity": accepts_identity,
    }  # fmt: skip
    record_event("cross_archive:agree", actor=actor, subject=("peer", peer.ulid), data=data)
    return peer


def checked(address: str) -> str:
    """https, or http to this machine itself; nothing where packages go as files. Raises `AddressRefused`."""
    if not address:
        return ""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise AddressRefused(address=address[:100]) from error
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
    if not is_safe or not host or port == 0 or parts.username or parts.query or parts.fragment or len(address) > 200:
        raise AddressRefused(address=address[:100])
    return address


@transaction.atomic
def accept_identity(*, actor: Actor, peer: Peer, accepts: bool) -> Peer:
    """From the next case on, who asks counts as proved as far as the other archive says, or has to prove it here."""
    require(actor, Right.MANAGE_KEYS, peer.institution_id)
    Peer.objects.agreed().filter(pk=peer.pk).update(accepts_identity=accepts)
    peer.refresh_from_db()
    data = {"name": peer.name, "accepts": peer.accepts_identity}
    record_event("cross_archive:accept_identity", actor=actor, subject=("peer", peer.ulid), data=data)
    return peer


@transaction.atomic
def end_peer(*, actor: Actor, peer: Peer) -> Peer:
    """Nothing is taken from it any more, nothing new is sent. What is on its way there is called back by the desk."""
    require(actor, Right.MANAGE_KEYS, peer.institution_id)
    Peer.objects.agreed().filter(pk=peer.pk).update(ended_at=timezone.now())
    peer.refresh_from_db()
    record_event("cross_archive:end", actor=actor, subject=("peer", peer.ulid), data={"name": peer.name})
    return peer
