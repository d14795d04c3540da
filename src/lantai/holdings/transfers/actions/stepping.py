"""One step of a hand-over: permitted, possible now, claimed by a conditional update, written down, recorded once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, require
from lantai.base.audit.actions import Act, record_all
from lantai.base.common.errors import ArchiveError
from lantai.holdings.transfers.deadlines import due_in
from lantai.holdings.transfers.models import Transfer, TransferStep
from lantai.holdings.transfers.requirements import Asked, lacking
from lantai.holdings.transfers.states import TRANSITIONS, Side, State, Transition, act_label


class NotNow(ArchiveError):
    code = "transfers.not_now"
    message = gettext_noop("“%(act)s” is not possible: this hand-over is %(state)s.")
    hint = gettext_noop("Load the page again; it shows what can be done now.")
    http_status = 409


class NotReady(ArchiveError):
    code = "transfers.not_ready"
    message = gettext_noop("“%(act)s” is not possible yet. %(lacking)s")
    hint = gettext_noop("See to that first, then try again.")
    http_status = 422


@dataclass(frozen=True, slots=True)
class Told:
    """What goes along with a step: words for the people concerned, and columns that change with the state."""

    words: str = ""
    columns: dict[str, Any] = field(default_factory=dict)


def institution_for(transition: Transition, transfer: Transfer) -> str:
    """The code of the institution whose act it is."""
    return transfer.unit.code if transition.side is Side.UNIT else transfer.archive.code


def allowed(act: str, *, actor: Actor, transfer: Transfer, words: str = "") -> Transition:
    """The transition, if it may be made. Raises `NotAllowed`, `NotNow`, `NotReady`."""
    transition = TRANSITIONS[act]
    require(actor, transition.side.right, institution_for(transition, transfer))
    if transfer.state not in transition.before:
        raise NotNow(act=transition.label, state=State(transfer.state).label)
    said = lacking(Asked(act, transfer, actor, words), transition.needs)
    if said:
        raise NotReady(act=transition.label, lacking=" ".join(said))
    return transition


def step(act: str, event: Act, *, actor: Actor, transfer: Transfer, told: Told | None = None) -> Transfer:
    """Make one step inside the transaction of its act; of two people at once, the second gets `NotNow`."""
    told = told or Told()
    transition = allowed(act, actor=actor, transfer=transfer, words=told.words)
    before, after, now = transfer.state, transition.leads_to(State(transfer.state)), timezone.now()
    columns: dict[str, Any] = {"state": after, **told.columns}
    if after != before:
        columns |= {"state_since": now, "due_on": due_in(after, today=timezone.localdate(now), transfer=transfer)}
    claimed = Transfer.objects.filter(pk=transfer.pk, state=before, round=transfer.round).update(**columns)
    if not claimed:
        transfer.refresh_from_db()
        raise NotNow(act=act_label(act), state=State(transfer.state).label)
    for name, value in columns.items():
        setattr(transfer, name, value)
    write_step(act, actor=actor, transfer=transfer, before=before, words=told.words)
    record_all([event], actor=actor)
    return transfer


def write_step(act: str, *, actor: Actor, transfer: Transfer, before: str, words: str = "") -> None:
    """The line in the life of a hand-over, as the unit and the archive read it."""
    TransferStep.objects.create(
        transfer=transfer,
        round=transfer.round,
        act=act,
        before=before,
        after=transfer.state,
        actor_label=actor.label,
        capacity=actor.capacity,
        words=words.strip(),
    )


def subject_of(transfer: Transfer) -> tuple[str, str]:
    """How the audit chain names a hand-over."""
    return ("handover", transfer.ulid)
