"""What a person answers: items that need eyes, and items the program could not look at, with a note and evidence."""

from __future__ import annotations

import hashlib

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.holdings.checks.answers import ANSWERS, may_answer
from lantai.holdings.checks.models import CheckEvidence, CheckResult, CheckRun
from lantai.holdings.checks.results import Status, outcome_of

LARGEST = 10 << 20


class AnswerNotPossible(ArchiveError):
    code = "checks.answer_not_possible"
    message = gettext_noop("%(code)s cannot be answered so by a person.")
    hint = gettext_noop("People answer items that wait for them or were not checked, with one of the answers offered.")
    http_status = 409
    exit_code = 5


class NoteNeeded(ArchiveError):
    code = "checks.note_needed"
    message = gettext_noop("An answer to %(code)s needs a note of what was looked at, and how.")
    hint = gettext_noop("Write the note, and send the answer again.")
    http_status = 422


class EvidenceTooLarge(ArchiveError):
    code = "checks.evidence_too_large"
    message = gettext_noop("The file beside the answer has %(size)s bytes; at most %(most)s are kept.")
    hint = gettext_noop("Add a smaller photograph or a part of the report.")
    http_status = 413


@transaction.atomic
def answer_item(
    *, actor: Actor, run: CheckRun, code: str, status: str, note: str, file: tuple[str, bytes] | None = None
) -> CheckResult:
    """Enter what a person says of one item of a run that is done. `file` is a name and its content.

    What the program found stays beside the answer; the outcome of the run follows from the answers. An item may be
    answered again: the last answer counts, and the chain of events keeps them all.
    """
    require(actor, Right.CHECK_PACKAGES, run.institution_id)
    result = CheckResult.objects.filter(run=run, code=code).first()
    if result is None or run.state != CheckRun.State.DONE or status not in ANSWERS or not may_answer(result):
        raise AnswerNotPossible(code=code)
    if not note.strip():
        raise NoteNeeded(code=code)
    evidence = _evidence(result, actor, file)
    result.status, result.note = Status(status), note.strip()[:4000]
    result.answered_by, result.answered_at = actor.label, timezone.now()
    result.save(update_fields=["status", "note", "answered_by", "answered_at"])
    _follow(run)
    data = {"item": code, "status": status, "note": result.note, "found": result.found, "outcome": run.outcome}
    data |= {"evidence": evidence.sha256} if evidence else {}
    record_event("check:answer", actor=actor, subject=("check", run.ulid), data=data)
    return result


def _evidence(result: CheckResult, actor: Actor, file: tuple[str, bytes] | None) -> CheckEvidence | None:
    if file is None:
        return None
    name, content = file
    if len(content) > LARGEST:
        raise EvidenceTooLarge(size=f"{len(content):,}", most=f"{LARGEST:,}")
    return CheckEvidence.objects.create(
        result=result,
        name=name[-200:] or "file",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        added_by=actor.label,
        added_at=timezone.now(),
    )


def _follow(run: CheckRun) -> None:
    """Outcome and counts of the run, from what is now said of its items."""
    rows = [(Status(status), mandatory) for status, mandatory in run.results.values_list("status", "mandatory")]
    found = [status for status, _mandatory in rows]
    run.outcome, run.counts = outcome_of(rows), {str(each): found.count(each) for each in Status}
    run.save(update_fields=["outcome", "counts"])
