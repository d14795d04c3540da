"""A code that was lost is replaced at the desk, for who shows the document the case records; the old one is dead."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.sealing import person_keys
from lantai.services.enquiries.actions.filing import Filed
from lantai.services.enquiries.actions.proving import claim_of
from lantai.services.enquiries.actions.stepping import require_desk, step, subject_of, write_line
from lantai.services.enquiries.actions.telling import tell
from lantai.services.enquiries.identity.levels import level_reached, rank
from lantai.services.enquiries.identity.providers import CounterCheck
from lantai.services.enquiries.models import Enquiry
from lantai.services.enquiries.sealed import code_hash, new_code


class CodeNotRenewed(ArchiveError):
    code = "enquiries.code_not_renewed"
    message = gettext_noop("The document shown is not the one this case records, or the case records none.")
    hint = gettext_noop("Compare kind and last four characters; where none is recorded, enter a new application.")
    http_status = 409


@transaction.atomic
def renew_code(*, actor: Actor, enquiry: Enquiry, document_kind: str, last4: str) -> Filed:
    """A new code, shown this once. Raises `CodeNotRenewed`, `NotNow`.

    By the holder, or the counter that took the case, who saw the document itself: no less than the identity the case
    has reached, and the very document it records.
    """
    require_desk(actor, enquiry)
    claim, provider, keys = claim_of(enquiry), CounterCheck(), person_keys()
    shown = provider.finish(claim, {}, {"document_kind": document_kind, "last4": last4}, keys)
    is_same = bool(claim.last4) and bool(last4.strip()) and shown.passed and document_kind == claim.document_kind
    if not is_same or rank(level_reached(provider.code)) < rank(enquiry.identity_level):
        raise CodeNotRenewed
    code = new_code()
    done = step("new_code", enquiry, code_hash=code_hash(enquiry.number, code, keys))
    write_line("new_code", done, actor)
    tell("new_code", done, actor)
    data = {"number": done.number, "document": document_kind, "last4": claim.last4, "level": done.identity_level}
    record_event("enquiry:new_code", actor=actor, subject=subject_of(done), data=data)
    return Filed(done, code)
