"""What several pages share: the sender's mark, the stamp of a public form, letters and proofs as answers."""

from __future__ import annotations

import time
from collections.abc import Mapping, MutableMapping
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from lantai.base.common.ids import PATTERN, new_ulid
from lantai.base.common.middleware import refused
from lantai.services.enquiries.actions import MOST_PROOFS, ProofRefused
from lantai.services.enquiries.forms import HOSTILE
from lantai.services.enquiries.models import Enquiry
from lantai.services.enquiries.papers import letter_as_pdf

SALT = "lantai.enquiries.apply"
FASTEST, OLDEST = 3.0, 86400.0
"""Seconds between the page and its form coming back: machines are faster, and yesterday's page is opened anew."""


def new_stamp() -> str:
    return signing.dumps({"id": new_ulid(), "at": timezone.now().timestamp()}, salt=SALT)


def ulid_of(stamp: str) -> str:
    """The identifier of the form; empty when nobody here gave it out, or it is back too soon or too late."""
    try:
        said = signing.loads(stamp[:400], salt=SALT)
        age = timezone.now().timestamp() - float(said["at"])
        ulid = str(said["id"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return ""
    return ulid if FASTEST <= age <= OLDEST and PATTERN.fullmatch(ulid) else ""


OPENED, MOST_OPENED = "enquiries_opened_by", 5
"""In the session: which cases were opened, by which code (its mark), and when they were last looked at."""


def opened_cases(session: Mapping[str, Any]) -> dict[str, str]:
    """The cases of this session that were looked at not too long ago, each with the mark of the code that opened it."""
    since = time.time() - settings.ENQUIRY_MINUTES * 60
    return {ulid: mark for ulid, (at, mark) in session.get(OPENED, {}).items() if at > since}


def note_opened(session: MutableMapping[str, Any], enquiry: Enquiry) -> None:
    """It was opened, or looked at again: the newest of a few."""
    marks = {ulid: mark for ulid, mark in opened_cases(session).items() if ulid != enquiry.ulid}
    living = {ulid: session[OPENED][ulid] for ulid in list(marks)[-MOST_OPENED + 1 :]}
    session[OPENED] = {**living, enquiry.ulid: (time.time(), enquiry.code_mark)}


def note_closed(session: MutableMapping[str, Any], enquiry: Enquiry) -> None:
    session[OPENED] = {ulid: kept for ulid, kept in session.get(OPENED, {}).items() if ulid != enquiry.ulid}


def not_valid(request: HttpRequest, answer: HttpResponse, form: forms.Form) -> HttpResponse:
    """The answer to a form that is not valid; files too many or too large are a refusal the audit hears of."""
    if any(form.has_error(name, HOSTILE) for name in form.errors):
        return refused(request, answer, ProofRefused(reason="", most=MOST_PROOFS))
    return answer


def letter_answer(enquiry: Enquiry, name: str) -> HttpResponse:
    """A letter as PDF, kept by no cache; 404 where there is none."""
    content = letter_as_pdf(enquiry, name[:40])
    if content is None:
        raise Http404
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{enquiry.number}-{name[:40]}.pdf"'
    return answer
