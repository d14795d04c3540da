"""Examples of the acts of this app: see tests/architecture/acts.py."""

from __future__ import annotations

from lantai.base.accounts.access import OPERATOR
from lantai.services.cross_archive.actions import (
    accept_identity,
    acknowledge_parcel,
    agree_peer,
    call_case_back,
    end_peer,
    hand_out_theirs,
    receive_parcel,
    report_case,
    send_case,
)
from lantai.services.cross_archive.keyring import prepare_keys, read_card
from lantai.services.cross_archive.models import Parcel, PassedCase, PassedCertificate, Peer
from lantai.services.cross_archive.tests.factories import Other, agreed, case, found
from lantai.services.enquiries.actions import take_on_enquiry
from lantai.services.enquiries.tests.acts import matter_case
from lantai.services.enquiries.tests.factories import CLERK
from tests.architecture.acts import Call, example
from tests.support.world import World

SIGNED = "the signature of a known archive is what counts, whoever carries the package"


def a_partner(world: World) -> Peer:
    """Made when it is first asked for."""
    return Peer.objects.agreed().filter(institution=world.institution).first() or agreed(world.institution)[1]


def away(world: World, peer: Peer) -> PassedCase:
    passed = send_case(actor=CLERK, enquiry=matter_case(world.institution), peer=peer, why="可能在该馆")
    return PassedCase.objects.select_related("peer", "enquiry__institution").get(pk=passed.pk)


def a_case_away(world: World) -> PassedCase:
    rows = PassedCase.objects.filter(way="out", ended_at__isnull=True, enquiry__state="away")
    return rows.filter(enquiry__institution=world.institution).first() or away(world, a_partner(world))


def a_foreign_certificate(world: World) -> PassedCertificate:
    """With the case that was answered by it."""
    rows = PassedCertificate.objects.filter(passed__enquiry__institution=world.institution)
    if known := rows.first():
        return known
    other, peer = agreed(world.institution)
    passed = away(world, peer)
    other.sends("found", found(passed.ulid))
    return passed.certificates.get()


@example(agree_peer)
def _agree(world: World) -> Call:
    prepare_keys()
    card = read_card(Other().card())
    return lambda actor: agree_peer(actor=actor, institution=world.institution, card=card, address="")


@example(accept_identity)
def _accept_identity(world: World) -> Call:
    peer = agreed(world.institution)[1]
    return lambda actor: accept_identity(actor=actor, peer=peer, accepts=True)


@example(end_peer)
def _end(world: World) -> Call:
    peer = agreed(world.institution)[1]
    return lambda actor: end_peer(actor=actor, peer=peer)


@example(send_case)
def _send(world: World) -> Call:
    peer, enquiry = a_partner(world), matter_case(world.institution)
    return lambda actor: send_case(actor=actor, enquiry=enquiry, peer=peer, why="可能在该馆")


@example(call_case_back)
def _call_back(world: World) -> Call:
    passed = away(world, a_partner(world))
    return lambda actor: call_case_back(actor=actor, passed=passed, why="不再等待")


@example(hand_out_theirs)
def _hand_out(world: World) -> Call:
    certificate = a_foreign_certificate(world)
    return lambda actor: hand_out_theirs(actor=actor, certificate=certificate)


@example(receive_parcel, unasked=SIGNED)
def _receive(world: World) -> Call:
    package = agreed(world.institution)[0].packed("case", case())
    return lambda actor: receive_parcel(actor=actor, data=package)


@example(acknowledge_parcel, unasked=SIGNED)
def _acknowledge(world: World) -> Call:
    other, peer = agreed(world.institution)
    away(world, peer)
    parcel = Parcel.objects.select_related("peer", "passed").get(peer=peer)
    data = other.acknowledges(parcel)
    return lambda actor: acknowledge_parcel(actor=actor, parcel=parcel, data=data)


@example(report_case)
def _report(world: World) -> Call:
    other, peer = agreed(world.institution)
    other.sends("case", case())
    passed = PassedCase.objects.select_related("peer", "enquiry__institution").get(peer=peer)
    take_on_enquiry(actor=OPERATOR, enquiry=passed.enquiry)
    return lambda actor: report_case(actor=actor, passed=passed)
