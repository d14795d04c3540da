"""What stands on a record's page for the people of opening review; the page asks their rights, each address too."""

from __future__ import annotations

from dataclasses import dataclass

from lantai.base.accounts.access import Scope
from lantai.holdings.catalogue.models import OpeningState, Record
from lantai.holdings.catalogue.secrecy import is_secret
from lantai.holdings.withholding.queries import partly_withheld


@dataclass(frozen=True, slots=True)
class OpeningOfRecord:
    """Which of the pages about a single record have something to do."""

    ulid: str
    is_open: bool
    is_secret: bool
    fonds: str
    code: str
    may_be_reviewed: bool


def opening_of(record: Record, scope: Scope) -> OpeningOfRecord | None:
    """None for whoever is not of its archive. Of an open record it is asked whether anything of it is withheld."""
    if not (scope.everything or record.institution_id in scope.institutions):
        return None
    is_open = record.opening_state == OpeningState.OPEN
    may_be_reviewed = not is_open or bool(partly_withheld([record.pk]))
    return OpeningOfRecord(
        record.ulid, is_open, is_secret(record.secrecy), record.fonds.ulid, record.code, may_be_reviewed
    )
