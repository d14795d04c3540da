"""The forms with which the counter issues: a copy, an extract, the answer that nothing was found."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.services.certificates import actions
from lantai.services.certificates.actions import Chosen
from lantai.services.certificates.forms import CopyForm, NotFoundForm, OrderFields, StatementForm
from lantai.services.certificates.models import Certificate, Seal
from lantai.services.certificates.queries.register import (
    RecordToCertify,
    issuing,
    record_to_certify,
    seals_for,
)
from lantai.services.certificates.views.common import address_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.ISSUE_CERTIFICATES)
def copy(request: ReadingRequest, ulid: str) -> HttpResponse:
    """Pages of one record are ticked."""
    found = _found(request, ulid)
    form = CopyForm(request.POST or None, found=found, seals=_seals(request, found), initial=_said(request))

    def issue() -> Certificate:
        chosen = [Chosen(found.record, form.pages())]
        return actions.issue_copy(actor=request.actor, order=form.order(address_of(request)), chosen=chosen)

    return _answer(request, form, issue, _("Certified copy"), found)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.ISSUE_CERTIFICATES)
def statement(request: ReadingRequest, ulid: str) -> HttpResponse:
    """What is quoted word for word, and where it stands."""
    found = _found(request, ulid)
    form = StatementForm(request.POST or None, found=found, seals=_seals(request, found), initial=_said(request))

    def issue() -> Certificate:
        chosen, text = [Chosen(found.record, form.pages())], form.cleaned_data["text"]
        order = form.order(address_of(request))
        return actions.issue_statement(actor=request.actor, order=order, chosen=chosen, text=text)

    return _answer(request, form, issue, _("Archival certificate"), found)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.ISSUE_CERTIFICATES)
def not_found(request: ReadingRequest) -> HttpResponse:
    """What was searched, and that nothing was found."""
    archives = issuing(request.actor)
    seals = [seal for archive in archives[:20] for seal in seals_for(request.actor, archive.code)]
    form = NotFoundForm(request.POST or None, archives=archives, seals=seals, initial=_said(request))

    def issue() -> Certificate:
        order = form.order(address_of(request))
        return actions.issue_not_found(
            actor=request.actor, order=order, institution=form.chosen, searched=form.searched()
        )

    return _answer(request, form, issue, _("Certificate of nothing found"), None)


def _found(request: ReadingRequest, ulid: str) -> RecordToCertify:
    found = record_to_certify(ulid, request.actor)
    if found is None:
        raise Http404
    return found


def _seals(request: ReadingRequest, found: RecordToCertify) -> list[Seal]:
    return seals_for(request.actor, str(found.record.institution_id))


def _said(request: ReadingRequest) -> dict[str, object]:
    """What the desk of a case hands over in the address: its number, and which pages."""
    return {"case": request.GET.get("case", "")[:40], "page": [each[:6] for each in request.GET.getlist("page")[:500]]}


def _answer(
    request: ReadingRequest, form: OrderFields, issue: Callable[[], Certificate], title: object,
    found: RecordToCertify | None,
) -> HttpResponse:  # fmt: skip
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                return redirect("certificates:certificate", issue().ulid)
            except ArchiveError as refusal:
                form.add_error(None, f"{refusal} {refusal.remedy()}")
                status = refusal.http_status
    ticked = set(form["page"].value() or []) if "page" in form.fields else set()
    context = {"form": form, "title": title, "found": found, "ticked": {str(each) for each in ticked}}
    return render(request, "certificates/issue.html", context, status=status)
