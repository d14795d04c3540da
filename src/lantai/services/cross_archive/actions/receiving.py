"""A package comes in: whose it is, whether it is the next one, and what it says. Taken whole or not at all, once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor
from lantai.base.audit.actions import record as record_event
from lantai.base.audit.models import Event
from lantai.base.common.errors import ArchiveError
from lantai.engines.signatures.keys import read_public_key
from lantai.holdings.catalogue.sealing import person_keys
from lantai.services.cross_archive.envelope import (
    Head,
    NotReadable,
    Signed,
    open_body,
    read_signed,
    write_acknowledgement,
)
from lantai.services.cross_archive.keyring import SEALING, SIGNING, own_fingerprint, own_key
from lantai.services.cross_archive.models import PassedCase, PassedCertificate, Peer, Receipt
from lantai.services.cross_archive.passing import (
    ANSWERS,
    CALLED_BACK,
    CASE,
    FOUND,
    NOT_FOUND,
    REFUSED,
    TAKEN_ON,
    Unusable,
    application_in,
    case_of,
    certificates_in,
    level_in,
    number_of,
    searched_in,
)
from lantai.services.enquiries.actions import ONLINE_DAYS, lay_down, step_outside
from lantai.services.enquiries.identity.levels import levels, rank
from lantai.services.enquiries.models import Enquiry
from lantai.services.enquiries.sealed import seal_proof

REFUSALS_AN_HOUR = 200
"""So many refusals are written into the audit chain in an hour: a stranger cannot fill it."""
_REFUSED = "cross_archive:receive:refuse"


class ParcelRefused(ArchiveError):
    """The root of what is said to a sender. Each is one reason."""

    code = "cross_archive.not_readable"
    message = gettext_noop("This is no package of another archive.")
    hint = gettext_noop("Send what the other archive exported, unchanged.")


class UnknownPeer(ParcelRefused):
    code = "cross_archive.unknown_peer"
    message = gettext_noop(
        "The package was signed by an archive without an agreement with this one, or is for another one."
    )
    hint = gettext_noop("Both archives enter each other's card; then the package can be sent again.")
    http_status = 403


class WrongSignature(ParcelRefused):
    code = "cross_archive.wrong_signature"
    message = gettext_noop("The signature does not fit: the package was changed, or somebody else signed it.")
    hint = gettext_noop("Export or send it again from where it comes. Nothing was taken.")
    http_status = 403


class OtherContent(ParcelRefused):
    code = "cross_archive.other_content"
    message = gettext_noop("Another package of this number was taken already.")
    hint = gettext_noop("Each number is used once. Nothing was taken.")
    http_status = 409


class GapInSequence(ParcelRefused):
    code = "cross_archive.gap"
    message = gettext_noop("A package before this one is missing: the next one must be number %(expected)s.")
    hint = gettext_noop("Send the packages in order. Nothing was taken.")
    http_status = 409


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a package: the acknowledgement to give back, or the refusal."""

    acknowledgement: bytes = b""
    refusal: ParcelRefused | None = None
    is_repeated: bool = False


@transaction.atomic
def receive_parcel(*, actor: Actor, data: bytes) -> Outcome:
    """Take a package that came by the line or as a file. Whoever brings it: its signature is what counts.

    The number is claimed by a conditional update and everything the package says is done in the same transaction, so a
    process killed in between leaves nothing of it, and a package that comes twice is answered twice and done once.
    """
    try:
        parcel = read_signed(data, "package")
        head = parcel.head()
    except NotReadable:
        return _refused(actor, ParcelRefused(), None)
    peer = Peer.objects.agreed().filter(fingerprint=head.sender).select_related("institution").first()
    if peer is None or head.receiver != own_fingerprint():
        return _refused(actor, UnknownPeer(), head)
    if not parcel.is_by(read_public_key(peer.signing_key.encode(), name=peer.name)):
        return _refused(actor, WrongSignature(), head)
    if known := Receipt.objects.filter(peer=peer, sequence=head.sequence).first():
        return _again(actor, known, parcel, head)
    mine = Peer.objects.filter(pk=peer.pk, received=head.sequence - 1)
    if not mine.update(received=head.sequence, heard_at=timezone.now()):
        peer.refresh_from_db()
        return _refused(actor, GapInSequence(expected=peer.received + 1), head)
    return _taken(actor, peer, parcel, head)


def _again(actor: Actor, known: Receipt, parcel: Signed, head: Head) -> Outcome:
    if known.sha256 != parcel.sha256:
        return _refused(actor, OtherContent(), head)
    data = {"peer": known.peer.name, "sequence": head.sequence, "kind": head.kind, "again": True}
    record_event("cross_archive:receive", actor=actor, subject=("peer", known.peer.ulid), data=data)
    return Outcome(known.acknowledgement.encode(), is_repeated=True)


def _taken(actor: Actor, peer: Peer, parcel: Signed, head: Head) -> Outcome:
    refusal = ""
    try:
        with transaction.atomic():
            _done(actor, peer, head, open_body(parcel.said, own_key(SEALING)))
    except (NotReadable, Unusable) as problem:
        refusal = f"unusable:{problem}"[:60]
    except ArchiveError as problem:
        refusal = problem.code[:60]
    given = write_acknowledgement(head, parcel.sha256, refusal, signer=own_key(SIGNING))
    Receipt.objects.create(
        peer=peer, sequence=head.sequence, kind=head.kind[:12], sha256=parcel.sha256, refusal=refusal,
        acknowledgement=given.decode(),
    )  # fmt: skip
    data = {"peer": peer.name, "sequence": head.sequence, "kind": head.kind, "refusal": refusal}
    record_event("cross_archive:receive", actor=actor, subject=("peer", peer.ulid), data=data)
    return Outcome(given)


