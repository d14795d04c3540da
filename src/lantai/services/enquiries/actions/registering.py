"""The register of use is taken out of the system as a file: who took it, of which year, with how many lines."""

from __future__ import annotations

from django.db import transaction

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.accounts.models import Institution
from lantai.base.audit.actions import record as record_event
from lantai.services.enquiries.queries.register import codes_given
from lantai.services.enquiries.year_book import register_as_file


@transaction.atomic
def take_register(*, actor: Actor, institution: Institution, year: int, ending: str) -> bytes:
    """The register of a year (利用登记) as a file, `ending` xlsx or csv.

    It names applicants: that it was taken is written down. Of records it names those this person may see.
    """
    require(actor, Right.HANDLE_ENQUIRIES, institution.code)
    codes = codes_given(institution.code, year, actor.scope())
    content, lines = register_as_file(institution.code, year, codes, ending)
    data = {"year": year, "lines": lines, "as": ending}
    record_event("enquiry:register", actor=actor, subject=("institution", institution.code), data=data)
    return content
