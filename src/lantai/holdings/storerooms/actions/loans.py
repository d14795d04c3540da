"""Lending papers inside the house, prolonging, and taking them back, all at once or one by one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.accounts.models import Institution
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.bindings import Deed, refuse_bound
from lantai.holdings.catalogue.models import Record
from lantai.holdings.storerooms.actions.numbering import LOAN, take_barcodes
from lantai.holdings.storerooms.actions.putting import OtherArchive, papers_of
from lantai.holdings.storerooms.models import Loan, LoanItem

MOST_LENT = 500


class OnLoan(ArchiveError):
    code = "storerooms.on_loan"
    message = gettext_noop("%(code)s is out: %(borrower)s has it until %(due)s.")
    hint = gettext_noop("Take it back first, or leave it out of this loan. Nothing was lent.")
    http_status = 409


class NothingToLend(ArchiveError):
    code = "storerooms.nothing_to_lend"
    message = gettext_noop("Nothing is named that could be lent, or more than %(most)s papers.")
    hint = gettext_noop("Name records by their reference codes, or a box by its barcode.")
    http_status = 422


class DueTooEarly(ArchiveError):
    code = "storerooms.due_too_early"
    message = gettext_noop("%(due)s is past already.")
    hint = gettext_noop("Give the day by which the papers are to be back.")
    http_status = 422


class NotOut(ArchiveError):
    code = "storerooms.not_out"
    message = gettext_noop("None of these papers is out on loan %(number)s.")
    hint = gettext_noop("Somebody took them back meanwhile; open the page anew.")
    http_status = 409


@dataclass(frozen=True, slots=True)
class Borrowing:
    """Who asks for papers, for what, until when."""

    borrower: str
    purpose: str
    due: dt.date
    unit: str = ""
    note: str = ""


@transaction.atomic
def lend_papers(
    *, actor: Actor, institution: Institution, records: Sequence[Record], asked: Borrowing, today: dt.date
) -> Loan:
    """Hand papers out. Raises `NothingToLend`, `OtherArchive`, `DueTooEarly`, and `OnLoan` for what is out already.

    Raises `RecordIsBound` for what may not be lent.
    """
    require(actor, Right.KEEP_STORES, institution.code)
    if asked.due < today:
        raise DueTooEarly(due=asked.due)
    if not 0 < len(records) <= MOST_LENT:
        raise NothingToLend(most=MOST_LENT)
    if strange := next((each for each in records if each.institution_id != institution.code), None):
        raise OtherArchive(what=strange.code)
    refuse_bound([record.pk for record in records], Deed.LEND)
    papers = papers_of(records)
    codes = {record.pk: record.code for record in records}
    out = LoanItem.objects.filter(paper__in=[paper.pk for paper in papers], returned_at__isnull=True)
    if held := out.select_related("loan").first():
        raise OnLoan(code=held.code, borrower=held.loan.borrower, due=held.loan.due)
    number = take_barcodes(LOAN, 1)[0]
    said = {name: " ".join(getattr(asked, name).split()) for name in ("borrower", "unit", "purpose", "note")}
    loan = Loan.objects.create(institution=institution, number=number, due=asked.due, lent_by=actor.label, **said)
    LoanItem.objects.bulk_create(LoanItem(loan=loan, paper=paper, code=codes[paper.record_id]) for paper in papers)
    data = {"number": number, "papers": len(papers), "due": asked.due.isoformat(), "first": records[0].code}
    record_event("paper:lend", actor=actor, subject=("loan", loan.ulid), data=data)
    return loan


@transaction.atomic
def take_papers_back(*, actor: Actor, loan: Loan, items: Sequence[int], note: str = "") -> int:
    """Papers of a loan are back; gives how many. The loan is closed with the last one. Raises `NotOut`."""
    require(actor, Right.KEEP_STORES, loan.institution_id)
    now = timezone.now()
    out = LoanItem.objects.filter(loan=loan, pk__in=list(items)[:MOST_LENT], returned_at__isnull=True)
    count = out.update(returned_at=now, returned_to=actor.label, note=" ".join(note.split())[:200])
    if not count:
        raise NotOut(number=loan.number)
    if not LoanItem.objects.filter(loan=loan, returned_at__isnull=True).exists():
        Loan.objects.filter(pk=loan.pk).update(closed_at=now)
    loan.refresh_from_db()
    data = {"number": loan.number, "papers": count, "closed": loan.closed_at is not None, "note": note[:200]}
    record_event("paper:take_back", actor=actor, subject=("loan", loan.ulid), data=data)
    return count


@transaction.atomic
def prolong_loan(*, actor: Actor, loan: Loan, due: dt.date, today: dt.date) -> Loan:
    """Another day by which it is to be back. Raises `DueTooEarly`, `NotOut`."""
    require(actor, Right.KEEP_STORES, loan.institution_id)
    if due < today:
        raise DueTooEarly(due=due)
    before = loan.due
    if not Loan.objects.out().filter(pk=loan.pk).update(due=due):
        raise NotOut(number=loan.number)
    loan.refresh_from_db()
    data = {"number": loan.number, "from": before.isoformat(), "due": due.isoformat()}
    record_event("loan:prolong", actor=actor, subject=("loan", loan.ulid), data=data)
    return loan
