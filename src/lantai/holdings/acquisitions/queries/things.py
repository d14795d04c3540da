"""One lead, one acquisition, one party: everything their pages show, for who acquires in that archive."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from lantai.base.accounts.access import Actor
from lantai.holdings.acquisitions.kinds import kinds, media
from lantai.holdings.acquisitions.models import (
    Acquisition,
    Agreement,
    Call,
    Condition,
    Document,
    Item,
    Lead,
    LeadNote,
    LinkedRecord,
    Opinion,
    Party,
    Reminder,
)
from lantai.holdings.acquisitions.states import OF_LEADS, TRANSITIONS, possible

SHOWN = 200


@dataclass(frozen=True, slots=True)
class LeadPage:
    """A lead with its notes and what became of it."""

    lead: Lead
    notes: tuple[LeadNote, ...]
    acquisitions: tuple[Acquisition, ...]

    @property
    def may(self) -> frozenset[str]:
        return possible(OF_LEADS, self.lead.state)

    @property
    def wish(self) -> str:
        known = kinds().get(self.lead.wish)
        return known.label if known else ""

    @property
    def medium(self) -> str:
        known = media().get(self.lead.medium)
        return known.label if known else ""


@dataclass(frozen=True, slots=True)
class TermRow:
    """A condition, and whether it binds today."""

    condition: Condition
    binds: bool


@dataclass(frozen=True, slots=True)
class AcquisitionPage:
    """An acquisition with everything beside it; `links` are the first records that came of it."""

    acquisition: Acquisition
    items: tuple[Item, ...]
    opinions: tuple[Opinion, ...]
    agreement: Agreement | None
    terms: tuple[TermRow, ...]
    documents: tuple[Document, ...]
    links: tuple[LinkedRecord, ...]
    more_links: bool
    reminders: tuple[Reminder, ...]

    @property
    def may(self) -> frozenset[str]:
        """The acts its state allows."""
        return possible(TRANSITIONS, self.acquisition.state)

    @property
    def is_open_to_certificate(self) -> bool:
        there = self.acquisition.received_on is not None
        return there and self.acquisition.way.certificate and not self.acquisition.certificate


def lead_page(ulid: str, actor: Actor) -> LeadPage | None:
    """Three queries."""
    lead = Lead.objects.of(actor).select_related("party", "call", "institution").filter(ulid=ulid).first()
    if lead is None:
        return None
    return LeadPage(lead, tuple(lead.notes.all()[:SHOWN]), tuple(lead.acquisitions.all()))


def acquisition_page(ulid: str, actor: Actor) -> AcquisitionPage | None:
    """Eight queries, however much there is."""
    rows = Acquisition.objects.of(actor).select_related("party", "lead", "institution", "agreement")
    acquisition = rows.filter(ulid=ulid).first()
    if acquisition is None:
        return None
    agreement = getattr(acquisition, "agreement", None)
    today = timezone.localdate()
    conditions = Condition.objects.filter(agreement=agreement).select_related("evidence") if agreement else ()
    links = list(acquisition.links.select_related("record")[: SHOWN + 1])
    reminders = agreement.reminders.filter(seen_at__isnull=True) if agreement else ()
    return AcquisitionPage(
        acquisition,
        tuple(acquisition.items.all()),
        tuple(acquisition.opinions.all()),
        agreement,
        tuple(TermRow(each, each.binds_on(today)) for each in conditions),
        tuple(acquisition.documents.defer("content")),
        tuple(links[:SHOWN]),
        len(links) > SHOWN,
        tuple(reminders),
    )


def acquisition_at(ulid: str, actor: Actor) -> Acquisition | None:
    return Acquisition.objects.of(actor).select_related("institution", "party").filter(ulid=ulid).first()


def lead_at(ulid: str, actor: Actor) -> Lead | None:
    return Lead.objects.of(actor).select_related("institution", "party").filter(ulid=ulid).first()


def party_at(ulid: str, actor: Actor) -> Party | None:
    return Party.objects.of(actor).filter(ulid=ulid).first()


def call_at(ulid: str, actor: Actor) -> Call | None:
    return Call.objects.of(actor).filter(ulid=ulid).first()


def document_at(ulid: str, document: str, actor: Actor) -> Document | None:
    mine = Acquisition.objects.of(actor).filter(ulid=ulid)
    return Document.objects.filter(acquisition__in=mine, ulid=document).first()
