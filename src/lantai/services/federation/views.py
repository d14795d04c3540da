"""The one address harvesters ask, by GET or POST; it knows no session, and answers everybody as an anonymous reader."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from lantai.services.federation.answers import Answering, Site
from lantai.services.federation.offer import Offer, offer
from lantai.services.federation.protocol import Refusal, asked


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def oai(request: HttpRequest) -> HttpResponse:
    """OAI-PMH 2.0. A refusal of the protocol is an answer like others; nothing is kept by caches.

    What is open may be closed within the second, so each answer is asked for anew.
    """
    offered = offer()
    if offered is None:
        raise Http404
    answering, question = Answering(offered, _site(request, offered), timezone.now()), None
    try:
        question = asked(_arguments(request))
        body = answering.answer(question)
    except Refusal as refusal:
        body = answering.refuse(refusal, question)
    return HttpResponse(body, content_type="text/xml; charset=utf-8", headers={"Cache-Control": "no-store"})


def _site(request: HttpRequest, offered: Offer) -> Site:
    base = offered.address or request.build_absolute_uri("/").rstrip("/")
    return Site(f"{base}{reverse('federation:oai')}", f"{base}/records/")


def _arguments(request: HttpRequest) -> list[tuple[str, str]]:
    sent = request.POST if request.method == "POST" else request.GET
    return [(name, str(value)) for name, values in sent.lists() for value in values]
