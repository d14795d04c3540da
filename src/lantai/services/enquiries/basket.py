"""What of the records linked to a case is to be copied, and what each of them still waits for."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _, gettext_lazy

from lantai.holdings.catalogue.applicants import applicants, may_ask_for
from lantai.holdings.catalogue.labels import type_label
from lantai.holdings.catalogue.models import OpeningState
from lantai.holdings.fulltext.models import Page
from lantai.services.certificates.granting import granted
from lantai.services.enquiries.models import ChosenPage, Decision, Enquiry, Meant, UnitConsent
from lantai.services.enquiries.reach import beyond_of

SHORT = 4
"""A record of so many pages at most is copied whole when nobody chose; of a longer one somebody must."""
WITHHELD = gettext_lazy("The decision keeps it back.")
PREPARED = gettext_lazy("Waits for who approves use: the decision is prepared.")
UNOPENED = gettext_lazy("Needs approval: it is not opened. Prepare the decision; another person decides.")
BEYOND = gettext_lazy(
    "Beyond what this kind of applicant may ask for, as %(why)s. Prepare the decision with the reason; another person "
    "decides."
)
OBJECTED = gettext_lazy(
    "Needs approval: the forming unit does not consent. Prepare the decision; another person decides."
)
OTHERS = gettext_lazy("Needs approval for this kind of applicant. Prepare the decision; another person decides.")


@dataclass(frozen=True, slots=True)
class Picked:
    """One page to be copied. `row` is None where nobody chose and the whole short record is meant."""

    page: int
    row: ChosenPage | None = None

    @property
    def is_masked(self) -> bool:
        return self.row is not None and self.row.is_masked


@dataclass(frozen=True, slots=True)
class Pages:
    """Of one record: how many pages it has here, and which are to be copied."""

    total: int = 0
    picked: tuple[Picked, ...] = field(default=())


def pages_chosen(meant: Sequence[Meant]) -> dict[int, Pages]:
    """By the row id of what is linked. Two queries, however many."""
    chosen: defaultdict[int, list[ChosenPage]] = defaultdict(list)
    for row in ChosenPage.objects.filter(meant__in=[each.pk for each in meant]):
        chosen[row.meant_id].append(row)
    counted = Page.objects.filter(record__in=[each.record_id for each in meant]).order_by()
    totals = dict(counted.values_list("record_id").annotate(n=Count("pk")))
    return {each.pk: _pages(totals.get(each.record_id, 0), chosen.get(each.pk, [])) for each in meant}


def _pages(total: int, rows: Sequence[ChosenPage]) -> Pages:
    if rows:
        return Pages(total, tuple(Picked(row.page, row) for row in rows))
    return Pages(total, tuple(Picked(number) for number in range(1, total + 1)) if total <= SHORT else ())


def needs_approval(enquiry: Enquiry) -> bool:
    """Whether somebody else decides before anything is given: by the kind of applicant (applicants.yaml).

    What an archive outside found and issued, it has decided itself.
    """
    last = enquiry.steps.filter(act__in=("found", "found_there")).last() if enquiry.state == "found" else None
    if last is not None and last.act == "found_there":
        return False
    kind = applicants().get(enquiry.applicant_kind)
    return kind is None or bool(kind.approver)


def _by_no_right(enquiry: Enquiry, each: Meant) -> str:
    """The type's file (`may_ask`) does not name the kind of applicant: decided as for anybody else."""
    said = {"kind": enquiry.applicant_label, "type": type_label(each.record.record_type)}
    return _("Needs approval: %(kind)s may not ask for unopened %(type)s by right. It is decided case by case.") % said


def waits_of(enquiry: Enquiry, meant: Sequence[Meant], day: dt.date) -> Mapping[int, str]:
    """What each record waits for before it can be copied, by the row id of what is linked; empty: for nothing.

    The unit's consent, an approval (unopened, others' records), or nothing more: the decision was made.
    """
    given = granted(enquiry.number, [each.record_id for each in meant], day)
    consents, beyond = list(enquiry.consents.select_related("unit")), beyond_of(enquiry, meant)
    waits = {each.pk: str(_waits(enquiry, each, given, consents)) for each in meant}
    closed = {each.pk: beyond[each.record_id] for each in meant if each.record_id in beyond}
    return {
        pk: BEYOND % {"why": closed[pk]} if pk in closed and why == str(UNOPENED) else why for pk, why in waits.items()
    }


def _waits(enquiry: Enquiry, each: Meant, given: Collection[int], consents: Sequence[UnitConsent]) -> Any:
    if each.record_id in given:
        return ""
    asked = [consent for consent in consents if each.record.ulid in consent.records]
    waiting = next((consent for consent in asked if not consent.answered_at and not consent.ended_at), None)
    if waiting:
        said = {"unit": waiting.unit.name, "day": waiting.due_on.isoformat()}
        return _("Waits for the forming unit until %(day)s: %(unit)s.") % said
    if enquiry.state == "prepared":
        return PREPARED
    is_decided = enquiry.state == Decision.Outcome.GRANTED
    if is_decided and each.verdict == Meant.Verdict.WITHHELD:
        return WITHHELD
    if each.record.opening_state != OpeningState.OPEN:
        return UNOPENED if may_ask_for(enquiry.applicant_kind, each.record.record_type) else _by_no_right(enquiry, each)
    if is_decided:
        return ""
    if any(consent.answer == UnitConsent.Answer.OBJECTS for consent in asked):
        return OBJECTED
    return OTHERS if needs_approval(enquiry) else ""
