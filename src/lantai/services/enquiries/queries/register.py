"""The register of use (利用登记) of an archive's year: its cases, the records given, copies and certificates."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone

from lantai.base.accounts.access import Scope
from lantai.holdings.catalogue.queries import of_visible
from lantai.services.certificates.models import Certificate, CertificateSource
from lantai.services.enquiries.models import Enquiry, Meant

MOST_LINES = 200_000


@dataclass(frozen=True, slots=True)
class Issued:
    """For one case: pages copied, and how many papers went out."""

    pages: int = 0
    papers: int = 0


def register_rows(institution: str, year: int) -> list[Enquiry]:
    """The cases that came in the year, in order. What was sealed is not read."""
    begin, end = (timezone.make_aware(dt.datetime(each, 1, 1)) for each in (year, year + 1))  # noqa: DTZ001
    rows = Enquiry.objects.filter(institution_id=institution, made_at__gte=begin, made_at__lt=end)
    return list(rows.select_related("counter").defer("document", "contact", "answers").order_by("pk")[:MOST_LINES])


def _given(institution: str, year: int) -> dict[str, object]:
    return {"enquiry__institution_id": institution, "enquiry__made_at__year": year}


def records_given(institution: str, year: int) -> dict[int, int]:
    """How many records were used, by case."""
    rows = Meant.objects.filter(**_given(institution, year)).exclude(verdict="withheld").order_by()
    return dict(rows.values_list("enquiry_id").annotate(number=Count("pk")))


def codes_given(institution: str, year: int, scope: Scope) -> dict[int, list[str]]:
    """Their reference codes, by case, as far as this scope shows the records."""
    rows = Meant.objects.filter(of_visible(scope), **_given(institution, year)).exclude(verdict="withheld")
    found: defaultdict[int, list[str]] = defaultdict(list)
    for case, code in rows.order_by("pk").values_list("enquiry_id", "record__code"):
        found[case].append(code)
    return dict(found)


def issued_for(institution: str) -> dict[str, Issued]:
    """Copies and certificates that went out for cases of this archive, by number of the case."""
    out = Certificate.objects.out().filter(institution_id=institution).exclude(case="").order_by()
    papers = dict(out.values_list("case").annotate(number=Count("pk")))
    copied = CertificateSource.objects.filter(certificate__in=out.filter(kind=Certificate.Kind.COPY)).order_by()
    pages = dict(copied.values_list("certificate__case").annotate(number=Count("pk")))
    return {case: Issued(pages.get(case, 0), number) for case, number in papers.items()}
