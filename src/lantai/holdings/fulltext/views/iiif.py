"""Records and page images by the IIIF APIs: the scope is asked on every request, for manifests, info.json and tiles."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_http_methods

from lantai.base.accounts.middleware import ReadingRequest
from lantai.holdings.catalogue.models import Record
from lantai.holdings.fulltext import iiif, presentation
from lantai.holdings.fulltext.images import Cut, page_jpeg
from lantai.holdings.fulltext.leaves import Leaf, leaf_of
from lantai.holdings.fulltext.pages import leaves_from, visible_record
from lantai.holdings.fulltext.queries import PageUnknown

READS = ["GET", "HEAD", "OPTIONS"]
OTHERS = {"dc": "Dublin Core", "ead3": "EAD3"}
"""Other descriptions of an opened record: the form in the name of their address, and what they are called."""


def _page(request: ReadingRequest, ulid: str, position: int) -> Leaf:
    """A page with an image; one without it, or withheld whole, is as unknown as one that may not be seen."""
    page = leaf_of(ulid, position, scope=request.scope)
    if not page.has_image:
        raise PageUnknown(page=position, record=ulid)
    return page


def _finish(answer: HttpResponse, record: Record) -> HttpResponse:
    """Open pages may be used by other sites and kept, but asked for again each time: tomorrow they may be closed.

    Unopened ones belong to this person's eyes only.
    """
    if record.is_open:
        answer["Access-Control-Allow-Origin"] = "*"
        answer["Cache-Control"] = "no-cache"
    else:
        answer["Cache-Control"] = "private, no-store"
    patch_vary_headers(answer, ["Cookie"])
    return answer


def _state(page: Leaf) -> str:
    """Names what is seen of a page: another one when something of it is withheld, or something else.

    Keyed, so that it tells nothing of the digest of a file that this reader may not have.
    """
    row, veil = page.row, page.veil.key if page.veil else ""
    seen = f"{row.file.sha512} {row.number} {row.rotation} {veil}"
    return salted_hmac("fulltext.page_image", seen, algorithm="sha256").hexdigest()[:32]


@require_http_methods(READS)
def manifest(request: ReadingRequest, ulid: str) -> HttpResponseBase:
    """A record with its pages; unknown where it may not be seen, or has no page image for this reader."""
    record = visible_record(ulid, request.scope)
    leaves = leaves_from(record, request.scope, most=presentation.MOST_PAGES) if record else ()
    if record is None or not any(leaf.has_image for leaf in leaves):
        raise Http404

    def address(name: str, *args: object) -> str:
        return request.build_absolute_uri(reverse(name, args=args))

    named = {address(f"exchange:record_{form}", ulid): name for form, name in OTHERS.items()} if record.is_open else {}
    told = presentation.manifest(record, leaves, address=address, named=named)
    linked = "application/ld+json" in request.headers.get("Accept", "")
    kind = presentation.MEDIA_TYPE if linked else "application/json"
    answer = JsonResponse(told, content_type=kind, json_dumps_params={"ensure_ascii": False})
    patch_vary_headers(answer, ["Accept"])
    return _finish(answer, record)


@require_http_methods(READS)
def base(request: ReadingRequest, ulid: str, position: int) -> HttpResponseBase:
    """The image's own address leads to its info.json."""
    page = _page(request, ulid, position)
    answer = HttpResponseRedirect(reverse("fulltext:iiif_info", args=[ulid, position]))
    answer.status_code = 303
    return _finish(answer, page.record)


@require_http_methods(READS)
def info(request: ReadingRequest, ulid: str, position: int) -> HttpResponseBase:
    page = _page(request, ulid, position)
    identity = request.build_absolute_uri(reverse("fulltext:iiif_base", args=[ulid, position]))
    linked = "application/ld+json" in request.headers.get("Accept", "")
    answer = JsonResponse(
        iiif.info(identity, page.width, page.height),
        content_type=iiif.MEDIA_TYPE if linked else "application/json",
    )
    answer["Link"] = f'<{iiif.LEVEL}>;rel="profile"'
    patch_vary_headers(answer, ["Accept"])
    return _finish(answer, page.record)


@require_http_methods(READS)
def image(request: ReadingRequest, ulid: str, position: int, **parts: str) -> HttpResponseBase:
    page = _page(request, ulid, position)
    wanted = (parts["region"], parts["size"], parts["rotation"], parts["quality"], parts["form"])
    try:
        asked = iiif.parse(wanted, page.width, page.height)
    except iiif.BadImageRequest as refusal:
        answer = HttpResponse(f"{refusal}\n", status=refusal.status, content_type="text/plain; charset=utf-8")
        return _finish(answer, page.record)
    shape = asked.canonical(page.width, page.height)
    etag = f'"{_state(page)}-{shape.replace(",", ".")}"'  # a comma would end it
    if unchanged := get_conditional_response(request, etag=etag):
        return _finish(unchanged, page.record)
    cut = Cut(*(asked.region or (0, 0, page.width, page.height)), *asked.size)
    answer = HttpResponse(page_jpeg(page.row, cut, veil=page.veil), content_type="image/jpeg", headers={"ETag": etag})
    identity = request.build_absolute_uri(reverse("fulltext:iiif_base", args=[ulid, position]))
    canonical = f"{identity}/{shape}"
    answer["Link"] = f'<{canonical}>;rel="canonical", <{iiif.LEVEL}>;rel="profile"'
    return _finish(answer, page.record)
