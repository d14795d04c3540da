"""An agreement is proposed by one side, accepted by the other, and ended by either, with effect at the next request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.accounts.models import Institution
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.models import Fonds
from lantai.services.sharing.models import SharingAgreement


class OneSideOnly(ArchiveError):
    code = "sharing.one_side_only"
    message = gettext_noop("An agreement has two sides, and “%(name)s” is on both.")
    hint = gettext_noop("Choose two institutions. What is within one institution follows from roles.")
    http_status = 422


class NothingNamed(ArchiveError):
    code = "sharing.nothing_named"
    message = gettext_noop("The agreement names no record type and no fonds.")
    hint = gettext_noop("Name at least one: not everything is lent without saying so.")
    http_status = 422


class FondsNotTheirs(ArchiveError):
    code = "sharing.fonds_not_theirs"
    message = gettext_noop("“%(name)s” has no fonds %(codes)s.")
    hint = gettext_noop("Give codes of fonds of the institution that lends, with commas between them.")
    http_status = 422


class DaysWrong(ArchiveError):
    code = "sharing.days_wrong"
    message = gettext_noop("From %(first)s to %(last)s is no time in which something could be lent.")
    hint = gettext_noop("The last day is not before the first, and not before today.")
    http_status = 422


class NotProposed(ArchiveError):
    code = "sharing.not_proposed"
    message = gettext_noop("This agreement does not wait for being accepted: it is “%(state)s”.")
    hint = gettext_noop("Open its page again to see what became of it.")
    http_status = 409


class OwnProposal(ArchiveError):
    code = "sharing.own_proposal"
    message = gettext_noop("Whoever proposed an agreement does not accept it for the other side.")
    hint = gettext_noop("Ask another person of the other institution who may agree on sharing.")
    http_status = 403
    exit_code = 5


@dataclass(frozen=True, slots=True)
class Terms:
    """What is agreed: codes of record types and fonds (none: all), the level, first and last day, paper, purpose."""

    level: str
    types: Sequence[str]
    fonds: Sequence[str]
    begins_on: dt.date
    ends_on: dt.date
    paper: str
    purpose: str


@transaction.atomic
def propose_agreement(*, actor: Actor, giver: Institution, receiver: Institution, terms: Terms) -> SharingAgreement:
    """Propose an agreement from the side on which the actor may; nothing is lent until the other side has accepted it.

    Raises `OneSideOnly`, `NothingNamed`, `FondsNotTheirs`, `DaysWrong`.
    """
    side = receiver if not actor.may(Right.SHARE_RECORDS, giver.code) else giver
    require(actor, Right.SHARE_RECORDS, side.code)
    _check(giver, receiver, terms)
    agreement = SharingAgreement.objects.create(
        giver=giver, receiver=receiver, level=terms.level, types=sorted(set(terms.types)),
        fonds=sorted(set(terms.fonds)), begins_on=terms.begins_on, ends_on=terms.ends_on, paper=terms.paper,
        purpose=terms.purpose, proposed_from=side.code, proposed_by=actor.label, proposed_by_user=actor.user_id,
    )  # fmt: skip
    data = _sides(agreement) | {"level": terms.level, "types": agreement.types, "fonds": agreement.fonds}
    record_event("sharing:propose", actor=actor, subject=_subject(agreement), data=data)
    return agreement


def _check(giver: Institution, receiver: Institution, terms: Terms) -> None:
    if giver.code == receiver.code:
        raise OneSideOnly(name=giver.name)
    if not terms.types and not terms.fonds:
        raise NothingNamed
    known = Fonds.objects.filter(institution=giver, code__in=terms.fonds).values_list("code", flat=True)
    if strange := sorted(set(terms.fonds).difference(known)):
        raise FondsNotTheirs(name=giver.name, codes=", ".join(strange)[:200])
    if terms.ends_on < max(terms.begins_on, timezone.localdate()):
        raise DaysWrong(first=terms.begins_on, last=terms.ends_on)


@transaction.atomic
def accept_agreement(*, actor: Actor, agreement: SharingAgreement) -> SharingAgreement:
    """Accept what the other side proposed: from its first day it is in force.

    Raises `OwnProposal`, `DaysWrong`, `NotProposed`.
    """
    require(actor, Right.SHARE_RECORDS, agreement.accepts)
    if actor.user_id is not None and actor.user_id == agreement.proposed_by_user:
        raise OwnProposal
    today = timezone.localdate()
    if agreement.ends_on < today:
        raise DaysWrong(first=agreement.begins_on, last=agreement.ends_on)
    waiting = SharingAgreement.objects.filter(pk=agreement.pk, accepted_at__isnull=True, ended_at__isnull=True)
    if not waiting.update(accepted_at=timezone.now(), accepted_by=actor.label):
        agreement.refresh_from_db()
        raise NotProposed(state=str(SharingAgreement.STATES[agreement.state_on(today)]))
    agreement.refresh_from_db()
    record_event("sharing:accept", actor=actor, subject=_subject(agreement), data=_sides(agreement))
    return agreement


@transaction.atomic
def end_agreement(*, actor: Actor, agreement: SharingAgreement, why: str) -> SharingAgreement:
    """End an agreement, or drop one that was only proposed. Either side may; what has ended stays as it is."""
    side = agreement.giver_id if actor.may(Right.SHARE_RECORDS, str(agreement.giver_id)) else agreement.receiver_id
    require(actor, Right.SHARE_RECORDS, str(side))
    open_ended = SharingAgreement.objects.filter(pk=agreement.pk, ended_at__isnull=True)
    ended = open_ended.update(ended_at=timezone.now(), ended_by=actor.label, why_ended=why[:400])
    agreement.refresh_from_db()
    if ended:
        data = _sides(agreement) | {"side": str(side)}
        record_event("sharing:end", actor=actor, subject=_subject(agreement), data=data)
    return agreement


def _subject(agreement: SharingAgreement) -> tuple[str, str]:
    return "sharing_agreement", agreement.ulid


def _sides(agreement: SharingAgreement) -> dict[str, Any]:
    return {"giver": agreement.giver_id, "receiver": agreement.receiver_id}
