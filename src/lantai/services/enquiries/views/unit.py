"""The forming unit's pages: what the archive asks about its records, and the answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.services.enquiries.actions import answer_for_unit
from lantai.services.enquiries.forms import UnitAnswerForm
from lantai.services.enquiries.queries.lists import consent_sheet
from lantai.services.enquiries.queries.pages import consent_page


@require_safe
@staff_page(Right.HAND_OVER)
def consents(request: ReadingRequest) -> HttpResponse:
    context = {"sheet": consent_sheet(request.actor, request.GET.get("place", "")), "today": timezone.localdate()}
    return render(request, "enquiries/consents.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.HAND_OVER)
def consent(request: ReadingRequest, ulid: str) -> HttpResponse:
    """One question with the unit's own records, and the form of the answer while it waits."""
    page = consent_page(ulid, request.actor)
    if page is None:
        raise Http404
    given = request.POST if request.method == "POST" else None
    form, status = UnitAnswerForm(given), 400 if given is not None else 200
    if given is not None and form.is_valid():
        try:
            answer_for_unit(actor=request.actor, consent=page.consent, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("enquiries:consent", ulid)
        except ArchiveError as refusal:
            form.add_error(None, f"{refusal} {refusal.remedy()}")
            status = refusal.http_status
    return render(request, "enquiries/consent.html", {"page": page, "form": form}, status=status)
