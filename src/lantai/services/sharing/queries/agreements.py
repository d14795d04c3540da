"""The agreements of a person's institutions, and one of them with what it lends."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from lantai.base.accounts.access import Actor, Right
from lantai.base.accounts.models import Institution
from lantai.base.accounts.queries import institutions_with
from lantai.base.common.keyset import Sheet, sheet_of, total_of
from lantai.holdings.catalogue.lending import counts_lent, fonds_lent
from lantai.holdings.catalogue.models import Fonds
from lantai.holdings.catalogue.record_types import record_types
from lantai.services.sharing.lending import may_read
from lantai.services.sharing.models import SharingAgreement

SHEET = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """One agreement as pages show it. `reads`: whether this person reads what it lends, now."""

    agreement: SharingAgreement
    state: str
    types: tuple[str, ...]
    reads: bool

    @property
    def state_label(self) -> str:
        return str(SharingAgreement.STATES[self.state])


def shown(agreement: SharingAgreement, actor: Actor, day: dt.date) -> Shown:
    state = agreement.state_on(day)
    types = tuple(type_label(code) for code in agreement.types)
    return Shown(agreement, state, types, state == "in_force" and may_read(actor, agreement))


def type_label(code: str) -> str:
    """As people say it; a type that is not known any more by its code."""
    known = record_types().get(code)
    return known.label if known else code or _("no record type")


@dataclass(frozen=True, slots=True)
class AgreementsPage:
    """The list, newest first. `agrees`: institutions for which this person may propose."""

    rows: list[Shown]
    sheet: Sheet[SharingAgreement]
    agrees: list[Institution]


def agreements_page(actor: Actor, place: str) -> AgreementsPage:
    """Three queries."""
    today = timezone.localdate()
    rows = SharingAgreement.objects.of(actor).select_related("giver", "receiver")
    sheet = sheet_of(rows, by=("-pk",), place=place, size=SHEET, total=total_of(rows))
    agrees = institutions_with(actor, Right.SHARE_RECORDS)
    return AgreementsPage([shown(each, actor, today) for each in sheet.items], sheet, agrees)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many records of one type are lent."""

    label: str
    records: int


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """One agreement: what it opens, counted by record type, and what this person may do with it.

    `is_counted`: the side that lends always sees what is lent in numbers; the other when the agreement is in force, or
    a proposal would tell how much there is that is not open.
    """

    shown: Shown
    is_counted: bool
    fonds: list[Fonds]
    counts: list[Counted]
    may_accept: bool
    may_end: bool

    @property
    def agreement(self) -> SharingAgreement:
        return self.shown.agreement

    @property
    def total(self) -> int:
        return sum(each.records for each in self.counts)


def agreement_page(ulid: str, actor: Actor) -> AgreementPage | None:
    """Four queries."""
    rows = SharingAgreement.objects.of(actor).select_related("giver", "receiver")
    agreement = rows.filter(ulid=ulid).first()
    if agreement is None:
        return None
    view = shown(agreement, actor, timezone.localdate())
    giver, receiver = str(agreement.giver_id), str(agreement.receiver_id)
    lends = actor.may(Right.SHARE_RECORDS, giver) or actor.may(Right.HANDLE_ENQUIRIES, giver)
    is_counted = lends or view.state == "in_force"
    counts = counts_lent(agreement.share) if is_counted else {}
    return AgreementPage(
        view,
        is_counted,
        fonds_lent(agreement.share) if is_counted and agreement.fonds else [],
        [Counted(type_label(code), n) for code, n in counts.items()],
        view.state == "proposed" and actor.may(Right.SHARE_RECORDS, agreement.accepts),
        agreement.ended_at is None and any(actor.may(Right.SHARE_RECORDS, side) for side in (giver, receiver)),
    )
