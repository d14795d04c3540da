"""For an applicant who is not online: what was supplied or withdrawn at the counter, by letter, by telephone."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Actor
from lantai.base.audit.actions import record as record_event
from lantai.services.enquiries.actions.answering import NotOfTheList
from lantai.services.enquiries.actions.filing import keep_proofs
from lantai.services.enquiries.actions.sending import Sent
from lantai.services.enquiries.actions.stepping import needed, require_desk, resumed, step, subject_of, write_line
from lantai.services.enquiries.actions.telling import tell
from lantai.services.enquiries.models import Enquiry

TOLD_BY = (Enquiry.Channel.COUNTER, Enquiry.Channel.LETTER, Enquiry.Channel.PHONE)
"""How people who are not online say something."""


@transaction.atomic
def supply_for_applicant(
    *, actor: Actor, enquiry: Enquiry, channel: str, who: str, said: str, proofs: Sequence[Sent] = ()
) -> Enquiry:
    """What the archive asked for, as somebody said it, by the desk or the counter that took the case.

    `who` said it stands with the words and goes with them; the event tells the channel. Raises `NotOfTheList`,
    `WordsMissing`, `NotNow`, `ProofRefused`.
    """
    require_desk(actor, enquiry)
    words = _told(channel, who, needed(said, _("the answer"), 1800))
    done = step("supply_for", enquiry, **resumed(enquiry, timezone.localdate()))
    kept = keep_proofs(done, proofs)
    write_line("supply_for", done, actor, said=words)
    data = {"channel": channel, "proofs": kept}
    record_event("enquiry:supply_for", actor=actor, subject=subject_of(done), data=data)
    return done


@transaction.atomic
def withdraw_for_applicant(*, actor: Actor, enquiry: Enquiry, channel: str, who: str, said: str = "") -> Enquiry:
    """Somebody said that it is not wanted any more; the applicant is told, as nothing proves who said so.

    Raises `NotOfTheList`, `WordsMissing`, `NotNow`.
    """
    require_desk(actor, enquiry)
    words = _told(channel, who, said.strip()[:1800])
    done = step("withdraw_for", enquiry, closed_at=timezone.now(), paused_on=None)
    write_line("withdraw_for", done, actor, said=words)
    tell("withdrawn_for", done, actor)
    data = {"channel": channel, "number": done.number}
    record_event("enquiry:withdraw_for", actor=actor, subject=subject_of(done), data=data)
    return done


def _told(channel: str, who: str, words: str) -> str:
    if channel not in TOLD_BY:
        raise NotOfTheList(value=channel)
    name = needed(who, _("who said so"), 80)
    said_by = f"{name}（{Enquiry.Channel(channel).label}）"
    return f"{said_by}：{words}" if words else said_by
