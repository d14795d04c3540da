"""Partner archives: their list and our card, one of them with its packages, files for lines that are not connected."""

from __future__ import annotations

import json

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lantai.base.accounts.access import NotAllowed, Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.services.cross_archive import actions
from lantai.services.cross_archive.files import FileUnreadable, file_for, take_file
from lantai.services.cross_archive.forms import AgreeForm, LoadForm
from lantai.services.cross_archive.keyring import has_keys, own_card, prepare_keys, read_card
from lantai.services.cross_archive.queries.partners import PartnerPage, partner_page, partners_page, peer_at


def _asked(request: ReadingRequest) -> None:
    """Two offices have to do with partners. Raises `NotAllowed` for everybody else."""
    if not request.actor.may(Right.HANDLE_ENQUIRIES) and not request.actor.may(Right.MANAGE_KEYS):
        raise NotAllowed(who=request.actor.label, right=Right.HANDLE_ENQUIRIES)


@never_cache
@require_safe
@staff_page()
def partners(request: ReadingRequest) -> HttpResponse:
    _asked(request)
    page = partners_page(request.actor)
    return render(request, "cross_archive/partners.html", {"page": page, "form": AgreeForm(archives=page.keeps)})


@require_POST
@staff_page(Right.MANAGE_KEYS)
def keys(request: ReadingRequest) -> HttpResponse:
    """Make the keys of exchange, if there are none."""
    prepare_keys()
    return redirect("cross_archive:partners")


@require_POST
@staff_page(Right.MANAGE_KEYS)
def agree(request: ReadingRequest) -> HttpResponse:
    page = partners_page(request.actor)
    form, status = AgreeForm(request.POST, archives=page.keeps), 400
    if form.is_valid():
        try:
            card = read_card(form.cleaned_data["card"])
            address = form.cleaned_data["address"] or card.address
            actions.agree_peer(
                actor=request.actor, institution=form.chosen, card=card, address=address,
                accepts_identity=form.cleaned_data["accepts_identity"],
            )  # fmt: skip
            messages.success(request, _("Saved."))
            return redirect("cross_archive:partners")
        except ArchiveError as refusal:
            form.add_error(None, f"{refusal} {refusal.remedy()}")
            status = refusal.http_status
    return render(request, "cross_archive/partners.html", {"page": page, "form": form}, status=status)


@never_cache
@require_safe
@staff_page()
def card(request: ReadingRequest, code: str) -> HttpResponse:
    """What is given to the other archive: public keys, and what everybody may read of the fonds."""
    _asked(request)
    archive = next((each for each in partners_page(request.actor).archives if each.code == code), None)
    if archive is None or not has_keys():
        raise Http404
    said = json.dumps(own_card(archive), ensure_ascii=False, indent=1)
    return _file(said.encode(), f"card-{archive.code}.json")


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@never_cache
@require_safe
@staff_page()
def partner(request: ReadingRequest, ulid: str) -> HttpResponse:
    _asked(request)
    return _shown(request, _page(request, ulid), LoadForm())


@never_cache
@require_safe
@staff_page(Right.HANDLE_ENQUIRIES)
def packages(request: ReadingRequest, ulid: str) -> HttpResponse:
    """What waits, as a file to be carried there; it is encrypted for that archive."""
    peer = peer_at(ulid, request.actor)
    if peer is None:
        raise Http404
    return _file(file_for(peer), f"packages-{peer.ulid}.json")


@require_POST
@staff_page()
def act(request: ReadingRequest, ulid: str, act: str) -> HttpResponse:
    """End the agreement or change what it accepts; or take a file that was carried here."""
    _asked(request)
    page = _page(request, ulid)
    if act in ("end", "accept_identity"):
        if act == "end":
            actions.end_peer(actor=request.actor, peer=page.peer)
        else:
            accepts = request.POST.get("accepts") == "1"
            actions.accept_identity(actor=request.actor, peer=page.peer, accepts=accepts)
        messages.success(request, _("Saved."))
        return redirect("cross_archive:partner", ulid)
    if act != "load":
        raise Http404
    return _loaded(request, page)


def _loaded(request: ReadingRequest, page: PartnerPage) -> HttpResponse:
    form, status = LoadForm(request.POST, request.FILES), 400
    if form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            if sent.size > settings.PARCEL_MEGABYTES << 22:
                raise FileUnreadable
            taken = take_file(actor=request.actor, peer=page.peer, data=sent.read())
            said = _("%(new)s packages taken, %(again)s known already, %(owed)s of ours acknowledged.")
            messages.success(request, said % {
                "new": taken.packages, "again": taken.repeated, "owed": taken.acknowledged,
            })  # fmt: skip
            for each in taken.refusals:
                messages.error(request, f"{each} {each.remedy()}")
            return redirect("cross_archive:partner", page.peer.ulid)
        except ArchiveError as refusal:
            form.add_error(None, f"{refusal} {refusal.remedy()}")
            status = refusal.http_status
    return _shown(request, page, form, status=status)


def _page(request: ReadingRequest, ulid: str) -> PartnerPage:
    page = partner_page(ulid, request.actor, request.GET.get("place", ""))
    if page is None:
        raise Http404
    return page


def _shown(request: ReadingRequest, page: PartnerPage, form: LoadForm, *, status: int = 200) -> HttpResponse:
    return render(request, "cross_archive/partner.html", {"page": page, "peer": page.peer, "form": form}, status=status)
