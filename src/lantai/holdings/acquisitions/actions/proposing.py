"""From the proposal to the decision: what is to be acquired, what experts say, who decided (拟征集、鉴定、审批)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _, gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.accounts.models import Institution
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.holdings.acquisitions.actions.numbering import ACQUISITION, take_number
from lantai.holdings.acquisitions.actions.stepping import needed, step, step_lead, subject_of, trimmed
from lantai.holdings.acquisitions.contacts import Contact, seal_contact
from lantai.holdings.acquisitions.kinds import kinds
from lantai.holdings.acquisitions.models import Acquisition, Item, Lead, Opinion, Party
from lantai.holdings.catalogue.sealing import person_keys


class NotYet(ArchiveError):
    code = "acquisitions.not_yet"
    message = gettext_noop("“%(act)s” is not possible yet: %(lacking)s.")
    hint = gettext_noop("See to that first, then try again. Nothing was changed.")
    http_status = 422


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is to be acquired. Without a lead, who the owner is must be said."""

    kind: str
    title: str
    period: str = ""
    note: str = ""
    owner: str = ""
    owner_kind: str = Party.Kind.PERSON
    contact: Contact = Contact()  # noqa: RUF009 – frozen


@dataclass(frozen=True, slots=True)
class Said:
    """What one expert wrote."""

    expert: str
    on: dt.date
    verdict: str
    value: str
    office: str = ""
    ownership: str = ""
    state_found: str = ""
    estimate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decided, when, under which number, and for a purchase at which price at most."""

    on: dt.date
    by: str
    number: str = ""
    price: Decimal | None = None


@transaction.atomic
def propose_acquisition(
    *, actor: Actor, institution: Institution, proposal: Proposal, lead: Lead | None = None
) -> Acquisition:
    """Begin an acquisition, from a lead or without one. Raises `NotNow`, `WordsMissing`."""
    require(actor, Right.ACQUIRE, institution.code)
    title = needed(proposal.title, _("what is to be acquired"), 200)
    kind = kinds()[proposal.kind].code
    if lead is not None:
        require(actor, Right.ACQUIRE, lead.institution_id)
        step_lead("take_up", lead, next_on=None)
    party = lead.party if lead is not None else _owner(institution, proposal)
    acquisition = Acquisition.objects.create(
        institution=institution, number=take_number(institution.code, ACQUISITION), kind=kind, title=title,
        party=party, lead=lead, period=proposal.period, note=proposal.note.strip()[:2000], made_by=actor.label,
    )  # fmt: skip
    data = {"number": acquisition.number, "kind": kind, "lead": lead.number if lead else ""}
    record_event("acquisition:propose", actor=actor, subject=subject_of(acquisition), data=data)
    return acquisition


def _owner(institution: Institution, proposal: Proposal) -> Party:
    return Party.objects.create(
        institution=institution,
        kind=proposal.owner_kind,
        name=needed(proposal.owner, _("who the owner is"), 80),
        contact=seal_contact(proposal.contact, person_keys()),
    )


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list (清单)."""

    title: str
    quantity: int
    unit: str
    medium: str
    date_text: str = ""
    description: str = ""


@transaction.atomic
def list_item(*, actor: Actor, acquisition: Acquisition, listed: Listed) -> Item:
    """Add a line to the list. Raises `NotNow`, `WordsMissing`."""
    require(actor, Right.ACQUIRE, acquisition.institution_id)
    step("item", acquisition)
    last = acquisition.items.aggregate(last=Max("position"))["last"] or 0
    item = Item.objects.create(
        acquisition=acquisition, position=last + 1, title=needed(listed.title, _("the title"), 200),
        quantity=listed.quantity, unit=listed.unit, medium=listed.medium, date_text=trimmed(listed.date_text, 60),
        description=trimmed(listed.description),
    )  # fmt: skip
    data = {"position": item.position, "quantity": item.quantity, "unit": item.unit, "medium": item.medium}
    record_event("acquisition:item:add", actor=actor, subject=subject_of(acquisition), data=data)
    return item


@transaction.atomic
def strike_item(*, actor: Actor, acquisition: Acquisition, position: int) -> None:
    """Take a line off the list again. Raises `NotNow`."""
    require(actor, Right.ACQUIRE, acquisition.institution_id)
    step("item", acquisition)
    if acquisition.items.filter(position=position).delete()[0]:
        data = {"position": position}
        record_event("acquisition:item:strike", actor=actor, subject=subject_of(acquisition), data=data)


@transaction.atomic
def enter_opinion(*, actor: Actor, acquisition: Acquisition, said: Said) -> Opinion:
    """What an expert wrote, under the expert's name. It is never changed: who errs writes another."""
    require(actor, Right.ACQUIRE, acquisition.institution_id)
    step("opinion", acquisition)
    opinion = Opinion.objects.create(
        acquisition=acquisition, expert=needed(said.expert, _("the expert's name"), 80), on=said.on,
        office=trimmed(said.office, 120), verdict=Opinion.Verdict(said.verdict),
        value=needed(said.value, _("what the expert says of the value")), ownership=trimmed(said.ownership, 200),
        state_found=trimmed(said.state_found, 200), estimate=said.estimate, made_by=actor.label,
    )  # fmt: skip
    data = {"expert": opinion.expert, "verdict": opinion.verdict, "on": opinion.on.isoformat()}
    record_event("acquisition:opinion:enter", actor=actor, subject=subject_of(acquisition), data=data)
    return opinion


@transaction.atomic
def approve_acquisition(*, actor: Actor, acquisition: Acquisition, decision: Decision) -> Acquisition:
    """The archive's decision to acquire. Raises `NotYet` while opinions or the price are lacking."""
    require(actor, Right.ACQUIRE, acquisition.institution_id)
    way = acquisition.way
    given = acquisition.opinions.values("expert").distinct().count()
    if given < way.number_of_opinions:
        lacking = _("%(number)s experts are to be heard, %(given)s were") % {
            "number": way.number_of_opinions, "given": given,
        }  # fmt: skip
        raise NotYet(act=_("Approve"), lacking=lacking)
    if way.asks_price and decision.price is None:
        raise NotYet(act=_("Approve"), lacking=_("the price"))
    done = step(
        "approve", acquisition, decided_on=decision.on, decided_by=needed(decision.by, _("who decided"), 120),
        decision_number=trimmed(decision.number, 60), price=decision.price if way.asks_price else None,
    )  # fmt: skip
    data = {"on": decision.on.isoformat(), "by": done.decided_by, "number": done.decision_number}
    data["price"] = str(done.price) if done.price is not None else ""
    record_event("acquisition:approve", actor=actor, subject=subject_of(done), data=data)
    return done


@transaction.atomic
def refuse_acquisition(*, actor: Actor, acquisition: Acquisition, reason: str) -> Acquisition:
    """Not acquired after all, with a reason."""
    require(actor, Right.ACQUIRE, acquisition.institution_id)
    done = step("refuse", acquisition, reason=needed(reason, _("the reason")))
    record_event("acquisition:refuse", actor=actor, subject=subject_of(done), data={"reason": done.reason})
    return done
