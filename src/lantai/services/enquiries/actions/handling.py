"""The desk: take on, ask for more, link the records meant, ask the forming unit, see the contact for a reason."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.accounts.models import Institution
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.base.common.rows import insert_values
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.sealing import person_keys
from lantai.services.enquiries.actions.stepping import due, needed, step, subject_of, write_line
from lantai.services.enquiries.actions.telling import tell
from lantai.services.enquiries.models import Enquiry, Meant, UnitConsent
from lantai.services.enquiries.sealed import Reachable, open_contact, open_document

MOST_MEANT, SHORTEST_REASON = 100, 4


class ReasonTooShort(ArchiveError):
    code = "enquiries.reason_missing"
    message = gettext_noop("What an applicant gave of it is shown only to who says why it is needed.")
    hint = gettext_noop("Write the purpose in at least four characters, such as the letter to be sent.")
    http_status = 422


class NothingMeant(ArchiveError):
    code = "enquiries.nothing_meant"
    message = gettext_noop("No record is named that you may see, or more than %(most)s.")
    hint = gettext_noop("Search for it by its reference code, and link records of your archive. Nothing was linked.")
    http_status = 422


class NotOverdue(ArchiveError):
    code = "enquiries.not_overdue"
    message = gettext_noop("The unit may answer until %(day)s.")
    hint = gettext_noop("Go on without an answer only when this day has passed: silence is written down, not presumed.")
    http_status = 409


class NotAskedAnyMore(ArchiveError):
    code = "enquiries.not_asked_any_more"
    message = gettext_noop("This question does not wait for an answer any more.")
    hint = gettext_noop("It was answered, or the archive waits no longer. Nothing was changed.")
    http_status = 409


@transaction.atomic
def take_on_enquiry(*, actor: Actor, enquiry: Enquiry) -> Enquiry:
    """Take a case on: its receipt can be printed from now on. Raises `NotNow`."""
    require(actor, Right.HANDLE_ENQUIRIES, enquiry.institution_id)
    done = step("take_on", enquiry, handler=actor.label, handler_id=actor.user_id, next_on=enquiry.due_on)
    write_line("take_on", done, actor)
    tell("taken_on", done, actor, day=done.due_on)
    record_event("enquiry:take_on", actor=actor, subject=subject_of(done), data={"number": done.number})
    return done


@transaction.atomic
def ask_more(*, actor: Actor, enquiry: Enquiry, note: str) -> Enquiry:
    """Say to the applicant what is lacking; the clock rests until it comes. Raises `NotNow`, `WordsMissing`."""
    require(actor, Right.HANDLE_ENQUIRIES, enquiry.institution_id)
    words, today = needed(note, _("what is lacking")), timezone.localdate()
    done = step("ask_more", enquiry, next_on=due("supply", today), paused_on=today)
    write_line("ask_more", done, actor, note=words)
    tell("more_asked", done, actor, day=done.next_on)
    record_event("enquiry:ask_more", actor=actor, subject=subject_of(done), data={"until": str(done.next_on)})
    return done


@transaction.atomic
def mean_records(*, actor: Actor, enquiry: Enquiry, records: Sequence[Record]) -> int:
    """Link the records meant; gives how many are new. The applicant sees nothing of it. Raises `NothingMeant`."""
    require(actor, Right.HANDLE_ENQUIRIES, enquiry.institution_id)
    ulids = [each.ulid for each in records]
    seen = Record.objects.visible_to(actor.scope()).filter(institution__code=enquiry.institution_id, ulid__in=ulids)
    found = list(seen.values_list("pk", "code").order_by("pk"))
    known = set(enquiry.meant.values_list("record_id", flat=True))
    new = [pk for pk, _code in found if pk not in known]
    if not found or len(known) + len(new) > MOST_MEANT:
        raise NothingMeant(most=MOST_MEANT)
    done, now = step("link", enquiry), timezone.now()
    columns = ("enquiry", "record", "verdict", "ground", "added_by", "added_at")
    insert_values(Meant, columns, [(done.pk, pk, "", "", actor.label, now) for pk in new])
    data = {"records": len(new), "first": found[0][1]}
    record_event("enquiry:link", actor=actor, subject=subject_of(done), data=data)
    return len(new)


@transaction.atomic
def unmean_record(*, actor: Actor, enquiry: Enquiry, record: Record) -> None:
    """A record linked by mistake. Raises `NotNow`."""
    require(actor, Right.HANDLE_ENQUIRIES, enquiry.institution_id)
    step("unlink", enquiry)
    enquiry.meant.filter(record=record).delete()
    record_event("enquiry:unlink", actor=actor, subject=subject_of(enquiry), data={"record": record.ulid})


@transaction.atomic
def consult_unit(
    *, actor: Actor, enquiry: Enquiry, unit: Institution, question: str, records: Sequence[str]
) -> UnitConsent:
    """Ask the forming unit about its records among those linked (条例 34), one unit at a time.

    Raises `NothingMeant`, `NotNow`.
    """
    require(actor, Right.HANDLE_ENQUIRIES, enquiry.institution_id)
    words = needed(question, _("what the unit is asked"))
    own = sorted(enquiry.meant.filter(record__ulid__in=list(records)).values_list("record__ulid", flat=True))
    if not own:
        raise NothingMeant(most=MOST_MEANT)
    due_on = due("consult", timezone.localdate())
    done = step("consult", enquiry, next_on=due_on)
    UnitConsent.objects.waiting().filter(enquiry=done).update(ended_at=timezone.now())  # the case waited for none
    asked = UnitConsent.objects.create(
        enquiry=done, unit=unit, question=words, records=own, due_on=due_on, asked_by=actor.label
    )
    write_line("consult", done, actor)
    tell("unit_asked", done, actor, day=done.due_on)
    data = {"unit": unit.code, "until": due_on.isoformat(), "records": len(own)}
    record_event("enquiry:consult", actor=actor, subject=subject_of(done), data=data)
    return asked


@transaction.atomic
def answer_for_unit(*, actor: Actor, consent: UnitConsent, answer: str, words: str) -> UnitConsent:
    """The unit's officer answers. An objection needs its reason.

    The question itself is claimed first: an answer that is late or sent twice must not end the wait for another unit.
    Raises `NotAskedAnyMore`, `NotNow`, `WordsMissing`.
    """
    require(actor, Right.HAND_OVER, consent.unit.code)
    given = UnitConsent.Answer(answer)
    said = needed(words, _("the reason")) if given == UnitConsent.Answer.OBJECTS else words.strip()[:1000]
    claimed = (
        UnitConsent.objects.waiting()
        .filter(pk=consent.pk)
        .update(answer=given, words=said, answered_by=actor.label, answered_at=timezone.now())
    )
    if not claimed:
        raise NotAskedAnyMore
    done = step("unit_answer", consent.enquiry, next_on=consent.enquiry.due_on)
    write_line("unit_answer", done, actor, internal=True)
    data = {"unit": consent.unit.code, "answer": given}
    record_event("enquiry:consult:answer", actor=actor, subject=subject_of(done), data=data)
    consent.refresh_from_db()
    return consent


@transaction.atomic
def stop_waiting(*, actor: Actor, enquiry: Enquiry) -> Enquiry:
    """No reply in time (逾期未复) is written down as that, never as consent. Raises `NotOverdue`, `NotNow`."""
    require(actor, Right.HANDLE_ENQUIRIES, enquiry.institution_id)
    waiting = UnitConsent.objects.waiting().filter(enquiry=enquiry)
    asked, now = waiting.first(), timezone.now()
    if asked is not None and asked.due_on >= timezone.localdate(now):
        raise NotOverdue(day=asked.due_on.isoformat())
    done = step("stop_waiting", enquiry, next_on=enquiry.due_on)
    waiting.update(ended_at=now)
    write_line("stop_waiting", done, actor, internal=True)
    data = {"unit": asked.unit.code if asked else ""}
    record_event("enquiry:consult:end", actor=actor, subject=subject_of(done), data=data)
    return done


@transaction.atomic
def reveal_applicant(*, actor: Actor, enquiry: Enquiry, reason: str) -> tuple[Reachable, str]:
    """How to reach an applicant, and the whole number of the document. The event says why, never what."""
    require(actor, Right.HANDLE_ENQUIRIES, enquiry.institution_id)
    if len(reason.strip()) < SHORTEST_REASON:
        raise ReasonTooShort
    keys = person_keys()
    contact, document = open_contact(bytes(enquiry.contact), keys), open_document(bytes(enquiry.document), keys)
    data = {"reason": reason.strip()[:200], "last4": enquiry.last4}
    record_event("enquiry:reveal_applicant", actor=actor, subject=subject_of(enquiry), data=data)
    return contact, document


@transaction.atomic
def note_proof_read(*, actor: Actor, enquiry: Enquiry, proof: str) -> None:
    """That somebody opened a proof: which one, never what is in it."""
    require(actor, Right.HANDLE_ENQUIRIES, enquiry.institution_id)
    record_event("enquiry:read_proof", actor=actor, subject=subject_of(enquiry), data={"proof": proof})
