"""What becomes of a case while an archive outside of the house is asked: steps of acts of the part above."""

from __future__ import annotations

from typing import Any

from lantai.base.accounts.access import Actor
from lantai.services.enquiries.actions.stepping import step, write_line
from lantai.services.enquiries.actions.tallying import tally_answer
from lantai.services.enquiries.models import Enquiry

OUTSIDE = ("send_away", "call_back", "taken_there", "found_there", "not_found_there", "refused_there")


def step_outside(act: str, enquiry: Enquiry, *, by: Actor, note: str = "", **columns: Any) -> Enquiry:
    """One of `OUTSIDE` with its line of the timeline; the act it is part of leaves the event. Raises `NotNow`."""
    done = step(act, enquiry, **columns)
    write_line(act, done, by, note=note)
    if done.state == "not_found":  # an answer, whoever searched
        tally_answer(done, "not_found")
    return done
