"""Agreements: the archive proposes, the unit agrees, either may end it for the future."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.accounts.models import Institution
from lantai.base.audit.actions import record
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.models import Fonds
from lantai.holdings.transfers.models import Agreement


class AgreementNumberTaken(ArchiveError):
    code = "transfers.agreement_number_taken"
    message = gettext_noop("This archive has an agreement with the number “%(number)s” already.")
    hint = gettext_noop("Give another number.")
    http_status = 409


class AgreementNotOpen(ArchiveError):
    code = "transfers.agreement_not_open"
    message = gettext_noop("The agreement %(number)s is not in a state in which this can be done.")
    hint = gettext_noop("Load the page again: somebody else was faster.")
    http_status = 409


@dataclass(frozen=True, slots=True)
class Terms:
    """What is agreed on: scope, way, formats, checks and time."""

    number: str
    year_from: int | None = None
    year_to: int | None = None
    categories: str = ""
    retention: str = ""
    ways: str = Agreement.Ways.BOTH
    formats: str = ""
    scheme: str = ""
    due_on: dt.date | None = None
    conditions: str = ""


@transaction.atomic
def propose_agreement(*, actor: Actor, unit: Institution, fonds: Fonds, terms: Terms) -> Agreement:
    """Enter a plan with a unit for one fonds. Raises `AgreementNumberTaken`."""
    require(actor, Right.TAKE_IN, fonds.institution.code)
    try:
        with transaction.atomic():
            agreement = Agreement.objects.create(
                unit=unit, archive=fonds.institution, fonds=fonds, made_by=actor.label, **asdict(terms)
            )
    except IntegrityError as error:
        raise AgreementNumberTaken(number=terms.number) from error
    data = {"number": terms.number, "unit": unit.code, "fonds": fonds.code}
    record("agreement:propose", actor=actor, subject=("agreement", agreement.ulid), data=data)
    return agreement


@transaction.atomic
def agree_to(*, actor: Actor, agreement: Agreement) -> Agreement:
    """The unit agrees. Raises `AgreementNotOpen`."""
    require(actor, Right.HAND_OVER, agreement.unit.code)
    proposed = Agreement.objects.filter(pk=agreement.pk, state=Agreement.State.PROPOSED)
    if not proposed.update(state=Agreement.State.AGREED, agreed_by=actor.label, agreed_at=timezone.now()):
        raise AgreementNotOpen(number=agreement.number)
    agreement.refresh_from_db()
    record("agreement:agree", actor=actor, subject=("agreement", agreement.ulid), data={"number": agreement.number})
    return agreement


@transaction.atomic
def end_agreement(*, actor: Actor, agreement: Agreement) -> Agreement:
    """No hand-over is begun under it any more; those begun go on. Raises `AgreementNotOpen`."""
    require(actor, Right.TAKE_IN, agreement.archive.code)
    going = Agreement.objects.filter(pk=agreement.pk).exclude(state=Agreement.State.ENDED)
    if not going.update(state=Agreement.State.ENDED):
        raise AgreementNotOpen(number=agreement.number)
    agreement.refresh_from_db()
    record("agreement:end", actor=actor, subject=("agreement", agreement.ulid), data={"number": agreement.number})
    return agreement
