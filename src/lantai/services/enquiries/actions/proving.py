"""What acts share about proof of identity: the gate before delivery, a proof begun, a proof that passed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor
from lantai.base.common.errors import ArchiveError
from lantai.services.enquiries.identity.levels import level_label, level_reached, rank
from lantai.services.enquiries.identity.protocol import Begun, Claim, IdentityProvider, Proved
from lantai.services.enquiries.identity.providers import CounterCheck
from lantai.services.enquiries.models import Enquiry, IdentityCheck, Proof

State = IdentityCheck.State


class IdentityNeeded(ArchiveError):
    code = "enquiries.identity_needed"
    message = gettext_noop(
        "Who asks is not proved enough for this matter: “%(needed)s” is needed, “%(reached)s” is reached."
    )
    hint = gettext_noop(
        "Check the document at the counter, or review the picture the applicant sent. Nothing was given."
    )
    http_status = 409


def hold_identity(enquiry: Enquiry, needed_level: str) -> None:
    """Go on only where enough is proved. Raises `IdentityNeeded`."""
    if rank(enquiry.identity_level) < rank(needed_level):
        raise IdentityNeeded(needed=level_label(needed_level), reached=level_label(enquiry.identity_level))


def claim_of(enquiry: Enquiry) -> Claim:
    return Claim(enquiry.number, enquiry.document_kind, enquiry.last4, enquiry.name)


def note_seen(actor: Actor, enquiry: Enquiry) -> None:
    """The document whose number an officer has just entered, as the case is opened: part of that act."""
    proved = Proved(passed=True, document_kind=enquiry.document_kind, last4=enquiry.last4)
    pass_check(enquiry, begin_check(enquiry, CounterCheck(), actor), proved, actor)


def begin_check(
    enquiry: Enquiry, provider: IdentityProvider, actor: Actor, begun: Begun | None = None, **more: Any
) -> IdentityCheck:
    kept: Mapping[str, str] = begun.kept if begun else {}
    until = timezone.now() + begun.lasts if begun and begun.lasts else None
    return IdentityCheck.objects.create(
        enquiry=enquiry, provider=provider.code, level=level_reached(provider.code), kept=dict(kept), expires_at=until,
        purpose=enquiry.purpose, by=actor.label, user_id=actor.user_id, **more,
    )  # fmt: skip


def end_checks(enquiry: Enquiry, provider: IdentityProvider) -> None:
    """What was begun before is of no use any more, and its picture goes."""
    waiting = enquiry.identity_checks.waiting().filter(provider=provider.code)
    Proof.objects.filter(pk__in=list(waiting.exclude(proof=None).values_list("proof_id", flat=True))).delete()
    waiting.update(state=State.ENDED, kept={}, ended_at=timezone.now())


def wrong_answer(check: IdentityCheck, most: int) -> bool:
    """Count a wrong code; gives whether the one that was sent is of no use from now on."""
    check.tries += 1
    ended = check.tries >= most
    check.state = State.REFUSED if ended else State.WAITING
    check.kept = {} if ended else check.kept
    check.save(update_fields=["tries", "state", "kept"])
    return ended


def pass_check(enquiry: Enquiry, check: IdentityCheck, proved: Proved, actor: Actor) -> IdentityCheck:
    """The case keeps the highest level it has reached."""
    check.state, check.kept, check.ended_at, check.proof = State.PASSED, {}, timezone.now(), None
    check.document_kind, check.last4, check.by, check.user_id = (
        proved.document_kind, proved.last4, actor.label, actor.user_id,
    )  # fmt: skip
    check.save()
    if rank(check.level) > rank(enquiry.identity_level):
        Enquiry.objects.filter(pk=enquiry.pk).update(identity_level=check.level)
        enquiry.identity_level = check.level
    return check
