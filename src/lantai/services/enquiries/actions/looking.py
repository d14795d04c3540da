"""Proofs of who may ask are looked at: power of attorney, death certificate, kinship; who looked, and at what form."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from lantai.base.accounts.access import Actor
from lantai.base.audit.actions import record as record_event
from lantai.services.enquiries.actions.answering import NotOfTheList
from lantai.services.enquiries.actions.stepping import require_desk, step, subject_of, write_line
from lantai.services.enquiries.models import Enquiry, ProofSeen
from lantai.services.enquiries.rules import to_look_at


@transaction.atomic
def look_at_proofs(*, actor: Actor, enquiry: Enquiry, seen: Mapping[str, str]) -> int:
    """Enter which proofs this officer looked at, in which form, by the rules' words; without a form: taken back.

    By the holder, or the counter that took the case. What somebody entered before and is said again stays theirs.
    Gives how many changed. Raises `NotOfTheList`, `NotNow`.
    """
    require_desk(actor, enquiry)
    known, forms = {each["zh"] for each in to_look_at(enquiry)}, {"", *ProofSeen.Form.values}
    if wrong := next((what for what, form in seen.items() if what not in known or form not in forms), None):
        raise NotOfTheList(value=wrong[:200])
    done = step("look_at", enquiry)
    before = dict(done.proofs_seen.values_list("what", "form"))
    changed = {what: form for what, form in seen.items() if form != before.get(what, "")}
    for what, form in changed.items():
        done.proofs_seen.filter(what=what).delete()
        if form:
            ProofSeen.objects.create(
                enquiry=done, what=what, form=form, by=actor.label, user_id=actor.user_id, at=timezone.now()
            )
    if changed:
        write_line("look_at", done, actor, internal=True)
    record_event("enquiry:proofs:look", actor=actor, subject=subject_of(done), data={"proofs": changed})
    return len(changed)
