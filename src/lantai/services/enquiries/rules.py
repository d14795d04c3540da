"""What the rules of who asks (catalogue/applicants.yaml) want of a case: proofs, copies, certificates, approval.

What an archive outside asks us for it has looked at itself: it took the application.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.applicants import OTHER, Applicant, applicants, types_closed_to
from lantai.holdings.catalogue.models import OpeningState
from lantai.holdings.catalogue.record_types import label_of
from lantai.services.certificates.models import Certificate
from lantai.services.enquiries.data import listed
from lantai.services.enquiries.granting import COPY
from lantai.services.enquiries.matters import matters
from lantai.services.enquiries.models import Decision, Enquiry, ProofSeen
from lantai.services.enquiries.reach import granted_beyond


class ProofsLacking(ArchiveError):
    code = "enquiries.proofs_lacking"
    message = gettext_noop("Nobody has looked at what this kind of applicant (%(kind)s) must show: %(lacking)s.")
    hint = gettext_noop("Have it shown, and enter it on the case under the proofs looked at. Nothing was given.")
    http_status = 409


class NotForThisApplicant(ArchiveError):
    code = "enquiries.not_for_this_applicant"
    message = gettext_noop("By the rules this kind of applicant (%(kind)s) is given no such paper: %(paper)s.")
    hint = gettext_noop("See who may ask on the page of rules; where a decision may grant copies, prepare it first.")
    http_status = 409


class ApproverNeeded(ArchiveError):
    code = "enquiries.approver_needed"
    message = gettext_noop("An application of this kind (%(kind)s) is decided by the %(who)s.")
    hint = gettext_noop("Say in which capacity you decide, or ask who has it. Nothing was decided.")
    http_status = 409


@dataclass(frozen=True, slots=True)
class Needed:
    """One proof: the rules' words, whether nothing is given without it, and who looked at it."""

    what: str
    label: str
    is_needed: bool
    seen: ProofSeen | None = None


def kind_of(enquiry: Enquiry) -> Applicant | None:
    return applicants().get(enquiry.applicant_kind)


def kind_that_holds(enquiry: Enquiry) -> Applicant | None:
    """The kind whose rules hold for papers and decisions of the case.

    Where an unopened record of the case is of a type that does not name the kind of applicant (`may_ask`), the one for
    whom everything is decided case by case: nothing is refused for good, and nothing is given by right. One query.
    """
    kind, closed = kind_of(enquiry), types_closed_to(enquiry.applicant_kind)
    if kind is None or not closed or enquiry.applicant_kind == OTHER:
        return kind
    theirs = enquiry.meant.filter(record__record_type__in=closed).exclude(record__opening_state=OpeningState.OPEN)
    return applicants().get(OTHER) if theirs.exists() else kind


def to_look_at(enquiry: Enquiry) -> list[Mapping[str, str]]:
    """The proofs somebody must look at, of the kind of applicant and of the matter; no query."""
    matter, kind = matters().get(enquiry.matter), kind_of(enquiry)
    asking = matter.asks(enquiry.applicant_kind) if matter else None
    if enquiry.channel == Enquiry.Channel.PEER or kind is None:
        return []
    return asking.to_look_at() if asking else kind.to_look_at()


def proofs_needed(enquiry: Enquiry) -> list[Needed]:
    """Each with who looked at it. One query, none where there is nothing to look at."""
    wanted = to_look_at(enquiry)
    seen = {each.what: each for each in enquiry.proofs_seen.all()} if wanted else {}
    return [Needed(each["zh"], label_of(each), "if_any" not in each, seen.get(each["zh"])) for each in wanted]


def hold_proofs(enquiry: Enquiry) -> None:
    """Go on only where every proof was looked at. Raises `ProofsLacking`."""
    lacking = [each.label for each in proofs_needed(enquiry) if each.is_needed and each.seen is None]
    if lacking:
        raise ProofsLacking(kind=enquiry.applicant_label, lacking="; ".join(lacking))


def hold_paper(case: str, paper: str) -> None:
    """Asked by certificates before one is issued for a case. Raises `NotForThisApplicant`, `ProofsLacking`.

    Copies that the rules do not give may be granted by a decision; certificates that quote may not.
    """
    enquiry = Enquiry.objects.filter(number=case.strip().upper()[:40]).first()
    kind = kind_that_holds(enquiry) if enquiry else None
    if enquiry is None or kind is None or paper == Certificate.Kind.NOT_FOUND:
        return
    given = kind.certificates if paper == Certificate.Kind.STATEMENT else kind.copies or _copies_granted(enquiry)
    if not given:
        raise NotForThisApplicant(kind=enquiry.applicant_label, paper=str(Certificate.Kind(paper).label))
    hold_proofs(enquiry)


def _copies_granted(enquiry: Enquiry, day: dt.date | None = None) -> bool:
    """Whether the newest decision grants copies, still today."""
    newest = enquiry.decisions.filter(decided_at__isnull=False).order_by("-pk").first()
    if newest is None or newest.outcome != Decision.Outcome.GRANTED or newest.use != COPY:
        return False
    return newest.until is not None and newest.until >= (day or timezone.localdate())


def capacities(enquiry: Enquiry) -> list[tuple[str, str]]:
    """Who may decide by the rules, the lowest first; none where anybody who approves use may.

    A draft that grants what goes beyond who asks is decided by who may grant that.
    """
    kind, known = kind_that_holds(enquiry), list(listed("approvers").values())
    wanted = [each for each in (kind.approver, kind.beyond if granted_beyond(enquiry) else "") if each] if kind else []
    if not wanted:
        return []
    codes = [each.code for each in known]
    first = max(codes.index(each) if each in codes else 0 for each in wanted)
    return [(each.code, each.label) for each in known[first:]]


def hold_capacity(enquiry: Enquiry, capacity: str) -> str:
    """What is kept of it with the decision. Raises `ApproverNeeded`."""
    able = dict(capacities(enquiry))
    if able and capacity not in able:
        raise ApproverNeeded(kind=enquiry.applicant_label, who=next(iter(able.values())))
    return capacity if able else ""
