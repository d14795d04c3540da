"""What a person decides about a finding: to live with it, or to take away what does not belong."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record
from lantai.base.common.errors import ArchiveError
from lantai.engines.storage.protocol import Publication
from lantai.holdings.fixity.actions.checking import EVERYWHERE
from lantai.holdings.fixity.actions.repairing import FindingIsClosed
from lantai.holdings.fixity.kinds import Kind
from lantai.holdings.fixity.models import FindingState, FixityFinding
from lantai.holdings.fixity.places import Place, place_of
from lantai.holdings.fixity.quarantine import set_aside
from lantai.holdings.fixity.trees import Vanished, tree_at
from lantai.holdings.preservation.ocfl.inventory import INVENTORY
from lantai.holdings.preservation.ocfl.layout import object_prefix

SHORTEST_REASON = 2
DECIDABLE = (FindingState.FOUND, FindingState.UNREPAIRABLE)


class ReasonMissing(ArchiveError):
    code = "fixity.reason_missing"
    message = gettext_noop("A decision about damage needs a reason.")
    hint = gettext_noop("Write in a few words why; whoever reads the file later will ask.")
    http_status = 422
    exit_code = 2


class NothingToSetAside(ArchiveError):
    code = "fixity.nothing_to_set_aside"
    message = gettext_noop("Only a file that does not belong to its object can be set aside.")
    hint = gettext_noop("What is damaged is repaired from a good copy; the damaged file is set aside by that.")
    http_status = 409


@transaction.atomic
def accept_finding(*, actor: Actor, finding: FixityFinding, reason: str) -> FixityFinding:
    """Live with the damage: it is told no longer, and stays in the list with who decided and why."""
    require(actor, Right.TAKE_IN, finding.institution or EVERYWHERE)
    return _decided(actor, finding, reason, FindingState.ACCEPTED, "fixity:finding:accept")


@transaction.atomic
def set_aside_extra(*, actor: Actor, finding: FixityFinding, reason: str) -> FixityFinding:
    """Take a file that does not belong out of its object, into the folder where nothing is ever deleted."""
    require(actor, Right.TAKE_IN, finding.institution or EVERYWHERE)
    if finding.kind != Kind.EXTRA:
        raise NothingToSetAside
    decided = _decided(actor, finding, reason, FindingState.ASIDE, "fixity:finding:set_aside")
    _take_out(place_of(finding.replica), finding)
    return decided


def _decided(actor: Actor, finding: FixityFinding, reason: str, state: FindingState, verb: str) -> FixityFinding:
    reason = " ".join(reason.split())[:200]
    if len(reason) < SHORTEST_REASON:
        raise ReasonMissing
    now = {"state": state, "reason": reason, "decided_by": actor.label, "changed_at": timezone.now()}
    if not FixityFinding.objects.filter(pk=finding.pk, state__in=DECIDABLE).update(**now):
        raise FindingIsClosed
    finding.refresh_from_db()
    data = {"object": finding.object_id, "kind": finding.kind, "reason": reason}
    record(verb, actor=actor, subject=("fixity_finding", finding.ulid), data=data)
    return finding


def _take_out(place: Place, finding: FixityFinding) -> None:
    """The object as it is but for this one name, by one rename."""
    prefix = object_prefix(finding.object_id)
    tree = tree_at(place.store, prefix)
    listing = tree.listing()
    set_aside(place.store, prefix, [finding.path, *sorted(listing.odd)], mark=finding.ulid)
    try:
        expects = {INVENTORY: tree.read(INVENTORY)}
    except Vanished:
        expects = None
    with place.store.staging() as stage:
        (stage / "without").mkdir()
        carry = sorted(listing.files - {finding.path})
        place.store.publish_trees([Publication(prefix, stage / "without", carry, expects)])
