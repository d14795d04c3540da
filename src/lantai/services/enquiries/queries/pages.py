"""One case as the desk, its applicant, the forming unit and the authority see it: each its own part of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from lantai.base.accounts.access import Actor, Right, Scope
from lantai.base.common.errors import ArchiveError
from lantai.engines.search.document import SearchQuery
from lantai.holdings.catalogue.applicants import Applicant
from lantai.holdings.catalogue.models import Record
from lantai.holdings.fulltext.finding import find_records
from lantai.services.enquiries.actions import is_late, may_complain
from lantai.services.enquiries.data import transitions
from lantai.services.enquiries.identity.levels import rank
from lantai.services.enquiries.models import (
    Complaint,
    Decision,
    Enquiry,
    IdentityCheck,
    Meant,
    Proof,
    Rating,
    Step,
    UnitConsent,
)
from lantai.services.enquiries.queries.identity import checks_of, own_proofs
from lantai.services.enquiries.rules import Needed, capacities, kind_of, proofs_needed

MOST_FOUND = 20
OF_DESK = (
    "take_on", "ask_more", "link", "unlink", "consult", "stop_waiting", "prepare", "send_back", "decide", "found",
    "not_found", "search_on", "deliver", "close", "extend", "hand_over", "merge", "pass_on", "choose", "certify",
    "certify_nothing", "identity_counter", "identity_review", "look_at", "supply_for", "withdraw_for", "assign",
    "new_code",
)  # fmt: skip
PROVING = ("identity_login", "identity_ask", "identity_code", "identity_document")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a timeline."""

    step: Step
    label: str


@dataclass(frozen=True)
class EnquiryPage:
    """A case for the desk. Of the records meant it holds those this person may see; `unseen` counts the others.

    What only the case's own page shows is asked for when it is shown: its desk, and every act, do without it.
    """

    enquiry: Enquiry
    meant: list[Meant]
    unseen: int
    checks: list[IdentityCheck]
    may: frozenset[str]
    is_late: bool

    @cached_property
    def lines(self) -> list[Line]:
        return lines_of(self.enquiry.steps.all())

    @cached_property
    def consents(self) -> list[UnitConsent]:
        return list(self.enquiry.consents.select_related("unit"))

    @cached_property
    def decisions(self) -> list[Decision]:
        return list(self.enquiry.decisions.all())

    @cached_property
    def complaints(self) -> list[Complaint]:
        return list(self.enquiry.complaints.select_related("authority"))

    @cached_property
    def proofs(self) -> list[Proof]:
        return list(self.enquiry.proofs.all())

    @property
    def applicant(self) -> Applicant | None:
        """The rules of this kind of applicant."""
        return kind_of(self.enquiry)

    @cached_property
    def approver_label(self) -> str:
        """Who decides at least on the draft that waits; empty where anybody who approves use may."""
        able = capacities(self.enquiry) if self.draft else []
        return able[0][1] if able else ""

    @cached_property
    def proofs_needed(self) -> list[Needed]:
        return proofs_needed(self.enquiry)

    @property
    def draft(self) -> Decision | None:
        """The draft that waits for another person."""
        waiting = (each for each in self.decisions if each.decided_at is None and each.returned_at is None)
        return next(waiting, None) if self.enquiry.state == "prepared" else None

    @property
    def decided(self) -> list[Decision]:
        return [each for each in self.decisions if each.decided_at]


def enquiry_at(ulid: str, actor: Actor) -> Enquiry | None:
    """One case of an archive this person handles enquiries for, or decides on them."""
    return Enquiry.objects.of(actor).select_related("institution").filter(ulid=ulid).first()


def enquiry_page(ulid: str, actor: Actor, today: dt.date) -> EnquiryPage | None:
    """With its records, and what is possible: four queries; five more when all of the case is shown."""
    enquiry = enquiry_at(ulid, actor)
    if enquiry is None:
        return None
    every = list(enquiry.meant.select_related("record__fonds__institution"))
    seen = [each for each in every if actor.scope().covers(**_where(each.record))]
    checks = checks_of(enquiry)
    return EnquiryPage(
        enquiry, seen, len(every) - len(seen), checks, _possible(enquiry, actor, checks), is_late(enquiry, today)
    )


def _where(record: Record) -> dict[str, str]:
    return {"state": record.opening_state, "institution": str(record.institution_id)}


def lines_of(steps: Collection[Step]) -> list[Line]:
    known = transitions()
    return [Line(each, known[each.act].label if each.act in known else each.act) for each in steps]


def _possible(enquiry: Enquiry, actor: Actor, checks: Collection[IdentityCheck]) -> frozenset[str]:
    """The acts of the desk that are possible now, for this person."""
    handles = actor.may(Right.HANDLE_ENQUIRIES, enquiry.institution_id)
    decides = actor.may(Right.DECIDE_USE, enquiry.institution_id)
    of_whom = {"send_back": decides, "decide": decides}
    if enquiry.erased_at:
        return frozenset()
    known, state, is_matter = transitions(), enquiry.state, enquiry.is_matter
    may = {
        name for name in OF_DESK if of_whom.get(name, handles) and known[name].is_possible(state, is_matter=is_matter)
    }
    idle = {"extend"} if enquiry.extended_on else set[str]()
    idle |= {"assign"} if is_matter else set()
    idle |= set() if enquiry.has_searched else {"certify_nothing"}
    idle |= {"identity_counter"} if rank(enquiry.identity_level) >= rank("seen") else set()
    pictures = (each.provider == "document_image" and each.state == IdentityCheck.State.WAITING for each in checks)
    return frozenset(may - idle - (set() if any(pictures) else {"identity_review"}))


