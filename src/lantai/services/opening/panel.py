"""What stands on a record's page for the people of opening review; the page asks their rights, each address too."""

from __future__ import annotations

from dataclasses import dataclass

from lantai.base.accounts.access import Scope
from lantai.holdings.catalogue.models import OpeningState, Record
from lantai.services.opening.secrecy import is_secret


@dataclass(frozen=True, slots=True)
class OpeningOfRecord:
    """Which of the pages about a single record have something to do."""

    ulid: str
    is_open: bool
    is_secret: bool


def opening_of(record: Record, scope: Scope) -> OpeningOfRecord | None:
    """None for whoever is not of its archive. No question to the database."""
    if not (scope.everything or record.institution_id in scope.institutions):
        return None
    return OpeningOfRecord(record.ulid, record.opening_state == OpeningState.OPEN, is_secret(record.secrecy))
