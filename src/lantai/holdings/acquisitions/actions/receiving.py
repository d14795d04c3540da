"""What comes in: payment, receipt, certificate of donation, and the links to the records that came of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.base.common.rows import insert_values
from lantai.holdings.acquisitions.actions.closing import close_what_was_open
from lantai.holdings.acquisitions.actions.numbering import CERTIFICATE, take_number
from lantai.holdings.acquisitions.actions.proposing import NotYet
from lantai.holdings.acquisitions.actions.stepping import NotNow, needed, step, subject_of, trimmed
from lantai.holdings.acquisitions.models import Acquisition, LinkedRecord
from lantai.holdings.acquisitions.states import State
from lantai.holdings.catalogue.models import Record

MOST_LINKED = 500


class NotOfThisArchive(ArchiveError):
    code = "acquisitions.not_of_this_archive"
    message = gettext_noop("%(code)s belongs to another archive.")
    hint = gettext_noop("Link records of the archive that acquired them. Nothing was linked.")
    http_status = 422


class NothingToLink(ArchiveError):
    code = "acquisitions.nothing_to_link"
    message = gettext_noop("No record is named, or more than %(most)s.")
    hint = gettext_noop("Name records by their reference codes, one a line; a volume stands for its items.")
    http_status = 422


class CodesUnknown(ArchiveError):
    code = "acquisitions.codes_unknown"
    message = gettext_noop("No record of this archive bears %(codes)s.")
    hint = gettext_noop("Compare the codes with the list of records. Nothing was linked.")
    http_status = 400


class NoCertificate(ArchiveError):
    code = "acquisitions.no_certificate"
    message = gettext_noop("There is no certificate for this acquisition (%(kind)s), or it has one already.")
    hint = gettext_noop("Certificates are for what was given and has been received.")
    http_status = 409


@dataclass(frozen=True, slots=True)
class Reception:
    """Who gave it to whom, when, and how it was found at the count (接收清点)."""

    on: dt.date
    by: str
    handed_by: str
    condition_found: str = ""


@transaction.atomic
def enter_payment(*, actor: Actor, acquisition: Acquisition, on: dt.date, note: str) -> Acquisition:
    """That the price was paid: a record of its own beside the decision. Raises `NotYet` where no price was agreed."""
    require(actor, Right.ACQUIRE, acquisition.institution_id)
    if acquisition.price is None:
        raise NotYet(act=_("Enter the payment"), lacking=_("the price"))
    done = step("pay", acquisition, paid_on=on, payment=needed(note, _("voucher or way of payment"), 200))
    data = {"on": on.isoformat(), "price": str(done.price), "note": done.payment}
    record_event("acquisition:pay", actor=actor, subject=subject_of(done), data=data)
    return done


@transaction.atomic
def receive_acquisition(*, actor: Actor, acquisition: Acquisition, reception: Reception) -> Acquisition:
    """Counted and taken over. Raises `NotYet` without a list, or without the agreement its kind asks for."""
    require(actor, Right.ACQUIRE, acquisition.institution_id)
    if acquisition.way.asks_agreement and acquisition.state == State.APPROVED:
        raise NotYet(act=_("Receive"), lacking=_("the signed agreement"))
    if not acquisition.items.exists():
        raise NotYet(act=_("Receive"), lacking=_("the list of what is received"))
    done = step(
        "receive", acquisition, received_on=reception.on, received_by=needed(reception.by, _("who received it"), 120),
        handed_by=needed(reception.handed_by, _("who handed it over"), 120),
        condition_found=trimmed(reception.condition_found),
    )  # fmt: skip
    data = {"on": reception.on.isoformat(), "items": done.items.count(), "kind": done.kind}
    record_event("acquisition:receive", actor=actor, subject=subject_of(done), data=data)
    return done


@transaction.atomic
def issue_certificate(*, actor: Actor, acquisition: Acquisition, on: dt.date, words: str = "") -> Acquisition:
    """Give the certificate of donation (捐赠证书) its number, once. Raises `NoCertificate`."""
    require(actor, Right.ACQUIRE, acquisition.institution_id)
    waiting = Acquisition.objects.there().filter(pk=acquisition.pk, certificate="")
    if not acquisition.way.certificate or not waiting.exists():
        raise NoCertificate(kind=acquisition.way.label)
    number = take_number(acquisition.institution_id, CERTIFICATE)
    if not waiting.update(certificate=number, certified_on=on, certificate_words=trimmed(words)):
        raise NoCertificate(kind=acquisition.way.label)
    acquisition.refresh_from_db()
    data = {"certificate": number, "on": on.isoformat()}
    record_event("acquisition:certify", actor=actor, subject=subject_of(acquisition), data=data)
    return acquisition


@transaction.atomic
def link_records(*, actor: Actor, acquisition: Acquisition, records: Sequence[Record]) -> int:
    """Say which records came of it; gives how many are new. From now on the agreement binds them.

    A record that stands open although the agreement keeps it closed is closed by this act, each with a decision of its
    own in the register: to link it and leave it open would break the promise, to refuse would leave it open too.
    Raises `NothingToLink`, `NotOfThisArchive`, `NotNow`.
    """
    require(actor, Right.ACQUIRE, acquisition.institution_id)
    if not 0 < len(records) <= MOST_LINKED:
        raise NothingToLink(most=MOST_LINKED)
    if strange := next((each for each in records if each.institution_id != acquisition.institution_id), None):
        raise NotOfThisArchive(code=strange.code)
    done = step("link", acquisition)
    known = set(done.links.values_list("record_id", flat=True))
    new = [each for each in {each.pk: each for each in records}.values() if each.pk not in known]
    columns, now = ("acquisition", "record", "made_by", "made_at"), timezone.now()
    insert_values(LinkedRecord, columns, [(done.pk, each.pk, actor.label, now) for each in new])
    closed = close_what_was_open(actor=actor, acquisition=done)
    data = {"records": len(new), "first": records[0].code, "closed": closed}
    record_event("acquisition:link", actor=actor, subject=subject_of(done), data=data)
    return len(new)


@transaction.atomic
def unlink_record(*, actor: Actor, acquisition: Acquisition, record: Record, reason: str) -> None:
    """A link made by mistake is undone, with a reason: the agreement does not bind the record any more."""
    require(actor, Right.ACQUIRE, acquisition.institution_id)
    said = needed(reason, _("the reason"))
    step("unlink", acquisition)
    if not LinkedRecord.objects.filter(acquisition=acquisition, record=record).delete()[0]:
        raise NotNow(act=_("Undo a link"), state=_("not linked"))
    data = {"record": record.ulid, "code": record.code, "reason": said}
    record_event("acquisition:unlink", actor=actor, subject=subject_of(acquisition), data=data)
