"""The state machine of a hand-over as data: states, acts, who may perform them where, and what they ask first.

DA/T 93-2022 names the operations (plan, package and self-check, submission and count, checks, return, signatures,
storing, receipt); the order of states is Lantai's own reading of it. A test performs every (state, act, role).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Right


class State(models.TextChoices):
    """Where a hand-over stands."""

    DRAFT = "draft", _("being prepared")
    SUBMITTED = "submitted", _("submitted")
    COUNTED = "counted", _("package counted")
    CHECKING = "checking", _("being checked")
    ACCEPTED = "accepted", _("accepted")
    ACCEPTED_WITH_ISSUES = "accepted_with_issues", _("accepted with issues")
    RETURNED = "returned", _("returned")
    SIGNED_BY_SENDER = "signed_by_sender", _("signed by the unit")
    SIGNED_BY_RECEIVER = "signed_by_receiver", _("signed by both")
    STORED = "stored", _("stored")
    CLOSED = "closed", _("closed")
    WITHDRAWN = "withdrawn", _("withdrawn")
    PACKAGE_MISSING = "package_missing", _("package missing")
    CANCEL_ASKED = "cancel_asked", _("to be cancelled")
    CANCELLED = "cancelled", _("cancelled by both")


ON_PAPER, IN_FILES = "on_paper", "in_files"
"""What an act asks for that is of one way only; pages do not offer it for another."""
END = (State.CLOSED, State.WITHDRAWN, State.CANCELLED)
MISSING = (State.PACKAGE_MISSING, State.CANCEL_ASKED)
"""Signed, and the package is not there any more: it comes again as it was, or both sides give the hand-over up."""


class Side(StrEnum):
    """Whose act it is: the unit's own people, or the archive's desk."""

    UNIT = "unit"
    ARCHIVE = "archive"

    @property
    def right(self) -> Right:
        return Right.HAND_OVER if self is Side.UNIT else Right.TAKE_IN


@dataclass(frozen=True, slots=True)
class Transition:
    """One act: from which states into which, whose it is, what must be there before (see `requirements.py`)."""

    act: str
    label: str | Promise
    done: str | Promise
    before: frozenset[State]
    after: State | None
    side: Side
    needs: tuple[str, ...] = ()

    def leads_to(self, state: State) -> State:
        """The state afterwards; acts without one of their own leave it as it is."""
        return self.after or state

    def suits(self, *, paper: bool) -> bool:
        """Whether there is such an act for paper, or for files: paper is counted by people, files by the program."""
        return (IN_FILES if paper else ON_PAPER) not in self.needs


def _one(
    act: str,
    words: tuple[str | Promise, str | Promise],
    before: tuple[State, ...],
    whose: tuple[State | None, Side],
    *needs: str,
) -> Transition:
    """`words`: what the button says, and what the list of steps says afterwards."""
    return Transition(act, *words, frozenset(before), *whose, needs)


_UNDER_REVIEW = (State.SUBMITTED, State.COUNTED, State.CHECKING)
_ACCEPTED = (State.ACCEPTED, State.ACCEPTED_WITH_ISSUES)
TRANSITIONS: Mapping[str, Transition] = {
    each.act: each
    for each in (
        _one(
            "submit", (_("Submit"), _("submitted")), (State.DRAFT,), (State.SUBMITTED, Side.UNIT), "declared", "whole"
        ),
        _one(
            "place",
            (_("Say where the carrier lies"), _("carrier found")),
            (State.SUBMITTED, *MISSING),
            (None, Side.ARCHIVE),
        ),
        _one(
            "count",
            (_("Count"), _("package counted")),
            (State.SUBMITTED,),
            (State.COUNTED, Side.ARCHIVE),
            IN_FILES,
            "package",
            "idle",
        ),
        _one(
            "count_papers",
            (_("Enter what was counted"), _("paper counted")),
            (State.SUBMITTED,),
            (State.COUNTED, Side.ARCHIVE),
            ON_PAPER,
            "package",
        ),
        _one(
            "check",
            (_("Check"), _("package checked")),
            (State.COUNTED, State.CHECKING),
            (State.CHECKING, Side.ARCHIVE),
            IN_FILES,
            "package",
            "idle",
        ),
        _one(
            "check_papers",
            (_("Enter what was looked at"), _("paper looked at")),
            (State.COUNTED, State.CHECKING),
            (State.CHECKING, Side.ARCHIVE),
            ON_PAPER,
        ),
        _one(
            "accept",
            (_("Accept"), _("accepted")),
            (State.CHECKING,),
            (State.ACCEPTED, Side.ARCHIVE),
            "idle",
            "checked",
            "clean",
        ),
        _one(
            "accept_with_issues",
            (_("Accept with issues"), _("accepted with issues")),
            (State.CHECKING,),
            (State.ACCEPTED_WITH_ISSUES, Side.ARCHIVE),
            "idle",
            "checked",
            "reason",
        ),
        _one("return", (_("Return"), _("returned")), _UNDER_REVIEW, (State.RETURNED, Side.ARCHIVE), "idle", "reason"),
        _one("take_up", (_("Take up again"), _("taken up again")), (State.RETURNED,), (State.DRAFT, Side.UNIT)),
        _one(
            "sign_as_sender",
            (_("Sign for the unit"), _("signed by the unit")),
            _ACCEPTED,
            (State.SIGNED_BY_SENDER, Side.UNIT),
        ),
        _one(
            "sign_as_receiver",
            (_("Sign for the archive"), _("signed by the archive")),
            (State.SIGNED_BY_SENDER,),
            (State.SIGNED_BY_RECEIVER, Side.ARCHIVE),
            "second_person",
        ),
        _one(
            "supervise",
            (_("Sign as supervisor"), _("signed by the supervisor")),
            (*_ACCEPTED, State.SIGNED_BY_SENDER, State.SIGNED_BY_RECEIVER),
            (None, Side.ARCHIVE),
            "unsupervised",
            "second_person",
        ),
        _one(
            "store",
            (_("Store"), _("stored")),
            (State.SIGNED_BY_RECEIVER,),
            (State.STORED, Side.ARCHIVE),
            "package",
            "idle",
        ),
        _one(
            "report_missing",
            (_("Report the package missing"), _("package reported missing")),
            (State.SIGNED_BY_RECEIVER,),
            (State.PACKAGE_MISSING, Side.ARCHIVE),
            "idle",
            "reason",
        ),
        _one(
            "send_again",
            (_("All has been sent again"), _("sent again")),
            MISSING,
            (State.SIGNED_BY_RECEIVER, Side.UNIT),
            "by_network",
            "whole",
            "idle",
        ),
        _one(
            "find_again",
            (_("Found again: compare it"), _("package found again")),
            MISSING,
            (State.SIGNED_BY_RECEIVER, Side.ARCHIVE),
            "package",
            "idle",
        ),
        _one(
            "ask_cancel",
            (_("Propose to cancel"), _("cancelling proposed")),
            (State.PACKAGE_MISSING,),
            (State.CANCEL_ASKED, Side.ARCHIVE),
            "idle",
            "nothing_stored",
            "reason",
        ),
        _one(
            "cancel",
            (_("Agree to cancel"), _("cancelled by both")),
            (State.CANCEL_ASKED,),
            (State.CANCELLED, Side.UNIT),
            "idle",
            "nothing_stored",
            "reason",
        ),
        _one(
            "box_papers",
            (_("Put into boxes"), _("papers boxed")),
            (State.STORED,),
            (None, Side.ARCHIVE),
            ON_PAPER,
            "unboxed",
            "store_keeper",
        ),
        _one(
            "close",
            (_("Close"), _("closed")),
            (State.STORED,),
            (State.CLOSED, Side.ARCHIVE),
            "all_stored",
            "all_boxed",
        ),
        _one(
            "withdraw",
            (_("Withdraw"), _("withdrawn")),
            (State.DRAFT, State.RETURNED),
            (State.WITHDRAWN, Side.UNIT),
            "reason",
        ),
    )
}
BEGIN = "begin"


def act_label(act: str) -> str:
    """What is to be done, in words."""
    if act == "self_check":
        return str(_("Check it oneself"))
    return str(TRANSITIONS[act].label if act in TRANSITIONS else _("Change the draft"))


def done_label(act: str) -> str:
    """What was done, in words."""
    if act == "sign_paper":
        return str(_("paper signed by the unit"))
    return str(TRANSITIONS[act].done if act in TRANSITIONS else _("begun"))


def open_acts(state: str) -> list[Transition]:
    """The acts that begin in this state, whoever may perform them."""
    return [each for each in TRANSITIONS.values() if state in each.before]
