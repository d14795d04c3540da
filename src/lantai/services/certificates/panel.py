"""What stands on a record's page for who issues certificates; the page asks the right, each address too."""

from __future__ import annotations

from dataclasses import dataclass

from lantai.base.accounts.access import Scope
from lantai.holdings.catalogue.models import Record


@dataclass(frozen=True, slots=True)
class CertificatesOfRecord:
    """The record whose pages may be copied or quoted."""

    ulid: str


def certificates_of(record: Record, scope: Scope) -> CertificatesOfRecord | None:
    """None for whoever is not of its archive. No question to the database."""
    if not (scope.everything or record.institution_id in scope.institutions):
        return None
    return CertificatesOfRecord(record.ulid)
