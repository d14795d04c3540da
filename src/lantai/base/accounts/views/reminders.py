"""Where somebody is reminded of what is due: one's own addresses, and those of an account an administrator keeps."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lantai.base.accounts.access import Right
from lantai.base.accounts.actions import keep_contact
from lantai.base.accounts.contacts import addresses_in, contact_of
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.forms import ContactForm
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.accounts.models import User
from lantai.base.accounts.queries import account_at, account_page


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page()
def own_reminders(request: ReadingRequest) -> HttpResponse:
    user = User.objects.get(username=request.user.get_username())
    return _form(request, user, back="accounts:own_reminders")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page(Right.KEEP_ACCOUNTS)
def reminders(request: ReadingRequest, ulid: str) -> HttpResponse:
    user = account_at(ulid, request.actor)
    if user is None or not account_page(user, request.actor).may_keep:
        raise Http404
    return _form(request, user, back="accounts:reminders")


def _form(request: ReadingRequest, user: User, *, back: str) -> HttpResponse:
    is_own, contact = back == "accounts:own_reminders", contact_of(user)
    if request.method == "POST":
        form = ContactForm(request.POST)
        if form.is_valid():
            keep_contact(actor=request.actor, user=user, **form.said())
            messages.success(request, _("Saved."))
            return redirect(back) if is_own else redirect(back, user.ulid)
    else:
        known = addresses_in(contact, user)
        said = {"email": known.email, "phone": known.phone, "pace": contact.pace, "language": contact.language}
        form = ContactForm(initial=said)
    context = {
        "form": form, "account": user, "is_own": is_own, "by_mail": settings.NOTICE_MAIL,
        "by_sms": bool(settings.NOTICE_SMS),
    }  # fmt: skip
    return render(request, "accounts/reminders.html", context, status=400 if form.errors else 200)
