"""One's own account: the password, the second factor, and what one did."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lantai.base.accounts.actions import (
    CodeWrong,
    PasswordUsedBefore,
    PasswordWeak,
    PasswordWrong,
    change_password,
    enrol_second_factor,
    note_refused_sign_in,
    renew_recovery_codes,
)
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.forms import CodeForm, EnrolForm, PasswordForm, SignInForm
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.accounts.models import User
from lantai.base.accounts.queries import is_locked_out, needs_second_factor, password_is_old
from lantai.base.accounts.sealing import FactorSealBroken, seal, unseal
from lantai.base.accounts.totp import address_of, new_secret
from lantai.base.common.qr import qr_code

ENROLLING = "enrolling"
"""Under this name the session keeps the secret that is being enrolled, sealed."""


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


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_page()
def second_factor(request: ReadingRequest) -> HttpResponse:
    """Enrols a telephone, or gives new recovery codes to whoever has one. The codes are on this answer alone."""
    user = User.objects.get(username=request.user.get_username())
    shape = EnrolForm if user.second_factor_since is None else CodeForm
    form = shape(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and (codes := _codes(request, user, form)):
        return render(request, "accounts/recovery_codes.html", {"codes": codes})
    context = {"form": form, "account": user, "codes_left": user.recovery_codes.count()}
    if user.second_factor_since is None:
        context |= _to_enrol(request, user) | {"is_needed": needs_second_factor(user, request.actor)}
    return render(request, "accounts/second_factor.html", context, status=400 if form.is_bound else 200)


def _codes(request: ReadingRequest, user: User, form: CodeForm) -> list[str]:
    """New recovery codes, or none: then the form says why. Wrong tries count as those of the sign-in do."""
    if is_locked_out(user.username):
        form.add_error("said", SignInForm.error_messages["too_many"])
        return []
    given, actor = form.cleaned_data, request.actor
    try:
        if user.second_factor_since is not None:
            return renew_recovery_codes(actor=actor, user=user, said=given["said"])
        secret = _secret(request, user)
        codes = enrol_second_factor(
            actor=actor, user=user, password=given["password"], secret=secret, said=given["said"]
        )
    except (CodeWrong, PasswordWrong) as refusal:
        note_refused_sign_in(name=user.username, address=request.META.get("REMOTE_ADDR", ""), step="code")
        form.add_error("said" if isinstance(refusal, CodeWrong) else "password", f"{refusal} {refusal.remedy()}")
        return []
    del request.session[ENROLLING]
    update_session_auth_hash(request, user)
    return codes


def _secret(request: ReadingRequest, user: User) -> str:
    """The secret of this sitting: the same on every answer, so that a code said late still fits the QR code shown."""
    kept = request.session.get(ENROLLING, "")
    try:
        return unseal(bytes.fromhex(kept), account=user.ulid)
    except (FactorSealBroken, ValueError):
        secret = new_secret()
        request.session[ENROLLING] = seal(secret, account=user.ulid).hex()
        return secret


def _to_enrol(request: ReadingRequest, user: User) -> dict[str, object]:
    secret = _secret(request, user)
    address = address_of(secret, account=user.username, issuer=settings.SITE_NAME)
    spaced = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return {"drawn": qr_code(address), "secret": spaced, "address": address}
