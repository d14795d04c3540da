"""The decision: drafted by one person, made by another who holds the right; every record meant has its verdict."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.services.enquiries.actions.stepping import (
    GRANT,
    REFUSAL,
    NotNow,
    needed,
    step,
    subject_of,
    take_number,
    write_line,
)
from lantai.services.enquiries.actions.tallying import tally_answer
from lantai.services.enquiries.actions.telling import tell
from lantai.services.enquiries.data import listed, states, transitions
from lantai.services.enquiries.models import Decision, Enquiry, Meant
from lantai.services.enquiries.reach import beyond_of, hold_reach
from lantai.services.enquiries.rules import hold_capacity


class SamePerson(ArchiveError):
    code = "enquiries.same_person"
    message = gettext_noop("This decision was prepared by %(who)s: another person decides.")
    hint = gettext_noop("Ask somebody else who approves use. Nothing was changed.")
    http_status = 409


class DraftIncomplete(ArchiveError):
    code = "enquiries.draft_incomplete"
    message = gettext_noop("The draft is incomplete: %(lacking)s.")
    hint = gettext_noop("Complete it, then try again. Nothing was changed.")
    http_status = 422


@dataclass(frozen=True, slots=True)
class Draft:
    """What is proposed. `withheld`: of the records meant, by identifier, the ground of those that are not given."""

    outcome: str
    use: str = ""
    until: dt.date | None = None
    conditions: str = ""
    reason: str = ""
    withheld: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def prepare_decision(*, actor: Actor, enquiry: Enquiry, draft: Draft) -> Decision:
    """Propose a decision. Raises `DraftIncomplete`, `NotNow`.

    What goes beyond who asks needs its reason, else `BeyondApplicant`; `decide_enquiry` asks who may decide on that.
    """
    require(actor, Right.HANDLE_ENQUIRIES, enquiry.institution_id)
    outcome = Decision.Outcome(draft.outcome)
    meant = list(enquiry.meant.select_related("record__fonds"))
    _hold_together(draft, outcome, meant)
    given = [each for each in meant if outcome == Decision.Outcome.GRANTED and each.record.ulid not in draft.withheld]
    beyond = beyond_of(enquiry, given)
    if beyond and not draft.reason.strip():
        hold_reach(enquiry, given)
    done = step("prepare", enquiry)
    for each in meant:
        ground = draft.withheld.get(each.record.ulid, "")
        withheld = bool(ground) or outcome == Decision.Outcome.REFUSED
        each.verdict, each.ground = Meant.Verdict.WITHHELD if withheld else Meant.Verdict.GRANTED, ground
        each.save(update_fields=["verdict", "ground"])
    granted = outcome == Decision.Outcome.GRANTED
    decision = Decision.objects.create(
        enquiry=done, outcome=outcome, use=draft.use if granted else "", until=draft.until if granted else None,
        conditions=draft.conditions.strip()[:400] if granted else "", reason=draft.reason.strip()[:1000],
        prepared_by=actor.label, prepared_user_id=actor.user_id,
    )  # fmt: skip
    write_line("prepare", done, actor, internal=True)
    data = _said(decision, meant) | {"beyond": len(beyond)}
    record_event("enquiry:prepare", actor=actor, subject=subject_of(done), data=data)
    return decision


def _hold_together(draft: Draft, outcome: str, meant: list[Meant]) -> None:
    known = {each.record.ulid for each in meant}
    if set(draft.withheld) - known or set(draft.withheld.values()) - set(listed("grounds")):
        raise DraftIncomplete(lacking=_("a record or ground that is not of this case"))
    if outcome == Decision.Outcome.REFUSED:
        if not draft.reason.strip():
            raise DraftIncomplete(lacking=_("the reason of the refusal"))
        return
    if draft.use not in listed("uses"):
        raise DraftIncomplete(lacking=_("how the records may be used"))
    if not known - set(draft.withheld):
        raise DraftIncomplete(lacking=_("a record that is granted"))
    if draft.until is None or draft.until < timezone.localdate():
        raise DraftIncomplete(lacking=_("a day to come until which it is granted"))


@transaction.atomic
def send_back(*, actor: Actor, enquiry: Enquiry, why: str) -> Decision:
    """The draft goes back to the desk with the reason. Raises `NotNow`, `WordsMissing`."""
    require(actor, Right.DECIDE_USE, enquiry.institution_id)
    words, decision = needed(why, _("the reason"), 400), _draft_of(enquiry)
    done = step("send_back", enquiry)
    decision.returned_why, decision.returned_at = words, timezone.now()
    decision.save(update_fields=["returned_why", "returned_at"])
    write_line("send_back", done, actor, internal=True)
    record_event("enquiry:send_back", actor=actor, subject=subject_of(done), data={"outcome": decision.outcome})
    return decision


@transaction.atomic
def decide_enquiry(*, actor: Actor, enquiry: Enquiry, capacity: str = "") -> Decision:
    """Make the draft the decision: its letter has a number from now on. Raises `SamePerson`, `NotNow`.

    `capacity`: as whom, where the rules say who decides for this kind of applicant; else `ApproverNeeded`.
    """
    require(actor, Right.DECIDE_USE, enquiry.institution_id)
    decision = _draft_of(enquiry)
    same_user = actor.user_id is not None and actor.user_id == decision.prepared_user_id
    if same_user or actor.label == decision.prepared_by:
        raise SamePerson(who=decision.prepared_by)
    decision.capacity, now = hold_capacity(enquiry, capacity), timezone.now()
    done = step("decide", enquiry, state=decision.outcome, closed_at=now)
    granted = decision.outcome == Decision.Outcome.GRANTED
    decision.letter = take_number(done.institution_id, GRANT if granted else REFUSAL)
    decision.decided_by, decision.decided_user_id, decision.decided_at = actor.label, actor.user_id, now
    decision.save(update_fields=["letter", "decided_by", "decided_user_id", "decided_at", "capacity"])
    write_line("decide", done, actor)
    if not (granted and done.is_matter):  # what a matter grants is counted when it is delivered
        tally_answer(done, decision.outcome)
    tell("decided", done, actor)
    data = {**_said(decision, list(done.meant.all())), "letter": decision.letter, "as": decision.capacity}
    record_event("enquiry:decide", actor=actor, subject=subject_of(done), data=data)
    return decision


def _draft_of(enquiry: Enquiry) -> Decision:
    """The one that waits. Raises `NotNow`."""
    waiting = enquiry.decisions.filter(decided_at__isnull=True, returned_at__isnull=True)
    decision = waiting.order_by("-pk").first()
    if decision is None:
        raise NotNow(act=transitions()["decide"].label, state=states()[enquiry.state].label)
    return decision


def _said(decision: Decision, meant: list[Meant]) -> dict[str, Any]:
    """For the event: numbers and codes, none of the words."""
    withheld = sorted(each.ground for each in meant if each.ground)
    return {
        "outcome": decision.outcome, "use": decision.use, "until": str(decision.until or ""),
        "records": sum(each.verdict == Meant.Verdict.GRANTED for each in meant), "withheld": withheld,
    }  # fmt: skip
