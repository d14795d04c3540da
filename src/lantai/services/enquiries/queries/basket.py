"""The basket as the desk shows it: records with the pages chosen, what each waits for, where paper lies, copies."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from lantai.base.accounts.access import Actor, Right, Scope
from lantai.holdings.catalogue.models import Record
from lantai.holdings.fulltext.leaves import Leaf, leaves_of
from lantai.holdings.fulltext.models import Page
from lantai.holdings.storerooms.models import LoanItem, Paper
from lantai.holdings.withholding.queries import withheld_from
from lantai.services.certificates.models import Certificate, Seal
from lantai.services.certificates.queries.register import certificates_of_case, seals_for
from lantai.services.enquiries.basket import Pages, Picked, pages_chosen, waits_of
from lantai.services.enquiries.models import Meant
from lantai.services.enquiries.queries.pages import EnquiryPage

MOST_PAGES = 500
"""So many pages of a record are offered to be chosen; a longer one is copied in parts."""


@dataclass(frozen=True, slots=True)
class BasketItem:
    """One record in the basket. `waits` is empty when its pages can be copied now."""

    meant: Meant
    pages: Pages
    waits: str
    papers: tuple[Paper, ...]
    lent: tuple[LoanItem, ...]

    @property
    def record(self) -> Record:
        return self.meant.record

    @property
    def is_ready(self) -> bool:
        return not self.waits and bool(self.pages.picked)

    @property
    def masked(self) -> int:
        return sum(each.is_masked for each in self.pages.picked)


@dataclass(frozen=True, slots=True)
class Basket:
    """Everything in it that this officer may see, and the certificates made for the case so far."""

    items: list[BasketItem]
    certificates: list[Certificate]
    seals: list[Seal]
    may_issue: bool

    @property
    def copies(self) -> int:
        """Pages a copy would have now."""
        return sum(len(each.pages.picked) for each in self.items if not each.waits)

    @property
    def is_ready(self) -> bool:
        return bool(self.copies) and not any(each.waits and each.pages.picked for each in self.items)

    @property
    def on_paper(self) -> bool:
        """Whether something has to be fetched: no pages here."""
        return any(not each.pages.total for each in self.items)

    @property
    def has_given(self) -> bool:
        """Whether a receipt has something to say."""
        return any(each.state == Certificate.State.ISSUED for each in self.certificates)

    @property
    def is_drawing(self) -> bool:
        return any(each.state == Certificate.State.BEGUN and not each.failure for each in self.certificates)


def basket_of(page: EnquiryPage, actor: Actor, today: dt.date) -> Basket:
    """Of what `page` shows of the case. Seven queries, however much is in it."""
    enquiry, code = page.enquiry, str(page.enquiry.institution_id)
    pages, waits = pages_chosen(page.meant), waits_of(enquiry, page.meant, today)
    papers, lent = papers_of(page.meant, actor)
    items = [
        BasketItem(
            each, pages[each.pk], waits[each.pk], tuple(papers.get(each.record_id, ())),
            tuple(lent.get(each.record_id, ())),
        )
        for each in page.meant
    ]  # fmt: skip
    may_issue = actor.may(Right.ISSUE_CERTIFICATES, code)
    certificates = certificates_of_case(enquiry.number, actor)
    return Basket(items, certificates, seals_to_use(page, actor), may_issue)


def seals_to_use(page: EnquiryPage, actor: Actor) -> list[Seal]:
    """Those this officer may put on a copy for this case. One query."""
    code = str(page.enquiry.institution_id)
    return seals_for(actor, code) if actor.may(Right.ISSUE_CERTIFICATES, code) else []


def papers_of(meant: list[Meant], actor: Actor) -> tuple[dict[int, list[Paper]], dict[int, list[LoanItem]]]:
    """Where the paper of these records lies, for who is of their archive, and what of it is lent. Two queries."""
    scope = actor.scope()
    own = [each.record_id for each in meant if scope.everything or each.record.institution_id in scope.institutions]
    papers: dict[int, list[Paper]] = {}
    for paper in Paper.objects.filter(record__in=own).select_related("box__place", "place").order_by("copy"):
        papers.setdefault(paper.record_id, []).append(paper)
    lent: dict[int, list[LoanItem]] = {}
    out = LoanItem.objects.filter(paper__record__in=own, returned_at__isnull=True)
    for item in out.select_related("loan", "paper"):
        if item.paper is not None:
            lent.setdefault(item.paper.record_id, []).append(item)
    return papers, lent


@dataclass(frozen=True, slots=True)
class Tick:
    """A page to be ticked, as this officer may see it; `picked` where it is to be copied."""

    leaf: Leaf
    picked: Picked | None


@dataclass(frozen=True, slots=True)
class ChosenView:
    """One record of the basket with its pages."""

    meant: Meant
    pages: Pages
    ticks: list[Tick]


def meant_of(page: EnquiryPage, record: str) -> Meant | None:
    """A record of the case, by identifier, among those this officer may see."""
    return next((each for each in page.meant if each.record.ulid == record), None)


def chosen_view(meant: Meant, scope: Scope) -> ChosenView:
    """Six queries at most."""
    record, pages = meant.record, pages_chosen([meant])[meant.pk]
    rows = withheld_from(scope, [record]).get(record.pk, {})
    listed = Page.objects.filter(record=record).defer("text").order_by("position")[:MOST_PAGES]
    picked = {each.page: each for each in pages.picked}
    ticks = [Tick(leaf, picked.get(leaf.position)) for leaf in leaves_of(record, listed, scope=scope, rows=rows)]
    return ChosenView(meant, pages, ticks)
