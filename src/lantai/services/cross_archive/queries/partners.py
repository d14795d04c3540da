"""Partner archives with what waits for them, one of them with its packages, and one case with its certificates."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from lantai.base.accounts.access import Actor, Right
from lantai.base.accounts.models import Institution
from lantai.base.accounts.queries import institutions_with
from lantai.base.common.keyset import Sheet, sheet_of, total_of
from lantai.services.cross_archive.keyring import has_keys, own_fingerprint
from lantai.services.cross_archive.models import Parcel, PassedCase, PassedCertificate, Peer, Receipt
from lantai.services.enquiries.data import transitions
from lantai.services.enquiries.models import Enquiry

SHEET = 50


@dataclass(frozen=True, slots=True)
class PartnersPage:
    """`keeps`: where this person keeps keys and may agree; `own`: the fingerprint the other side compares."""

    partners: list[Peer]
    keeps: list[Institution]
    archives: list[Institution]
    own: str
    has_keys: bool


def partners_page(actor: Actor) -> PartnersPage:
    waiting = Count("parcels", filter=Q(parcels__acknowledged_at__isnull=True))
    rows = Peer.objects.of(actor).select_related("institution").annotate(waiting=waiting).order_by("pk")
    keeps = institutions_with(actor, Right.MANAGE_KEYS)
    archives = institutions_with(actor, Right.HANDLE_ENQUIRIES)
    every = {each.code: each for each in (*keeps, *archives)}
    return PartnersPage(list(rows[:200]), keeps, list(every.values()), own_fingerprint(), has_keys())


def peer_at(ulid: str, actor: Actor) -> Peer | None:
    return Peer.objects.of(actor).select_related("institution").filter(ulid=ulid).first()


@dataclass(frozen=True, slots=True)
class PartnerPage:
    """One partner: what waits, the last packages both ways, and what this person may do."""

    peer: Peer
    waiting: list[Parcel]
    sent: Sheet[Parcel]
    came: list[Receipt]
    may_end: bool


def partner_page(ulid: str, actor: Actor, place: str) -> PartnerPage | None:
    """Six queries."""
    peer = peer_at(ulid, actor)
    if peer is None:
        return None
    sent = Parcel.objects.filter(peer=peer).defer("content")
    return PartnerPage(
        peer, list(Parcel.objects.waiting().filter(peer=peer).defer("content")[:SHEET]),
        sheet_of(sent, by=("-pk",), place=place, size=SHEET, total=total_of(sent)),
        list(Receipt.objects.filter(peer=peer).defer("acknowledgement")[:SHEET]),
        actor.may(Right.MANAGE_KEYS, peer.institution_id) and peer.ended_at is None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PassedPage:
    """One case that went to, or came from, a partner."""

    passed: PassedCase
    certificates: list[PassedCertificate]
    waits: bool
    may_call_back: bool


def passed_page(ulid: str, actor: Actor) -> PassedPage | None:
    """Of an archive for which this person handles enquiries or decides on them. Three queries."""
    rows = PassedCase.objects.filter(enquiry__in=Enquiry.objects.of(actor)).select_related(
        "peer", "enquiry__institution"
    )
    passed = rows.filter(ulid=ulid).first()
    if passed is None:
        return None
    handles = actor.may(Right.HANDLE_ENQUIRIES, passed.enquiry.institution_id)
    can = passed.way == PassedCase.Way.OUT and passed.ended_at is None
    possible = transitions()["call_back"].is_possible(passed.enquiry.state, is_matter=True)
    return PassedPage(
        passed, list(passed.certificates.defer("sealed")), Parcel.objects.waiting().filter(passed=passed).exists(),
        handles and can and possible,
    )  # fmt: skip


def certificate_at(passed: PassedCase, ulid: str) -> PassedCertificate | None:
    rows = PassedCertificate.objects.select_related("passed__enquiry", "passed__peer")
    return rows.filter(passed=passed, ulid=ulid).first()
