"""Made-up leads and acquisitions of generated people, made through the acts."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from lantai.base.accounts.access import OPERATOR
from lantai.base.accounts.tests.factories import InstitutionFactory
from lantai.holdings.acquisitions.actions import (
    Decision,
    Listed,
    Offer,
    Proposal,
    Reception,
    Said,
    Term,
    Terms,
    approve_acquisition,
    enter_lead,
    enter_opinion,
    list_item,
    propose_acquisition,
    receive_acquisition,
    sign_agreement,
)
from lantai.holdings.acquisitions.contacts import Contact
from lantai.holdings.acquisitions.models import Acquisition, Lead

DAY = dt.date(2026, 11, 2)
PHONE = "000-5550123"
CONTACT = Contact(phone=PHONE, address="云溪区柳巷九十九号")
DECISION = Decision(DAY, "馆务会议", "云档纪〔2026〕9号")


def offer(**said) -> Offer:
    return Offer(**({"offered": "祖父的日记三册和照片若干", "name": "柳文澜", "contact": CONTACT} | said))


def lead(institution=None, **said) -> Lead:
    return enter_lead(
        actor=OPERATOR, institution=institution or InstitutionFactory(), offer=offer(**said), source="visit"
    )


def proposed(kind="donation", institution=None, title="柳氏家藏日记和照片") -> Acquisition:
    proposal = Proposal(kind=kind, title=title, owner="柳文澜", contact=CONTACT)
    return propose_acquisition(actor=OPERATOR, institution=institution or InstitutionFactory(), proposal=proposal)


def listed(acquisition, title="日记", quantity=3, unit="book") -> Acquisition:
    list_item(actor=OPERATOR, acquisition=acquisition, listed=Listed(title, quantity, unit, "paper", "1951—1957"))
    return acquisition


def opinion(expert="程志远") -> Said:
    return Said(expert=expert, on=DAY, verdict="genuine", value="记土地改革经过，本馆所无")


def approved(kind="donation", institution=None) -> Acquisition:
    acquisition = listed(proposed(kind, institution))
    if kind == "purchase":
        for expert in ("程志远", "石望川", "云中禾"):
            enter_opinion(actor=OPERATOR, acquisition=acquisition, said=opinion(expert))
    decision = Decision(DAY, "馆务会议", "云档纪〔2026〕9号", Decimal("3200.00") if kind == "purchase" else None)
    return approve_acquisition(actor=OPERATOR, acquisition=acquisition, decision=decision)


def agreed(*conditions: Term, kind="donation", institution=None, term_ends=None) -> Acquisition:
    acquisition = approved(kind, institution)
    term_ends = term_ends or (dt.date(2031, 11, 1) if kind == "deposit" else None)
    terms = Terms("云档捐〔2026〕3号", DAY, "石望川", "柳文澜", term_ends=term_ends)
    sign_agreement(actor=OPERATOR, acquisition=acquisition, terms=terms, conditions=conditions)
    acquisition.refresh_from_db()
    return Acquisition.objects.get(pk=acquisition.pk)


def received(*conditions: Term, kind="donation", institution=None, term_ends=None) -> Acquisition:
    acquisition = agreed(*conditions, kind=kind, institution=institution, term_ends=term_ends)
    return receive_acquisition(actor=OPERATOR, acquisition=acquisition, reception=Reception(DAY, "石望川", "柳文澜"))
