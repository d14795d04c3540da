"""The authority's pages: complaints filed with it, and its answers. Nothing else of the archive is seen there."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.services.enquiries.actions import answer_complaint
from lantai.services.enquiries.forms import ComplaintAnswerForm
from lantai.services.enquiries.queries.lists import complaint_sheet
from lantai.services.enquiries.queries.pages import complaint_page


@require_safe
@staff_page(Right.ANSWER_COMPLAINTS)
def complaints(request: ReadingRequest) -> HttpResponse:
    context = {"sheet": complaint_sheet(request.actor, request.GET.get("place", "")), "today": timezone.localdate()}
    return render(request, "enquiries/complaints.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.ANSWER_COMPLAINTS)
def complaint(request: ReadingRequest, ulid: str) -> HttpResponse:
    page = complaint_page(ulid, request.actor)
    if page is None:
        raise Http404
    given = request.POST if request.method == "POST" else None
    form, status = ComplaintAnswerForm(given), 400 if given is not None else 200
    if given is not None and form.is_valid():
        try:
            answer_complaint(actor=request.actor, complaint=page.complaint, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("enquiries:complaint", ulid)
        except ArchiveError as refusal:
            form.add_error(None, f"{refusal} {refusal.remedy()}")
            status = refusal.http_status
    return render(request, "enquiries/complaint.html", {"page": page, "form": form}, status=status)
