"""What becomes of a case while an archive outside of the house is asked: steps of acts of the part above."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from lantai.base.accounts.access import Actor
from lantai.services.enquiries.actions.stepping import CROSS, answer_due, step, write_line
from lantai.services.enquiries.actions.tallying import take_back_answer, tally_answer
from lantai.services.enquiries.actions.telling import CERTIFIED, tell
from lantai.services.enquiries.models import Enquiry

OUTSIDE = ("send_away", "call_back", "taken_there", "found_there", "not_found_there", "refused_there", "hand_out")
_TOLD = {"send_away": "sent_away", "found_there": "found", "not_found_there": "not_found"}
"""What of it the applicant is told by a message; the timeline says the rest."""


def step_outside(act: str, enquiry: Enquiry, *, by: Actor, note: str = "", **columns: Any) -> Enquiry:
    """One of `OUTSIDE` with its line of the timeline; the act it is part of leaves the event. Raises `NotNow`."""
    if act == "send_away":  # also from a case that was answered with nothing found: it has a new term
        take_back_answer(enquiry)
        due_on = max(enquiry.due_on, answer_due(enquiry.matter, timezone.localdate(), CROSS))
        columns |= {"due_on": due_on, "next_on": due_on}
    done = step(act, enquiry, **columns)
    write_line(act, done, by, note=note)
    if act == "not_found_there":  # an answer, whoever searched
        tally_answer(done, "not_found")
    if until := columns.get("online_until"):  # that nothing was found came with a certificate of it
        tell(CERTIFIED, done, by, day=until)
    elif act in _TOLD:
        tell(_TOLD[act], done, by, day=done.due_on)
    return done
