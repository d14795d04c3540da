"""One's own account: the password, and what one did."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lantai.base.accounts.actions import PasswordUsedBefore, PasswordWeak, PasswordWrong, change_password
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.forms import PasswordForm
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.accounts.models import User
from lantai.base.accounts.queries import password_is_old


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page()
def own(request: ReadingRequest) -> HttpResponse:
    """Changing the password ends every other session; this one goes on."""
    user = User.objects.get(username=request.user.get_username())
    form = PasswordForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            given = form.cleaned_data
            try:
                changed = change_password(actor=request.actor, user=user, old=given["old"], new=given["new"])
                update_session_auth_hash(request, changed)
                messages.success(request, _("The password is changed. Other sessions of yours have ended."))
                return redirect("accounts:own")
            except PasswordWrong as refusal:
                form.add_error("old", f"{refusal} {refusal.remedy()}")
            except (PasswordWeak, PasswordUsedBefore) as refusal:
                form.add_error("new", f"{refusal} {refusal.remedy()}")
    context = {"form": form, "account": user, "is_old": password_is_old(user, now=timezone.now())}
    return render(request, "accounts/own.html", context, status=status)
