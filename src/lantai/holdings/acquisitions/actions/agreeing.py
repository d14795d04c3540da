"""The agreement and its conditions: signed, added to, and ended one by one by somebody with evidence (条例 21)."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.holdings.acquisitions.actions.closing import close_what_was_open
from lantai.holdings.acquisitions.actions.proposing import NotYet
from lantai.holdings.acquisitions.actions.stepping import needed, step, subject_of, trimmed
from lantai.holdings.acquisitions.conditions import condition_kinds
from lantai.holdings.acquisitions.models import Acquisition, Agreement, Condition, Document

LARGEST = 10 << 20
OWNED = "return_on_demand"
"""The condition that what stays the owner's has from the beginning."""


class DocumentTooLarge(ArchiveError):
    code = "acquisitions.document_too_large"
    message = gettext_noop("The file has %(size)s bytes; at most %(most)s are kept here.")
    hint = gettext_noop("Scan it at a lower resolution, or lay it down in parts.")
    http_status = 413


class ConditionIncomplete(ArchiveError):
    code = "acquisitions.condition_incomplete"
    message = gettext_noop("The condition “%(condition)s” needs %(lacking)s.")
    hint = gettext_noop("Say it as the agreement does. Nothing was changed.")
    http_status = 422


class ConditionEnded(ArchiveError):
    code = "acquisitions.condition_ended"
    message = gettext_noop("The condition “%(condition)s” binds no more.")
    hint = gettext_noop("Load the page again; it shows which conditions are in force.")
    http_status = 409


@dataclass(frozen=True, slots=True)
class Terms:
    """What was signed: its number, day, who signed for either side, the text, and the term of a deposit."""

    number: str
    signed_on: dt.date
    signed_by: str
    signed_for_owner: str
    text: str = ""
    term_ends: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """One condition as agreed."""

    kind: str
    until: dt.date | None = None
    words: str = ""


File = tuple[str, bytes]
"""A name and its content."""


@transaction.atomic
def sign_agreement(
    *, actor: Actor, acquisition: Acquisition, terms: Terms, conditions: Sequence[Term] = (), scan: File | None = None
) -> Agreement:
    """Enter the agreement as both signed it. What stays the owner's is to be returned on demand from the beginning."""
    require(actor, Right.ACQUIRE, acquisition.institution_id)
    if acquisition.way.asks_term and terms.term_ends is None:
        raise NotYet(act=_("Enter the signed agreement"), lacking=_("until when the deposit is agreed"))
    done = step("agree", acquisition)
    agreement = Agreement.objects.create(
        acquisition=done, number=needed(terms.number, _("the agreement number"), 60), signed_on=terms.signed_on,
        signed_by=needed(terms.signed_by, _("who signed for the archive"), 120),
        signed_for_owner=needed(terms.signed_for_owner, _("who signed for the owner"), 120),
        text=terms.text.strip()[:8000], term_ends=terms.term_ends, made_by=actor.label,
    )  # fmt: skip
    wanted = list(conditions)
    if done.way.stays_owners and OWNED not in {each.kind for each in wanted}:
        wanted.insert(0, Term(OWNED))
    for each in wanted:
        _condition(agreement, each, actor)
    if scan is not None:
        _document(done, Document.Kind.AGREEMENT, scan, agreement.number, actor)
    data = {"number": agreement.number, "on": agreement.signed_on.isoformat(), "conditions": [c.kind for c in wanted]}
    record_event("acquisition:agree", actor=actor, subject=subject_of(done), data=data)
    return agreement


@transaction.atomic
def add_condition(*, actor: Actor, agreement: Agreement, term: Term) -> Condition:
    """A condition agreed besides. It binds what is linked already: records it closes that stand open are closed."""
    acquisition = agreement.acquisition
    require(actor, Right.ACQUIRE, acquisition.institution_id)
    condition = _condition(agreement, term, actor)
    closed = close_what_was_open(actor=actor, acquisition=acquisition)
    data = {"condition": condition.kind, "until": _day(condition.until), "closed": closed}
    record_event("acquisition:condition:add", actor=actor, subject=subject_of(acquisition), data=data)
    return condition


def _condition(agreement: Agreement, term: Term, actor: Actor) -> Condition:
    kind = condition_kinds()[term.kind]
    words = trimmed(term.words)
    if "until" in kind.asks and term.until is None:
        raise ConditionIncomplete(condition=kind.label, lacking=_("a day"))
    if "words" in kind.asks and not words:
        raise ConditionIncomplete(condition=kind.label, lacking=_("words"))
    until = term.until if kind.ends == "day" else None
    return Condition.objects.create(agreement=agreement, kind=kind.code, until=until, words=words, made_by=actor.label)


@transaction.atomic
def end_condition(*, actor: Actor, condition: Condition, why: str, evidence: File | None = None) -> Condition:
    """A person ends a condition: the donor has died, the owner consents, both agreed otherwise.

    What shows it is said in words, and laid beside as a file where there is one. Nothing is opened by that: opening
    stays a decision of its own. Raises `ConditionEnded`, `WordsMissing`.
    """
    acquisition = condition.agreement.acquisition
    require(actor, Right.ACQUIRE, acquisition.institution_id)
    why = needed(why, _("what shows that it is ended"))
    now = timezone.now()
    claimed = Condition.objects.in_force(timezone.localdate(now)).filter(pk=condition.pk)
    if not claimed.update(ended_at=now, ended_by=actor.label, ended_why=why):
        raise ConditionEnded(condition=condition.what.label)
    shown = _document(acquisition, Document.Kind.EVIDENCE, evidence, why[:200], actor) if evidence else None
    if shown is not None:
        Condition.objects.filter(pk=condition.pk).update(evidence=shown)
    condition.refresh_from_db()
    data = {"condition": condition.kind, "why": why, "evidence": shown.sha256 if shown else ""}
    record_event("acquisition:condition:end", actor=actor, subject=subject_of(acquisition), data=data)
    return condition


@transaction.atomic
def add_document(*, actor: Actor, acquisition: Acquisition, kind: str, file: File, caption: str = "") -> Document:
    """Lay a scan, a photograph or another paper beside. Raises `DocumentTooLarge`."""
    require(actor, Right.ACQUIRE, acquisition.institution_id)
    document = _document(acquisition, Document.Kind(kind), file, caption, actor)
    data = {"kind": document.kind, "name": document.name, "sha256": document.sha256}
    record_event("acquisition:document:add", actor=actor, subject=subject_of(acquisition), data=data)
    return document


def _document(acquisition: Acquisition, kind: str, file: File, caption: str, actor: Actor) -> Document:
    name, content = file
    if len(content) > LARGEST:
        raise DocumentTooLarge(size=f"{len(content):,}", most=f"{LARGEST:,}")
    return Document.objects.create(
        acquisition=acquisition, kind=kind, name=name[-200:] or "file", caption=trimmed(caption, 200),
        size=len(content), sha256=hashlib.sha256(content).hexdigest(), content=content, added_by=actor.label,
    )  # fmt: skip


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""
