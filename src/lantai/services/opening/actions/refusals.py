"""What the acts of opening review refuse, each with what to do instead."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop

from lantai.base.accounts.access import roles_with
from lantai.base.common.errors import ArchiveError


class BatchHasMovedOn(ArchiveError):
    code = "opening.batch_moved_on"
    message = gettext_noop("Batch %(number)s is not in the state this needs any more.")
    hint = gettext_noop("Open the page anew: it shows what is next.")
    http_status = 409


class NotYourOffice(ArchiveError):
    code = "opening.not_your_office"
    message = gettext_noop("%(person)s has no part in this step of batch %(number)s.")
    hint = gettext_noop("The step belongs to the person who was named for it; the planner can name another one.")
    http_status = 403
    exit_code = 5


class OnePersonTwice(ArchiveError):
    code = "opening.one_person_twice"
    message = gettext_noop("The four people of batch %(number)s are not four different people: %(person)s comes twice.")
    hint = gettext_noop("Planner, first reviewer, second reviewer and approver must be four people.")
    http_status = 409
    exit_code = 5


class PersonUnfit(ArchiveError):
    code = "opening.person_unfit"
    message = gettext_noop("%(person)s holds no role for this in this archive. Who may: %(roles)s.")
    hint = gettext_noop("Name somebody with the role, or ask the security officer for it.")
    http_status = 422

    def _said(self) -> dict[str, Any]:
        return {**super()._said(), "roles": roles_with(self.params["right"])}


class GateIsShut(ArchiveError):
    code = "opening.gate_is_shut"
    message = gettext_noop("Batch %(number)s cannot go on: %(why)s")
    hint = gettext_noop("The page of the batch names what is left to do.")
    http_status = 409


class DecisionUnfit(ArchiveError):
    code = "opening.decision_unfit"
    message = gettext_noop("This decision cannot be entered: %(why)s")
    hint = gettext_noop("Complete it; nothing was entered.")
    http_status = 422


class SecrecyStands(ArchiveError):
    code = "opening.secrecy_stands"
    message = gettext_noop("%(count)s records bear a secrecy level and are not declassified; first: %(code)s.")
    hint = gettext_noop(
        "Only the body that classified them declassifies them: enter its document, or delay or restrict."
    )
    http_status = 409
    exit_code = 5


class BindingStands(ArchiveError):
    code = "opening.binding_stands"
    message = gettext_noop("%(count)s records may not be opened; first: %(code)s – %(why)s (%(source)s).")
    hint = gettext_noop("Delay or restrict them, or have the binding ended where it was made.")
    http_status = 409
    exit_code = 5


class NothingToUndo(ArchiveError):
    code = "opening.nothing_to_undo"
    message = gettext_noop("Item %(position)s of batch %(number)s has no decision of yours that can be undone now.")
    hint = gettext_noop("A decision is undone by who gave it, in the stage it belongs to.")
    http_status = 409


class ReasonMissing(ArchiveError):
    code = "opening.reason_missing"
    message = gettext_noop("A reason in words is needed.")
    hint = gettext_noop("Write why; it stays in the register.")
    http_status = 422


def words(text: str, *, most: int = 400) -> str:
    """One line of words. Raises `ReasonMissing` when there are none."""
    line = " ".join(text.split())[:most]
    if not line:
        raise ReasonMissing
    return line
