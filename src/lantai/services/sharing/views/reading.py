"""Reading what is lent: the list, one record, one page. Whether it is lent is asked at every request."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.holdings.fulltext.images import Cut, page_jpeg
from lantai.holdings.fulltext.leaves import Leaf, leaf_of
from lantai.holdings.fulltext.views.records import words_of
from lantai.services.sharing.actions import open_lent_page
from lantai.services.sharing.forms import LookForm
from lantai.services.sharing.lending import Lending, lending_of
from lantai.services.sharing.queries.reading import lent_page, lent_record

IMAGE_SECONDS = 300
"""So long an image is given out for one opening of its page."""
WIDEST = 1600
SALT = "sharing.image"


def _lending(request: ReadingRequest, ulid: str) -> Lending:
    found = lending_of(ulid, request.actor)
    if found is None:
        raise Http404
    return found


@never_cache
@require_safe
@staff_page(Right.HANDLE_ENQUIRIES)
def records(request: ReadingRequest, ulid: str) -> HttpResponse:
    lending = _lending(request, ulid)
    form, status = LookForm(request.GET, types=lending.agreement.types), 200
    told: dict[str, Any] = {"agreement": lending.agreement, "form": form}
    if form.is_valid():
        try:
            told["page"] = lent_page(lending, form.asked)
        except ArchiveError as refusal:
            told["refusal"], status = refusal, refusal.http_status
    return render(request, "sharing/records.html", told, status=status if form.is_valid() else 400)


@never_cache
@require_safe
@staff_page(Right.HANDLE_ENQUIRIES)
def record(request: ReadingRequest, ulid: str, record: str) -> HttpResponse:
    """The description, and where pages are lent, the way to them; `?page=12` (the jump form) goes to the page."""
    lending = _lending(request, ulid)
    page = lent_record(lending, record)
    if page is None:
        raise Http404
    asked = request.GET.get("page", "")
    if asked.isdecimal() and len(asked) < 7 and 1 <= int(asked) <= page.pages:
        return redirect("sharing:page", ulid, record, int(asked))
    told = {"agreement": lending.agreement, "page": page, "record": page.record, "words": words_of(request)}
    return render(request, "sharing/record.html", told)


@never_cache
@require_safe
@staff_page(Right.HANDLE_ENQUIRIES)
def page(request: ReadingRequest, ulid: str, record: str, position: int) -> HttpResponse:
    """One page, which is written down; its image is given out for this opening and no other."""
    lending, words = _lending(request, ulid), words_of(request)
    view = open_lent_page(
        actor=request.actor, agreement=lending.agreement, record=record, position=position, words=words
    )
    key = signing.dumps(_opened(request, ulid, record, position), salt=SALT) if view.page.has_image else ""
    told = {"agreement": lending.agreement, "view": view, "record": view.record, "words": words, "key": key}
    return render(request, "sharing/page.html", told)


@require_safe
@staff_page(Right.HANDLE_ENQUIRIES)
def image(request: ReadingRequest, ulid: str, record: str, position: int) -> HttpResponse:
    """The image of a page this person has just opened."""
    lending = _lending(request, ulid)
    try:
        opened = signing.loads(request.GET.get("key", ""), salt=SALT, max_age=IMAGE_SECONDS)
    except signing.BadSignature as error:
        raise Http404 from error
    if opened != _opened(request, ulid, record, position):
        raise Http404
    leaf = leaf_of(record, position, scope=lending.scope)
    if not leaf.has_image:
        raise Http404
    answer = HttpResponse(page_jpeg(leaf.row, _whole(leaf), veil=leaf.veil), content_type="image/jpeg")
    answer["Cache-Control"] = "private, no-store"
    patch_vary_headers(answer, ["Cookie"])
    return answer


def _opened(request: ReadingRequest, ulid: str, record: str, position: int) -> list[str]:
    return [str(request.actor.user_id), ulid, record, str(position)]


def _whole(leaf: Leaf) -> Cut:
    """All of the page, no wider than is read."""
    wide = min(leaf.width, WIDEST)
    return Cut(0, 0, leaf.width, leaf.height, wide, max(1, round(leaf.height * wide / leaf.width)))
