"""Seals, for the security officer: taken in, who may use them, retired; the picture is shown here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.sealing import person_keys
from lantai.services.certificates.actions import keep_seal, name_users, retire_seal
from lantai.services.certificates.forms import Dressed, ReasonForm, SealForm, UsersForm
from lantai.services.certificates.models import Seal
from lantai.services.certificates.queries.register import keeping, officers, seal_at, seals_of
from lantai.services.certificates.sealed import open_picture


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.KEEP_SEALS)
def seals(request: ReadingRequest) -> HttpResponse:
    """All of them, and the form for another one."""
    archives, status = keeping(request.actor), 200
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = SealForm(*given, archives=archives, officers=officers(archives))
    if given:
        status = 400
        if form.is_valid():
            said = form.cleaned_data
            try:
                made = keep_seal(
                    actor=request.actor, institution=form.chosen, name=said["name"], picture=said["picture"],
                    users=said["users"],
                )  # fmt: skip
                messages.success(request, _("Saved."))
                return redirect("certificates:seal", made.ulid)
            except ArchiveError as refusal:
                form.add_error(None, f"{refusal} {refusal.remedy()}")
                status = refusal.http_status
    context = {"seals": seals_of(request.actor), "form": form}
    return render(request, "certificates/seals.html", context, status=status)


@never_cache
@require_safe
@staff_page(Right.KEEP_SEALS)
def seal(request: ReadingRequest, ulid: str) -> HttpResponse:
    return _shown(request, _seal(request, ulid))


@never_cache
@require_safe
@staff_page(Right.KEEP_SEALS)
def picture(request: ReadingRequest, ulid: str) -> HttpResponse:
    content = open_picture(bytes(_seal(request, ulid).picture), person_keys())
    return HttpResponse(content, content_type="image/png")


@require_POST
@staff_page(Right.KEEP_SEALS)
def act(request: ReadingRequest, ulid: str, act: str) -> HttpResponse:
    """`name` who may use it, or `retire` it."""
    found = _seal(request, ulid)
    if act not in ("name", "retire"):
        raise Http404
    form = _form(act, found, request.POST)
    if not form.is_valid():
        return _shown(request, found, tried={act: form}, status=400)
    try:
        if act == "name":
            name_users(actor=request.actor, seal=found, users=form.cleaned_data["users"])
        else:
            retire_seal(actor=request.actor, seal=found, reason=form.cleaned_data["reason"])
    except ArchiveError as refusal:
        form.add_error(None, f"{refusal} {refusal.remedy()}")
        return _shown(request, found, tried={act: form}, status=refusal.http_status)
    messages.success(request, _("Saved."))
    return redirect("certificates:seal", ulid)


def _seal(request: ReadingRequest, ulid: str) -> Seal:
    found = seal_at(ulid, request.actor)
    if found is None:
        raise Http404
    return found


def _form(name: str, found: Seal, *given: Any) -> Dressed:
    if name == "retire":
        return ReasonForm(*given)
    return UsersForm(*given, officers=officers([found.institution]), initial={"users": found.users})


def _shown(
    request: ReadingRequest, found: Seal, *, tried: Mapping[str, Dressed] | None = None, status: int = 200
) -> HttpResponse:
    tried = tried or {}
    context = {
        "seal": found,
        "uses": list(found.uses.select_related("certificate")[:50]),
        "naming": tried.get("name") or _form("name", found),
        "retiring": tried.get("retire") or _form("retire", found),
    }
    return render(request, "certificates/seal.html", context, status=status)
