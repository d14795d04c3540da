"""Who is asking: a document seen at the counter, a one-time code, a picture that a person reviews. Levels only rise."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.base.limits.waiting import DAY, HOUR, ComeAgain, hold, wait_for
from lantai.holdings.catalogue.sealing import person_keys
from lantai.services.enquiries.actions.filing import ProofRefused, keep_proofs
from lantai.services.enquiries.actions.proving import begin_check, claim_of, end_checks, pass_check, wrong_answer
from lantai.services.enquiries.actions.sending import Sent
from lantai.services.enquiries.actions.stepping import needed, require_desk, step, subject_of, write_line
from lantai.services.enquiries.actions.telling import tell
from lantai.services.enquiries.identity.providers import CODE_MINUTES, CounterCheck, DocumentImage, OneTimeCode
from lantai.services.enquiries.models import Enquiry, IdentityCheck, Proof
from lantai.services.enquiries.reaching import recipient_of
from lantai.services.notices.actions import post

MOST_PICTURES = 3
State = IdentityCheck.State


class ConsentMissing(ArchiveError):
    code = "enquiries.consent_missing"
    message = gettext_noop("Nothing is checked without your consent.")
    hint = gettext_noop("Agree to it, or come to the counter with your document. Nothing was kept.")
    http_status = 422


class TooManyCodes(ComeAgain):
    code = "enquiries.too_many_codes"
    message = gettext_noop("So many codes were asked for that none is sent at the moment.")
    hint = gettext_noop("Nothing was sent. Use the last one, or come to the counter.")


class NoWayToSend(ArchiveError):
    code = "enquiries.no_way_to_send"
    message = gettext_noop("No code can be sent by this way.")
    hint = gettext_noop("Choose another way of proof, or come to the counter. Nothing was sent.")
    http_status = 409


class DocumentNotAccepted(ArchiveError):
    code = "enquiries.document_not_accepted"
    message = gettext_noop("This is not the document the application names, or no document that is accepted.")
    hint = gettext_noop("Compare its kind and its last four characters with the application. Nothing was kept.")
    http_status = 422


@dataclass(frozen=True, slots=True)
class CodeLimits:
    """Codes a case may ask for in an hour (a sender twice as many), the whole installation in a day; wrong tries."""

    of_one: int
    of_all: int
    tries: int


@transaction.atomic
def check_document(*, actor: Actor, enquiry: Enquiry, document_kind: str, last4: str) -> IdentityCheck:
    """An officer of the holder, or of the counter that took the case, saw the document.

    Raises `DocumentNotAccepted`, `NotNow`.
    """
    require_desk(actor, enquiry)
    provider, answer = CounterCheck(), {"document_kind": document_kind, "last4": last4}
    proved = provider.finish(claim_of(enquiry), {}, answer, person_keys())
    if not proved.passed:
        raise DocumentNotAccepted
    done = step("identity_counter", enquiry)
    check = pass_check(done, begin_check(done, provider, actor), proved, actor)
    write_line("identity_counter", done, actor)
    data = {"level": check.level, "document": proved.document_kind, "last4": proved.last4}
    record_event("enquiry:identity:see", actor=actor, subject=subject_of(done), data=data)
    return check


@transaction.atomic
def ask_identity_code(
    *, actor: Actor, enquiry: Enquiry, way: str, agreed: bool, sender: str, limits: CodeLimits
) -> IdentityCheck:
    """Send a code to the contact the application gave; the one before is of no use from now on.

    Whoever holds the code of the case may. Raises `ConsentMissing`, `NoWayToSend`, `NotNow`, `TooManyCodes`.
    """
    if not agreed:
        raise ConsentMissing
    now, provider = timezone.now(), OneTimeCode()
    asked = IdentityCheck.objects.filter(provider=provider.code)
    of_case, of_sender = asked.filter(enquiry=enquiry), asked.filter(sender=sender)
    waits = (wait_for(of_case, limits.of_one, HOUR), wait_for(of_sender, 2 * limits.of_one, HOUR))
    hold(TooManyCodes, *waits, wait_for(asked, limits.of_all, DAY))
    mine = of_case.filter(made_at__gt=now - HOUR).count()
    done = step("identity_ask", enquiry)
    end_checks(done, provider)
    begun = provider.begin(claim_of(done), person_keys())
    check = begin_check(done, provider, actor, begun, way=way, sender=sender, consented_at=now)
    values, to = {"code": begun.secret, "minutes": str(CODE_MINUTES)}, recipient_of(done)
    if not post(institution=done.institution, case=done.number, event="code", to=to, values=values, way=way):
        raise NoWayToSend
    data = {"way": way, "asked": mine + 1, "last": mine + 1 >= limits.of_one}
    record_event("enquiry:identity:ask", actor=actor, subject=subject_of(done), data=data)
    return check


@transaction.atomic
def give_identity_code(*, actor: Actor, enquiry: Enquiry, code: str, limits: CodeLimits) -> bool:
    """Whether it was the code that was sent. Wrong ones are counted; after some it is of no use. Raises `NotNow`."""
    done, now, provider = step("identity_code", enquiry), timezone.now(), OneTimeCode()
    check = done.identity_checks.waiting().filter(provider=provider.code, expires_at__gt=now).first()
    kept = check.kept if check else {}
    proved = provider.finish(claim_of(done), kept, {"code": code}, person_keys())
    if check and proved.passed:
        pass_check(done, check, proved, actor)
        write_line("identity_code", done, actor)
        record_event("enquiry:identity:prove", actor=actor, subject=subject_of(done), data={"level": check.level})
        return True
    ended = wrong_answer(check, limits.tries) if check else False
    data = {"wrong": check.tries if check else 0, "ended": ended}
    record_event("enquiry:identity:refuse", actor=actor, subject=subject_of(done), data=data)
    return False


@transaction.atomic
def send_identity_document(
    *, actor: Actor, enquiry: Enquiry, document_kind: str, sent: Sent, agreed: bool
) -> IdentityCheck:
    """A picture of the document, for a person to review; it is sealed as every proof is, and removed when reviewed.

    Raises `ConsentMissing`, `NotNow`, `ProofRefused`.
    """
    if not agreed:
        raise ConsentMissing
    done, provider = step("identity_document", enquiry), DocumentImage()
    if done.identity_checks.filter(provider=provider.code).count() >= MOST_PICTURES:
        raise ProofRefused(reason=_("there are more than %(most)s") % {"most": MOST_PICTURES}, most=MOST_PICTURES)
    end_checks(done, provider)
    before = set(done.proofs.values_list("pk", flat=True))
    keep_proofs(done, [sent])
    proof = done.proofs.exclude(pk__in=before).get()
    begun = provider.begin(claim_of(done), person_keys())
    check = begin_check(
        done, provider, actor, begun, proof=proof, document_kind=document_kind[:20], consented_at=timezone.now()
    )
    write_line("identity_document", done, actor)
    data = {"document": document_kind[:20], "proof": proof.ulid}
    record_event("enquiry:identity:send", actor=actor, subject=subject_of(done), data=data)
    return check


@transaction.atomic
def review_identity_document(
    *, actor: Actor, enquiry: Enquiry, verdict: str, last4: str = "", reason: str = ""
) -> IdentityCheck:
    """A person accepts the picture, or refuses it with the reason the applicant reads; the picture goes either way.

    Raises `DocumentNotAccepted`, `NotNow`, `WordsMissing`.
    """
    require(actor, Right.HANDLE_ENQUIRIES, enquiry.institution_id)
    done, provider = step("identity_review", enquiry), DocumentImage()
    check = done.identity_checks.waiting().select_related("proof").filter(provider=provider.code).first()
    if check is None:
        raise DocumentNotAccepted
    answer = {"verdict": verdict, "document_kind": check.document_kind, "last4": last4}
    proved = provider.finish(claim_of(done), check.kept, answer, person_keys())
    if verdict == "accepted" and not proved.passed:
        raise DocumentNotAccepted
    why = "" if proved.passed else needed(reason, _("the reason"), 400)
    proof = check.proof
    if proved.passed:
        pass_check(done, check, proved, actor)
    else:
        check.state, check.why, check.ended_at, check.document_kind = State.REFUSED, why, timezone.now(), ""
        check.by, check.user_id, check.proof = actor.label, actor.user_id, None
        check.save()
    if proof is not None:
        Proof.objects.filter(pk=proof.pk).delete()
    write_line("identity_review" if proved.passed else "identity_refused", done, actor, note=why)
    if not proved.passed:
        tell("document_refused", done, actor)
    data = {"accepted": proved.passed, "level": check.level if proved.passed else ""}
    record_event("enquiry:identity:review", actor=actor, subject=subject_of(done), data=data)
    check.refresh_from_db()
    return check
