"""The pages of appointments: book a seat, give it back, the desk's list of the day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lantai.base.accounts.access import Right
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.common.errors import ArchiveError
from lantai.base.common.ids import PATTERN, new_ulid
from lantai.base.common.middleware import refused, told_already
from lantai.base.limits.senders import sender_of
from lantai.base.limits.tries import Tries
from lantai.base.limits.waiting import Sending
from lantai.services.appointments.actions import Visitor, book_seat, cancel_booking, note_use, note_visit, strike_use
from lantai.services.appointments.forms import BookForm, CancelForm, UseForm
from lantai.services.appointments.models import Booking
from lantai.services.appointments.queries import booking_at, bookings_on, offers_of, use_at, uses_on
from lantai.services.enquiries.queries.lists import archives, handling


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: ReadingRequest) -> HttpResponse:
    """The times of one archive with the seats that are left, and the form."""
    known = archives()
    archive = next((each for each in known if each.code == request.GET.get("archive", "")), known[0] if known else None)
    offers = offers_of(archive, timezone.localdate()) if archive else []
    form = BookForm(request.POST if request.method == "POST" else None, offers=offers)
    context: dict[str, Any] = {
        "form": form,
        "archive": archive,
        "archives": known,
        "offers": offers,
        "ulid": new_ulid(),
    }
    if request.method != "POST":
        return render(request, "appointments/book.html", context)
    ulid = request.POST.get("ulid", "")
    if archive and form.is_valid() and PATTERN.fullmatch(ulid):
        if form.is_trapped:  # machines are told that all is well
            return render(request, "appointments/booked.html", {"booked": None})
        said = form.cleaned_data
        try:
            booked = book_seat(
                actor=request.actor, institution=archive, day=form.chosen.date(), starts=form.chosen.time(),
                visitor=Visitor(said["name"], said["phone"], said["purpose"]),
                sending=Sending(sender_of(request), ulid, settings.BOOKINGS_OF_ONE, settings.BOOKINGS_OF_ALL),
            )  # fmt: skip
            return render(request, "appointments/booked.html", {"booked": booked})
        except ArchiveError as refusal:
            form.add_error(None, f"{refusal} {refusal.remedy()}")
            answer = render(request, "appointments/book.html", context, status=refusal.http_status)
            return refused(request, answer, refusal)
    return render(request, "appointments/book.html", context, status=400)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: ReadingRequest) -> HttpResponse:
    """Number and code; a wrong one and one there is not are answered alike."""
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _cancel(request, form, 400 if request.method == "POST" else 200)
    tries = Tries(settings.ENQUIRY_TRIES, settings.ENQUIRY_MINUTES)
    try:
        done = cancel_booking(actor=request.actor, sender=sender_of(request), tries=tries, **form.cleaned_data)
    except ArchiveError as refusal:
        form.add_error(None, f"{refusal} {refusal.remedy()}")
        return refused(request, _cancel(request, form, refusal.http_status), refusal)
    if done is None:
        told_already(request)
        form.add_error(None, _("Number and code do not belong together. Compare both with your note."))
    return _cancel(request, form, 200 if done else 403, done)


def _cancel(request: ReadingRequest, form: CancelForm, status: int, done: Booking | None = None) -> HttpResponse:
    return render(request, "appointments/cancel.html", {"form": form, "done": done}, status=status)


@never_cache
@require_safe
@staff_page(Right.HANDLE_ENQUIRIES)
def day(request: ReadingRequest) -> HttpResponse:
    """Who comes on a day, and what the reading room was used for."""
    today = timezone.localdate()
    try:
        shown = dt.date.fromisoformat(request.GET.get("day", "")[:10])
    except ValueError:
        shown = today
    form = UseForm(archives=handling(request.actor), initial={"day": min(shown, today)})
    return _day(request, shown, form)


def _day(request: ReadingRequest, shown: dt.date, form: UseForm, status: int = 200) -> HttpResponse:
    context = {
        "day": shown, "today": timezone.localdate(), "bookings": bookings_on(request.actor, shown), "form": form,
        "uses": uses_on(request.actor, shown),
    }  # fmt: skip
    return render(request, "appointments/day.html", context, status=status)


@require_POST
@never_cache
@staff_page(Right.HANDLE_ENQUIRIES)
def use(request: ReadingRequest) -> HttpResponse:
    """A line of the register; what is wrong comes back with its reason."""
    form = UseForm(request.POST, archives=handling(request.actor))
    if form.is_valid():
        try:
            row = note_use(actor=request.actor, **form.said())
            messages.success(request, _("Saved."))
            return redirect(f"{reverse('appointments:day')}?day={row.day.isoformat()}")
        except ArchiveError as refusal:
            form.add_error(None, f"{refusal} {refusal.remedy()}")
    return _day(request, form.cleaned_data.get("day") or timezone.localdate(), form, 400)


@require_POST
@staff_page(Right.HANDLE_ENQUIRIES)
def strike(request: ReadingRequest, ulid: str) -> HttpResponse:
    """A line that was wrong."""
    row = use_at(ulid, request.actor)
    if row is None:
        raise Http404
    try:
        strike_use(actor=request.actor, use=row)
        messages.success(request, _("Saved."))
    except ArchiveError as refusal:
        messages.error(request, f"{refusal} {refusal.remedy()}")
    return redirect(f"{reverse('appointments:day')}?day={row.day.isoformat()}")


@require_POST
@staff_page(Right.HANDLE_ENQUIRIES)
def visit(request: ReadingRequest, ulid: str) -> HttpResponse:
    """Came, or did not."""
    booking = booking_at(ulid, request.actor)
    if booking is None:
        raise Http404
    try:
        note_visit(actor=request.actor, booking=booking, came=request.POST.get("came") == "yes")
        messages.success(request, _("Saved."))
    except ArchiveError as refusal:
        messages.error(request, f"{refusal} {refusal.remedy()}")
    return redirect(f"{reverse('appointments:day')}?day={booking.day.isoformat()}")
