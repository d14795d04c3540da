"""The pages of the authority's officer: requests for consent to delays, and nothing else of the archive (条例 31)."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.services.opening.actions import answer_consent
from lantai.services.opening.forms import ReplyForm
from lantai.services.opening.models import Consent
from lantai.services.opening.queries.letters import consent_of_authority, consent_page, consents_of
from lantai.services.opening.views.common import performed


@require_safe
@staff_page(Right.CONSENT_TO_DELAY)
def consents(request: ReadingRequest) -> HttpResponse:
    sheet = consents_of(request.actor, place=request.GET.get("place", ""))
    return render(request, "opening/consents.html", {"sheet": sheet})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.CONSENT_TO_DELAY)
def consent(request: ReadingRequest, ulid: str) -> HttpResponse:
    found = consent_of_authority(ulid, request.actor)
    if found is None:
        raise Http404
    given = request.POST if request.method == "POST" else None
    form = ReplyForm(given, initial={"replied_on": timezone.localdate()})
    if given is not None and form.is_valid():
        said = form.cleaned_data
        performed(
            request,
            lambda: answer_consent(
                actor=request.actor, consent=found, granted=said["granted"] == "yes", number=said["number"],
                replied_on=said["replied_on"], text=said["words"],
            ),
            _("The reply was entered."),
        )  # fmt: skip
        return redirect("opening:consent", ulid)
    page = consent_page(found, place=request.GET.get("place", ""))
    context = {"page": page, "consent": found, "sheet": page.sheet, "form": form}
    context["may"] = found.state == Consent.State.ASKED
    return render(request, "opening/consent.html", context, status=400 if form.errors else 200)
