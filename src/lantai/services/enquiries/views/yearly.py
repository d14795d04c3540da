"""Use of the archives in a year for the yearly return, and the register of use: on the page, and as files."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.services.enquiries.actions import take_register
from lantai.services.enquiries.queries.lists import handling
from lantai.services.enquiries.queries.yearly import sheet_of_use, use_of
from lantai.services.enquiries.year_book import KINDS, use_as_file

FIRST = 2000
"""No case of this system is older."""


@require_safe
@staff_page(Right.HANDLE_ENQUIRIES)
def yearly(request: ReadingRequest) -> HttpResponse:
    asked = _asked(request)
    return render(request, "enquiries/yearly.html", asked | {"rows": sheet_of_use(use_of(asked["of"], asked["year"]))})


@require_safe
@staff_page(Right.HANDLE_ENQUIRIES)
def year_file(request: ReadingRequest) -> HttpResponse:
    asked, ending = _asked(request), _ending(request)
    content = use_as_file(use_of(asked["of"], asked["year"]), ending)
    return _sent(content, f"利用情况统计-{asked['year']}.{ending}", ending)


@require_safe
@staff_page(Right.HANDLE_ENQUIRIES)
def register_file(request: ReadingRequest) -> HttpResponse:
    """Of one archive: the one that is named, or the first of this person."""
    asked, ending = _asked(request), _ending(request)
    archive = asked["archive"] or next(iter(asked["archives"]), None)
    if archive is None:
        raise Http404
    content = take_register(actor=request.actor, institution=archive, year=asked["year"], ending=ending)
    return _sent(content, f"利用登记-{archive.code}-{asked['year']}.{ending}", ending)


def _asked(request: ReadingRequest) -> dict[str, Any]:
    """A year that is none, or an archive that is not of this person, asks for what stands first."""
    archives, this = handling(request.actor), timezone.localdate().year
    said = request.GET.get("year", "")
    year = int(said) if said.isascii() and said.isdigit() and len(said) == 4 and FIRST <= int(said) <= this else this
    archive = next((each for each in archives if each.code == request.GET.get("archive", "")), None)
    years = range(this, max(FIRST, this - 10) - 1, -1)
    return {
        "archives": archives, "archive": archive, "of": [archive] if archive else archives, "year": year,
        "years": years,
    }  # fmt: skip


def _ending(request: ReadingRequest) -> str:
    said = request.GET.get("as", "")
    return said if said in KINDS else "xlsx"


def _sent(content: bytes, name: str, ending: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=KINDS[ending])
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer["Cache-Control"] = "private, no-store"
    return answer
