"""Records that stand open although an agreement keeps them closed are closed again, each by a decision of its own."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lantai.base.accounts.access import Actor
from lantai.holdings.acquisitions.conditions import condition_kinds
from lantai.holdings.acquisitions.models import Acquisition, Condition
from lantai.holdings.catalogue.actions import close_as_agreed
from lantai.holdings.catalogue.models import OpeningState, Record


def close_what_was_open(*, actor: Actor, acquisition: Acquisition) -> int:
    """Part of the acts that link records and add conditions; gives how many were closed.

    A volume's items are closed with it. Each closing is an opening decision in the register, with the agreement as its
    reason; it needs the right to describe, and is refused without it: then nothing is linked at all.
    """
    in_force = Condition.objects.in_force(timezone.localdate()).filter(agreement__acquisition=acquisition)
    closing = [
        each for each in in_force.order_by("pk").select_related("agreement") if condition_kinds()[each.kind].closes
    ]
    if not closing:
        return 0
    states = {condition_kinds()[each.kind].closes for each in closing}
    state = OpeningState.RESTRICTED if OpeningState.RESTRICTED in states else OpeningState.DEFERRED
    linked = Q(acquisition_links__acquisition=acquisition) | Q(parent__acquisition_links__acquisition=acquisition)
    stood_open = Record.objects.filter(linked, opening_state=OpeningState.OPEN).select_related("fonds__institution")
    reason = _("agreement %(number)s: %(condition)s") % {
        "number": closing[0].agreement.number, "condition": closing[0].sentence,
    }  # fmt: skip
    found = list(stood_open.distinct().order_by("pk"))
    for record in found:
        close_as_agreed(actor=actor, record=record, state=state, reason=reason)
    return len(found)
