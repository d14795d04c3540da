"""The states of leads and acquisitions as data: which act leads from where to where (DA/T 96-2023, own reading)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class LeadState(models.TextChoices):
    """How far an offer has been followed."""

    NEW = "new", _("not looked at yet")
    FOLLOWED = "followed", _("being followed up")
    TAKEN_UP = "taken_up", _("became an acquisition")
    DECLINED = "declined", _("not taken up")


class State(models.TextChoices):
    """How far an acquisition is."""

    PROPOSED = "proposed", _("proposed")
    APPROVED = "approved", _("approved for acquisition")
    AGREED = "agreed", _("agreement signed")
    RECEIVED = "received", _("received and counted")
    ENTERED = "entered", _("entered in the holdings")
    REFUSED = "refused", _("not acquired")
    RETURNED = "returned", _("given back to the owner")


@dataclass(frozen=True, slots=True)
class Transition:
    """One act: in which states it is possible, which state follows (None: the same)."""

    act: str
    label: str | Promise
    before: tuple[str, ...]
    after: str | None = None


_LEAD_OPEN = (LeadState.NEW, LeadState.FOLLOWED)
_NOT_YET_THERE = (State.PROPOSED, State.APPROVED, State.AGREED)
_THERE = (State.RECEIVED, State.ENTERED)
_ALIVE = (*_NOT_YET_THERE, *_THERE)


def _by_act(*transitions: Transition) -> Mapping[str, Transition]:
    return {each.act: each for each in transitions}


OF_LEADS = _by_act(
    Transition("follow", _("Follow up"), _LEAD_OPEN, LeadState.FOLLOWED),
    Transition("take_up", _("Take up as an acquisition"), _LEAD_OPEN, LeadState.TAKEN_UP),
    Transition("decline", _("Do not take up"), _LEAD_OPEN, LeadState.DECLINED),
    Transition("reopen", _("Look at it again"), (LeadState.DECLINED,), LeadState.FOLLOWED),
)
TRANSITIONS = _by_act(
    Transition("item", _("Add to the list"), _ALIVE),
    Transition("opinion", _("Enter an expert's opinion"), _ALIVE),
    Transition("approve", _("Approve"), (State.PROPOSED,), State.APPROVED),
    Transition("refuse", _("Do not acquire"), _NOT_YET_THERE, State.REFUSED),
    Transition("agree", _("Enter the signed agreement"), (State.APPROVED,), State.AGREED),
    Transition("pay", _("Enter the payment"), (State.AGREED, *_THERE)),
    Transition("receive", _("Receive"), (State.APPROVED, State.AGREED), State.RECEIVED),
    Transition("link", _("Link the records that came of it"), _THERE, State.ENTERED),
    Transition("unlink", _("Undo a link"), (State.ENTERED,)),
    Transition("renew", _("Renew the deposit"), (State.AGREED, *_THERE)),
    Transition("return", _("Give back to the owner"), _THERE, State.RETURNED),
)
IN_PROCESS = _NOT_YET_THERE
THERE = _THERE


def possible(transitions: Mapping[str, Transition], state: str) -> frozenset[str]:
    """The acts that begin in a state."""
    return frozenset(each.act for each in transitions.values() if state in each.before)
