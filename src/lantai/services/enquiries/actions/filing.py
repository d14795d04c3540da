"""An application comes in: from the public page, or entered by staff who were told it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy as _, gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.accounts.models import Institution
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.base.limits.waiting import DAY, HOUR, ComeAgain, Sending, hold, wait_for
from lantai.holdings.catalogue.sealing import person_keys
from lantai.services.enquiries.actions.proving import note_seen
from lantai.services.enquiries.actions.sending import Sent
from lantai.services.enquiries.actions.stepping import (
    CASE,
    answer_due,
    due,
    needed,
    subject_of,
    take_number,
    way_of,
    write_line,
)
from lantai.services.enquiries.actions.tallying import tally_came
from lantai.services.enquiries.holding import holders
from lantai.services.enquiries.matters import GENERAL
from lantai.services.enquiries.models import Enquiry, Proof, ProofContent
from lantai.services.enquiries.sealed import (
    Reachable,
    code_hash,
    last_four,
    new_code,
    seal_contact,
    seal_document,
    seal_proof,
)

PLATFORMS = (Enquiry.Channel.NATIONAL, Enquiry.Channel.PROVINCIAL)
"""Channels whose applications bear a number of their own (standard practice: transcribed by hand, or by a list)."""
MOST_PROOFS, LARGEST = 6, 5 * 1024 * 1024
_MAGIC = {b"%PDF-": "pdf", b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}


class TooManyApplications(ComeAgain):
    code = "enquiries.too_many"
    message = gettext_noop("So many applications have come that this page takes no more at the moment.")
    hint = gettext_noop("Nothing was kept. At the counter it can be entered at once.")


class NotAnArchive(ArchiveError):
    code = "enquiries.not_an_archive"
    message = gettext_noop("%(name)s is no archive that takes applications.")
    hint = gettext_noop("Choose the archive that holds the records. Nothing was changed.")
    http_status = 422


class EnteredAlready(ArchiveError):
    code = "enquiries.entered_already"
    message = gettext_noop("Application %(outside)s of the platform was entered as case %(number)s.")
    hint = gettext_noop("Go on with that case. Nothing was changed.")
    http_status = 409


class ProofRefused(ArchiveError):
    code = "enquiries.proof_refused"
    message = gettext_noop("A proof cannot be taken: %(reason)s.")
    hint = gettext_noop("Send photographs (JPEG, PNG) or PDF, at most %(most)s files of 5 MB. Nothing was kept.")
    http_status = 422


@dataclass(frozen=True, slots=True)
class Application:
    """What is asked, and by whom. Number and contact live in memory only until they are sealed.

    `answers`: what a matter asked, by the code of the question.
    """

    applicant_kind: str
    name: str
    purpose: str
    sought: str
    document_kind: str = ""
    document: str = field(default="", repr=False)
    contact: Reachable = field(default=Reachable(), repr=False)
    body: str = ""
    clues: str = ""
    matter: str = GENERAL
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Filed:
    """A new case and its code, which is shown this once. A form sent twice gives its case again, without the code."""

    enquiry: Enquiry
    code: str


@transaction.atomic
def file_enquiry(
    *,
    actor: Actor,
    institution: Institution,
    application: Application,
    sending: Sending,
    proofs: Sequence[Sent] = (),
) -> Filed:
    """What somebody sends by the public page; sent twice (its identifier is the form's own), it is one case.

    Anybody may: no right is asked, and nothing is looked up. Raises `TooManyApplications`, `ProofRefused`.
    """
    if known := Enquiry.objects.filter(ulid=sending.ulid).first():
        return Filed(known, "")
    public = Enquiry.objects.filter(channel=Enquiry.Channel.WEB)
    of_one = wait_for(public.filter(sender=sending.sender), sending.of_one, HOUR)
    hold(TooManyApplications, of_one, wait_for(public, sending.of_all, DAY))
    came: dict[str, Any] = {"ulid": sending.ulid, "sender": sending.sender, "channel": Enquiry.Channel.WEB}
    return _filed(actor, institution, application, proofs, **came)


@transaction.atomic
def enter_enquiry(  # noqa: PLR0913 - what a counter writes down
    *,
    actor: Actor,
    institution: Institution,
    application: Application,
    channel: str,
    proofs: Sequence[Sent] = (),
    seen: bool = True,
    counter: Institution | None = None,
    outside_number: str = "",
) -> Filed:
    """What staff were told at the counter, by letter or telephone, or read at the national or a province's platform.

    Raises `WordsMissing`, `ProofRefused`. `outside_number`: what the platform calls it; such an application is
    entered once, else `EnteredAlready` names the case it is.

    `seen`: at the counter, the document whose number is entered was shown; by the other ways it never was.
    `counter`: who takes it for the archive that holds the records; the case bears the number of whoever took it first.
    Raises `NotAnArchive` where the holder takes no applications.
    """
    taker = counter or institution
    require(actor, Right.HANDLE_ENQUIRIES, taker.code)
    other = taker if taker.pk != institution.pk else None
    if other is not None:
        takes_applications(institution)
    seen = seen and channel == Enquiry.Channel.COUNTER and bool(application.document)
    way = Enquiry.Channel(channel)
    if way in PLATFORMS:
        outside_number = needed(outside_number, _("the number at the platform"), 60)
        if known := Enquiry.objects.filter(channel=way, outside_number=outside_number).first():
            raise EnteredAlready(outside=outside_number, number=known.number)
    return _filed(
        actor, institution, application, proofs, seen=seen, channel=way, counter=other,
        outside_number=outside_number if way in PLATFORMS else "",
    )  # fmt: skip


def takes_applications(institution: Institution) -> None:
    """Go on only where cases may go to. Raises `NotAnArchive`."""
    if not holders().filter(pk=institution.pk).exists():
        raise NotAnArchive(name=institution.name)


def _filed(
    actor: Actor,
    institution: Institution,
    said: Application,
    proofs: Sequence[Sent],
    *,
    seen: bool = False,
    **columns: Any,
) -> Filed:
    filed = lay_down(institution, said, by=actor, **columns)
    enquiry = filed.enquiry
    kept = keep_proofs(enquiry, proofs)
    if seen:
        note_seen(actor, enquiry)
    data = {
        "number": enquiry.number, "matter": said.matter, "channel": enquiry.channel, "applicant": said.applicant_kind,
        "purpose": said.purpose, "document": said.document_kind, "last4": enquiry.last4, "proofs": kept,
        "identity": enquiry.identity_level,
    }  # fmt: skip
    if enquiry.outside_number:
        data["outside"] = enquiry.outside_number
    if enquiry.counter_id:
        data["for"] = institution.code
    record_event("enquiry:file", actor=actor, subject=subject_of(enquiry), data=data)
    return filed


def lay_down(institution: Institution, said: Application, *, by: Actor, note: str = "", **columns: Any) -> Filed:
    """The case with its number and first line: part of an act, which says in the audit chain how it came."""
    taker = columns.get("counter") or institution
    number, code, keys, today = take_number(taker.code, CASE), new_code(), person_keys(), timezone.localdate()
    of_web = columns.get("channel") == Enquiry.Channel.WEB
    due_on = answer_due(said.matter, today, way_of(columns.get("channel", ""), columns.get("counter")))
    enquiry = Enquiry.objects.create(
        institution=institution, number=number, applicant_kind=said.applicant_kind, purpose=said.purpose,
        name=needed(said.name, _("who asks"), 80), sought=needed(said.sought, _("what is sought"), 2000),
        document_kind=said.document_kind if said.document else "",
        document=seal_document(said.document, keys) if said.document else b"", last4=last_four(said.document),
        contact=seal_contact(said.contact, keys), body=said.body.strip()[:120], clues=said.clues.strip()[:200],
        consented_at=timezone.now(), code_hash=code_hash(number, code, keys), made_by=by.label,
        next_on=min(due("take_on", today), due_on), due_on=due_on, matter=said.matter, answers=dict(said.answers),
        language="en" if of_web and (get_language() or "").startswith("en") else "zh",
        **columns,
    )  # fmt: skip
    write_line("file", enquiry, by, note=note)
    tally_came(enquiry)
    return Filed(enquiry, code)


def keep_proofs(enquiry: Enquiry, proofs: Sequence[Sent]) -> int:
    """Lay proofs down, sealed; gives how many. What they are is told by their beginning, never by their name."""
    if Proof.objects.filter(enquiry=enquiry).count() + len(proofs) > MOST_PROOFS:
        raise ProofRefused(reason=_("there are more than %(most)s") % {"most": MOST_PROOFS}, most=MOST_PROOFS)
    for sent in proofs:
        content = sent.content
        ending = next((ending for magic, ending in _MAGIC.items() if content.startswith(magic)), "")
        if not ending:
            raise ProofRefused(reason=_("it is neither a photograph nor a PDF"), most=MOST_PROOFS)
        if len(content) > LARGEST:
            raise ProofRefused(reason=_("it is larger than 5 MB"), most=MOST_PROOFS)
        proof = Proof.objects.create(enquiry=enquiry, ending=ending, size=len(content), scanned_by=sent.scanned_by)
        ProofContent.objects.create(proof=proof, sealed=seal_proof(content, person_keys()))
    return len(proofs)