def proof_at(ulid: str, proof: str, actor: Actor) -> Proof | None:
    """One proof of a case of one's own archive, with its sealed content."""
    enquiry = enquiry_at(ulid, actor)
    if enquiry is None or not actor.may(Right.HANDLE_ENQUIRIES, enquiry.institution_id):
        return None
    return Proof.objects.select_related("kept", "enquiry").filter(enquiry=enquiry, ulid=proof).first()


def scope_of(enquiry: Enquiry, actor: Actor) -> Scope:
    """What this officer may see of the archive of the case, and what is open to everybody."""
    code = enquiry.institution_id
    mine = frozenset({code}) if actor.may(Right.READ_UNOPENED, code) else frozenset[str]()
    return Scope(everything=False, institutions=mine)


def records_found(words: str, enquiry: Enquiry, actor: Actor) -> list[Record]:
    """What this officer's scope shows of the archive of the case; nothing where nothing can be searched for."""
    if not words.strip():
        return []
    code = enquiry.institution_id
    try:
        query = SearchQuery(words=words.strip()[:200], facets=False, size=MOST_FOUND * 2)
        found = find_records(query, scope=scope_of(enquiry, actor))
    except ArchiveError:
        return []
    return [hit.record for hit in found.hits if hit.record.institution_id == code][:MOST_FOUND]


def records_at(ulids: Collection[str], enquiry: Enquiry, actor: Actor) -> list[Record]:
    """These, as far as this officer may see them and they are of the case's archive."""
    seen = Record.objects.visible_to(scope_of(enquiry, actor)).filter(institution_id=enquiry.institution_id)
    return list(seen.filter(ulid__in=list(ulids)))


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A case for its applicant: what was said and decided, never which records were looked at."""

    enquiry: Enquiry
    lines: list[Line]
    decisions: list[Decision]
    complaints: list[Complaint]
    proofs: int
    checks: list[IdentityCheck]
    may: frozenset[str]
    is_late: bool


def own_enquiry(number: str, opened: Mapping[str, str]) -> Enquiry | None:
    """The case of this number, if it is among those whose code was given: asked of nothing else.

    `opened`: by identifier, the mark of the code that was given; one that was replaced since opens nothing any more.
    """
    if not opened:
        return None
    rows = Enquiry.objects.select_related("institution").filter(ulid__in=list(opened), erased_at__isnull=True)
    found = rows.filter(number=number.upper()[:40]).first()
    return found if found and found.code_mark == opened[found.ulid] else None


def opened_enquiries(opened: Mapping[str, str]) -> list[Enquiry]:
    """The cases whose code was given and is good still, the newest first."""
    rows = Enquiry.objects.filter(ulid__in=list(opened), erased_at__isnull=True) if opened else ()
    return [each for each in rows if each.code_mark == opened[each.ulid]]


def own_page(enquiry: Enquiry, today: dt.date) -> OwnPage:
    known = transitions()
    may = {name for name in ("supply", "withdraw") if known[name].is_possible(enquiry.state)}  # of any case
    may |= {"complain"} if may_complain(enquiry) else set()
    checks = checks_of(enquiry)
    proving = {name for name in PROVING if known[name].is_possible(enquiry.state)}
    rated = Rating.objects.filter(enquiry=enquiry).exists()
    may |= {"rate"} if known["rate"].is_possible(enquiry.state) and not rated else set()
    may |= own_proofs(enquiry, checks, proving)
    return OwnPage(
        enquiry, lines_of(enquiry.steps.filter(internal=False)),
        list(enquiry.decisions.filter(decided_at__isnull=False)),
        list(enquiry.complaints.select_related("authority")), enquiry.proofs.count(), checks, frozenset(may),
        is_late(enquiry, today),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ConsentPage:
    """What a unit is asked: the question, the records meant, for which purpose; nothing of the applicant."""

    consent: UnitConsent
    records: list[Record]
    is_waiting: bool


def consent_page(ulid: str, actor: Actor) -> ConsentPage | None:
    asked = UnitConsent.objects.of(actor).select_related("enquiry__institution", "unit").filter(ulid=ulid).first()
    if asked is None:
        return None
    waits = asked.answered_at is None and asked.ended_at is None
    own = asked.enquiry.meant.filter(record__ulid__in=asked.records if waits else [])
    records = [each.record for each in own.select_related("record__fonds")]
    return ConsentPage(asked, records, waits)


@dataclass(frozen=True, slots=True)
class ComplaintPage:
    """A complaint for the authority: what was asked for, how it was decided, what is complained of."""

    complaint: Complaint
    lines: list[Line]
    decisions: list[Decision]


def complaint_page(ulid: str, actor: Actor) -> ComplaintPage | None:
    found = Complaint.objects.of(actor).select_related("enquiry__institution", "authority").filter(ulid=ulid).first()
    if found is None:
        return None
    lines = lines_of(found.enquiry.steps.filter(internal=False))
    return ComplaintPage(found, lines, list(found.enquiry.decisions.filter(decided_at__isnull=False)))
