"""Leads: what a citizen offers on the public page, what staff enter, follow up, decline or look at again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext_lazy as _, gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.accounts.models import Institution
from lantai.base.audit.actions import record as record_event
from lantai.base.limits.waiting import DAY, HOUR, ComeAgain, Sending, hold, wait_for
from lantai.holdings.acquisitions.actions.numbering import LEAD, take_number
from lantai.holdings.acquisitions.actions.stepping import needed, step_lead, subject_of, trimmed
from lantai.holdings.acquisitions.contacts import Contact, seal_contact
from lantai.holdings.acquisitions.models import Call, Lead, LeadNote, Party
from lantai.holdings.catalogue.sealing import person_keys


class TooManyOffers(ComeAgain):
    code = "acquisitions.too_many_offers"
    message = gettext_noop("So many offers have come that this page takes no more at the moment.")
    hint = gettext_noop("Nothing was kept. Write or telephone to the archive if it is urgent.")


@dataclass(frozen=True, slots=True)
class Offer:
    """What is offered, and by whom. The contact lives in memory only until it is sealed."""

    offered: str
    name: str
    kind: str = Party.Kind.PERSON
    contact: Contact = field(default=Contact(), repr=False)
    wish: str = ""
    medium: str = ""
    quantity: str = ""
    date_text: str = ""
    call: Call | None = None


@transaction.atomic
def offer_lead(*, actor: Actor, institution: Institution, offer: Offer, sending: Sending) -> Lead:
    """What somebody sends by the public page; sent twice (its identifier is the form's own), it is one lead.

    Anybody may: no right is asked. Raises `TooManyOffers`.
    """
    if known := Lead.objects.filter(ulid=sending.ulid).first():
        return known
    public = Lead.objects.filter(source=Lead.Source.PUBLIC)
    of_one = wait_for(public.filter(sender=sending.sender), sending.of_one, HOUR)
    hold(TooManyOffers, of_one, wait_for(public, sending.of_all, DAY))
    lead = _entered(actor, institution, offer, source=Lead.Source.PUBLIC, ulid=sending.ulid, sender=sending.sender)
    record_event("lead:offer", actor=actor, subject=subject_of(lead), data=_said(lead))
    return lead


@transaction.atomic
def enter_lead(*, actor: Actor, institution: Institution, offer: Offer, source: str, follower: str = "") -> Lead:
    """What staff were told or have found. Raises `WordsMissing`."""
    require(actor, Right.ACQUIRE, institution.code)
    lead = _entered(actor, institution, offer, source=source, follower=trimmed(follower, 80))
    record_event("lead:enter", actor=actor, subject=subject_of(lead), data=_said(lead))
    return lead


def _entered(actor: Actor, institution: Institution, offer: Offer, **columns: str) -> Lead:
    party = Party.objects.create(
        institution=institution,
        kind=offer.kind,
        name=needed(offer.name, _("who offers it"), 80),
        contact=seal_contact(offer.contact, person_keys()),
    )
    said = {name: trimmed(getattr(offer, name), 60) for name in ("quantity", "date_text")}
    return Lead.objects.create(
        institution=institution, number=take_number(institution.code, LEAD), party=party, call=offer.call,
        offered=needed(offer.offered, _("what is offered"), 2000), wish=offer.wish, medium=offer.medium,
        made_by=actor.label, **said, **columns,
    )  # fmt: skip


def _said(lead: Lead) -> dict[str, str]:
    """For the event: no name, no contact, none of the offer's own words."""
    return {"number": lead.number, "source": lead.source, "wish": lead.wish, "medium": lead.medium}


@transaction.atomic
def follow_lead(*, actor: Actor, lead: Lead, follower: str, next_on: dt.date | None = None) -> Lead:
    """Say who follows it up and when the next step is due. Raises `NotNow`, `WordsMissing`."""
    require(actor, Right.ACQUIRE, lead.institution_id)
    done = step_lead("follow", lead, follower=needed(follower, _("who follows it up"), 80), next_on=next_on)
    data = {"follower": done.follower, "next_on": next_on.isoformat() if next_on else ""}
    record_event("lead:follow", actor=actor, subject=subject_of(lead), data=data)
    return done


@transaction.atomic
def note_on_lead(*, actor: Actor, lead: Lead, kind: str, on: dt.date, text: str) -> LeadNote:
    """A visit, a call or a letter, in words. The event says that there was one, not what was said."""
    require(actor, Right.ACQUIRE, lead.institution_id)
    text = text.strip()[:2000]
    needed(text, _("what was said or seen"))
    note = LeadNote.objects.create(lead=lead, kind=kind, on=on, text=text, by=actor.label)
    data = {"kind": kind, "on": on.isoformat(), "characters": len(text)}
    record_event("lead:note", actor=actor, subject=subject_of(lead), data=data)
    return note


@transaction.atomic
def decline_lead(*, actor: Actor, lead: Lead, reason: str) -> Lead:
    """Not taken up, with a reason. Raises `NotNow`, `WordsMissing`."""
    require(actor, Right.ACQUIRE, lead.institution_id)
    done = step_lead("decline", lead, reason=needed(reason, _("the reason")), next_on=None)
    record_event("lead:decline", actor=actor, subject=subject_of(lead), data={"reason": done.reason})
    return done


@transaction.atomic
def reopen_lead(*, actor: Actor, lead: Lead) -> Lead:
    """A lead that was declined is looked at again."""
    require(actor, Right.ACQUIRE, lead.institution_id)
    done = step_lead("reopen", lead, reason="")
    record_event("lead:reopen", actor=actor, subject=subject_of(lead), data={"number": lead.number})
    return done
