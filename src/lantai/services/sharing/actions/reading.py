"""A page that is lent is opened: each opening is an event of the record, with the agreement it was seen under."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, scope_under
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.holdings.fulltext.asked import Asked
from lantai.holdings.fulltext.pages import PageView, page_view
from lantai.services.sharing.lending import is_in_force
from lantai.services.sharing.models import SharingAgreement


class NotLent(ArchiveError):
    code = "sharing.not_lent"
    message = gettext_noop("Nothing is lent under this agreement: it has ended, or is not in force.")
    hint = gettext_noop("Open the list of agreements to see which are in force.")
    http_status = 404
    exit_code = 1


@transaction.atomic
def open_lent_page(
    *, actor: Actor, agreement: SharingAgreement, record: str, position: int, words: str = ""
) -> PageView:
    """One page of a record, by its identifier, without what is withheld of it. Raises `NotLent`, `PageUnknown`."""
    scope = scope_under(actor, agreement.share, receiver=str(agreement.receiver_id))
    if not is_in_force(agreement):
        raise NotLent
    view = page_view(record, position, scope, asked=Asked(words))
    data = {"agreement": agreement.ulid, "page": position, "receiver": agreement.receiver_id}
    record_event("sharing:page:open", actor=actor, subject=("record", view.record.ulid), data=data)
    return view