def _refused(actor: Actor, refusal: ParcelRefused, head: Head | None) -> Outcome:
    """Said to the sender, and written down: from whom it claims to be, which number, why not."""
    since = timezone.now() - dt.timedelta(hours=1)
    if Event.objects.filter(verb=_REFUSED, at__gte=since).count() < REFUSALS_AN_HOUR:
        sender, number = (head.sender[:32], head.sequence) if head else ("—", 0)
        data = {"code": refusal.code, "from": sender, "sequence": number}
        record_event("cross_archive:receive:refuse", actor=actor, subject=("peer", sender), data=data)
    return Outcome(refusal=refusal)


def _done(actor: Actor, peer: Peer, head: Head, body: Mapping[str, Any]) -> None:
    """What the package says. Raises `Unusable`, `NotNow`."""
    case = case_of(body)
    if head.kind == CASE:
        return _new_case(actor, peer, case, body)
    way = PassedCase.Way.IN if head.kind == CALLED_BACK else PassedCase.Way.OUT
    passed = PassedCase.objects.filter(peer=peer, ulid=case, way=way).select_related("enquiry").first()
    if passed is None or head.kind not in (*ANSWERS, CALLED_BACK):
        raise Unusable("case")
    if passed.ended_at is None:
        _ANSWERED[head.kind](actor, passed, body)
    return None


def _new_case(actor: Actor, peer: Peer, case: str, body: Mapping[str, Any]) -> None:
    """Who asks counts as proved as far as that archive says, where the agreement accepts it; else as not proved."""
    number, level, note = number_of(body), level_in(body), ""
    said: dict[str, Any] = {"channel": Enquiry.Channel.PEER}
    if peer.accepts_identity and rank(level):
        said, note = said | {"identity_level": level}, f"（{levels()[level].labels['zh']}）"
    filed = lay_down(peer.institution, application_in(body), by=actor, note=f"{peer.name} {number}{note}", **said)
    PassedCase.objects.create(ulid=case, peer=peer, enquiry=filed.enquiry, way=PassedCase.Way.IN, number_there=number)


def _called_back(actor: Actor, passed: PassedCase, body: Mapping[str, Any]) -> None:
    """Our case ends as withdrawn where it can; what is already decided here stays as it is."""
    _said(passed, PassedCase.Said.CALLED_BACK, body, is_end=True)
    if passed.enquiry.is_open:
        step_outside(
            "withdraw", passed.enquiry, by=actor, note=_note(passed, body), closed_at=timezone.now(), paused_on=None
        )


def _taken_on(actor: Actor, passed: PassedCase, body: Mapping[str, Any]) -> None:
    if passed.said == PassedCase.Said.SENT:
        _said(passed, PassedCase.Said.TAKEN_ON, body)
        step_outside("taken_there", passed.enquiry, by=actor, note=f"{passed.peer.name} {number_of(body)}")


def _found(actor: Actor, passed: PassedCase, body: Mapping[str, Any]) -> None:
    _kept(passed, body)
    _said(passed, PassedCase.Said.FOUND, body, is_end=True)
    step_outside("found_there", passed.enquiry, by=actor, note=_note(passed, body), next_on=passed.enquiry.due_on)


def _kept(passed: PassedCase, body: Mapping[str, Any]) -> None:
    """The certificates that came, sealed. Raises `Unusable`."""
    for each in certificates_in(body):
        sealed, sha256 = seal_proof(each.pdf, person_keys()), str(each.proof["leaf"]["sha256"])
        PassedCertificate.objects.create(
            passed=passed, number=each.number, sha256=sha256, sealed=sealed, proof=each.proof
        )


def _not_found(actor: Actor, passed: PassedCase, body: Mapping[str, Any]) -> None:
    enquiry = passed.enquiry
    theirs = [*enquiry.searched_outside, {**searched_in(body), "by": passed.peer.name}]
    fetched: dict[str, Any] = {}
    if body.get("certificates"):
        _kept(passed, body)
        fetched = {"online_until": timezone.localdate() + dt.timedelta(days=ONLINE_DAYS)}
    _said(passed, PassedCase.Said.NOT_FOUND, body, is_end=True)
    step_outside(
        "not_found_there", enquiry, by=actor, note=_note(passed, body), searched={**enquiry.searched, "there": theirs},
        closed_at=timezone.now(), paused_on=None, **fetched,
    )  # fmt: skip


def _not_given(actor: Actor, passed: PassedCase, body: Mapping[str, Any]) -> None:
    _said(passed, PassedCase.Said.REFUSED, body, is_end=True)
    step_outside("refused_there", passed.enquiry, by=actor, note=_note(passed, body))


def _note(passed: PassedCase, body: Mapping[str, Any]) -> str:
    return f"{passed.peer.name} {number_of(body)} {str(body.get('note', ''))[:1000]}".strip()


def _said(passed: PassedCase, said: str, body: Mapping[str, Any], *, is_end: bool = False) -> None:
    number, ended_at = number_of(body) or passed.number_there, timezone.now() if is_end else None
    PassedCase.objects.filter(pk=passed.pk).update(said=said, number_there=number, ended_at=ended_at)


_ANSWERED: Mapping[str, Callable[[Actor, PassedCase, Mapping[str, Any]], None]] = {
    TAKEN_ON: _taken_on,
    FOUND: _found,
    NOT_FOUND: _not_found,
    REFUSED: _not_given,
    CALLED_BACK: _called_back,
}
