"""What stands beside a case of help from outside, and what guides of archives outside say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from lantai.base.accounts.access import Actor, Right
from lantai.services.cross_archive.models import PassedCase, Peer
from lantai.services.enquiries.data import transitions
from lantai.services.enquiries.models import Enquiry
from lantai.services.enquiries.routing import Holding, Wanted


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


def guides_of_peers(wanted: Wanted) -> Iterable[Holding]:
    """The lines of the cards. One query; an archive has at most some hundred lines."""
    for peer in Peer.objects.agreed()[:50]:
        go = reverse("cross_archive:send", args=[peer.ulid])
        for line in [{"text": "", "first": None, "last": None}, *peer.guide]:
            yield Holding(
                f"peer:{peer.ulid}", peer.name, line["text"], line["first"], line["last"], line["text"][:80], go=go
            )
