"""What workers do: send what waits for a peer, and tell those who asked how their cases stand."""

from __future__ import annotations

from lantai.base.accounts.access import OPERATOR
from lantai.engines.jobs.tasks import task
from lantai.services.cross_archive.actions import report_case
from lantai.services.cross_archive.models import PassedCase, Peer
from lantai.services.cross_archive.sending import send_waiting

MOST = 200


@task()
def send_to_peer(peer_id: int) -> int:
    """A package that was sent and not acknowledged is sent again: the other side knows it by its number."""
    peer = Peer.objects.agreed().exclude(address="").filter(pk=peer_id).first()
    return send_waiting(peer) if peer else 0


def report_open_cases() -> int:
    """Gives how many reports were made. What a killed process did not report is found here again."""
    rows = PassedCase.objects.filter(ended_at__isnull=True, peer__ended_at__isnull=True)
    cases = rows.select_related("peer", "enquiry__institution").order_by("pk")[:MOST]
    return sum(report_case(actor=OPERATOR, passed=each) for each in cases)
