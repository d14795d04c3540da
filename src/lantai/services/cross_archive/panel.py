"""What stands beside a case of help from outside, what its applicant may fetch of it, and what guides outside say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from django.urls import reverse

from lantai.base.accounts.access import Actor, Right
from lantai.holdings.catalogue.sealing import person_keys
from lantai.services.cross_archive.models import PassedCase, PassedCertificate, Peer
from lantai.services.enquiries.data import transitions
from lantai.services.enquiries.models import Enquiry
from lantai.services.enquiries.queries.copies import OutsideCopy
from lantai.services.enquiries.routing import Holding, Wanted
from lantai.services.enquiries.sealed import open_proof


@dataclass(frozen=True, slots=True)
class Help:
    """How it stands with archives outside: the cases, and those that may be asked now."""

    cases: list[PassedCase]
    peers: list[Peer]


def help_for(enquiry: Enquiry, actor: Actor) -> Help | None:
    """None where there is nothing to say. Two queries at most."""
    cases = list(enquiry.passed.select_related("peer")[:20])
    may = actor.may(Right.HANDLE_ENQUIRIES, enquiry.institution_id) and not enquiry.erased_at
    can = may and transitions()["send_away"].is_possible(enquiry.state, is_matter=enquiry.is_matter)
    peers = list(Peer.objects.agreed().filter(institution_id=enquiry.institution_id)[:50]) if can else []
    return Help(cases, peers) if cases or peers else None


def copies_from_peers(enquiry: Enquiry) -> list[OutsideCopy]:
    """The certificates partners issued for a case of ours, sealed until somebody fetches one. One query."""
    rows = PassedCertificate.objects.filter(passed__enquiry=enquiry, passed__way=PassedCase.Way.OUT)
    return [
        OutsideCopy(
            each.ulid,
            each.number,
            each.passed.peer.name,
            each.passed.said == PassedCase.Said.FOUND,
            each.printed,
            partial(_opened, each.pk),
            partial(_handed_out, each.pk),
        )
        for each in rows.select_related("passed__peer").defer("sealed")[:50]
    ]


def _opened(certificate: int) -> bytes:
    return open_proof(bytes(PassedCertificate.objects.get(pk=certificate).sealed), person_keys())


def _handed_out(certificate: int, actor: Actor) -> bytes:
    """At the counter that took the case, or at the archive that asked: the file as it came, counted."""
    from lantai.services.cross_archive.actions import hand_out_theirs  # signatures: of no use to a verb

    rows = PassedCertificate.objects.select_related("passed__enquiry", "passed__peer")
    printed = hand_out_theirs(actor=actor, certificate=rows.get(pk=certificate))
    return open_proof(bytes(printed.sealed), person_keys())


def guides_of_peers(wanted: Wanted) -> Iterable[Holding]:
    """The lines of the cards. One query; an archive has at most some hundred lines."""
    for peer in Peer.objects.agreed()[:50]:
        go = reverse("cross_archive:send", args=[peer.ulid])
        for line in [{"text": "", "first": None, "last": None}, *peer.guide]:
            yield Holding(
                f"peer:{peer.ulid}", peer.name, line["text"], line["first"], line["last"], line["text"][:80], go=go
            )
