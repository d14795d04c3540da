"""What several acts share: numbers, words that are needed, how the audit chain names a certificate."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.services.certificates.data import wording
from lantai.services.certificates.models import Certificate, CertificateSeries


class WordsMissing(ArchiveError):
    code = "certificates.words_missing"
    message = gettext_noop("It was not said: %(what)s.")
    hint = gettext_noop("Say it, then try again. Nothing was changed.")
    http_status = 422


def needed(text: str, what: Any, most: int) -> str:
    """What must be said, with its line breaks. Raises `WordsMissing`."""
    said = text.replace("\r\n", "\n").strip()[:most]
    if not said:
        raise WordsMissing(what=what)
    return said


def take_number(institution: str) -> str:
    """The next one of the year. Inside the act's transaction: what is refused leaves no gap."""
    year = timezone.localdate().year
    series, _ = CertificateSeries.objects.get_or_create(institution_id=institution, year=year)
    CertificateSeries.objects.filter(pk=series.pk).update(last=F("last") + 1)
    series.refresh_from_db()
    return wording().number(institution, year, series.last)


def subject_of(certificate: Certificate) -> tuple[str, str]:
    """How the audit chain names it."""
    return ("certificate", certificate.ulid)
