"""Owners and donors: their contact is seen only with a reason that stays in the audit chain; and public calls."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.accounts.models import Institution
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.holdings.acquisitions.actions.stepping import NotNow, needed, trimmed
from lantai.holdings.acquisitions.contacts import Contact, open_contact, seal_contact
from lantai.holdings.acquisitions.models import Call, Party
from lantai.holdings.catalogue.sealing import person_keys

SHORTEST_REASON = 4


class ReasonTooShort(ArchiveError):
    code = "acquisitions.reason_missing"
    message = gettext_noop("A contact is shown only to who says why it is needed.")
    hint = gettext_noop("Write the purpose in at least four characters, such as the lead that is followed up.")
    http_status = 422


@transaction.atomic
def reveal_contact(*, actor: Actor, party: Party, reason: str) -> Contact:
    """How to reach somebody. The event says whose and why, never what. Raises `ReasonTooShort`, `ContactSealed`."""
    require(actor, Right.ACQUIRE, party.institution_id)
    if len(reason.strip()) < SHORTEST_REASON:
        raise ReasonTooShort
    contact = open_contact(bytes(party.contact), person_keys())
    data = {"reason": trimmed(reason)}
    record_event("party:reveal_contact", actor=actor, subject=("party", party.ulid), data=data)
    return contact


@transaction.atomic
def change_party(
    *, actor: Actor, party: Party, name: str, kind: str, note: str = "", contact: Contact | None = None
) -> Party:
    """Correct what is known of somebody; the contact is replaced whole, or left when None."""
    require(actor, Right.ACQUIRE, party.institution_id)
    party.name, party.kind, party.note = needed(name, _("the name"), 80), kind, trimmed(note)
    if contact is not None:
        party.contact = seal_contact(contact, person_keys())
    party.save(update_fields=["name", "kind", "note", "contact"])
    data = {"kind": kind, "contact": "changed" if contact is not None else "left"}
    record_event("party:change", actor=actor, subject=("party", party.ulid), data=data)
    return party


@transaction.atomic
def publish_call(
    *, actor: Actor, institution: Institution, title: str, text: str, opens: dt.date, closes: dt.date | None = None
) -> Call:
    """A public call for archives (征集公告). Raises `WordsMissing`."""
    require(actor, Right.ACQUIRE, institution.code)
    call = Call.objects.create(
        institution=institution, title=needed(title, _("the title"), 120), text=text.strip()[:4000], opens=opens,
        closes=closes, made_by=actor.label,
    )  # fmt: skip
    data = {"title": call.title, "opens": opens.isoformat(), "closes": closes.isoformat() if closes else ""}
    record_event("call:publish", actor=actor, subject=("call", call.ulid), data=data)
    return call


@transaction.atomic
def end_call(*, actor: Actor, call: Call) -> Call:
    """The call is over before its time, or had none."""
    require(actor, Right.ACQUIRE, call.institution_id)
    if not Call.objects.filter(pk=call.pk, ended_at__isnull=True).update(ended_at=timezone.now()):
        raise NotNow(act=_("End the call"), state=_("ended"))
    call.refresh_from_db()
    record_event("call:end", actor=actor, subject=("call", call.ulid), data={"title": call.title})
    return call
