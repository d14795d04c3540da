"""Signing in, by one step or by two, and out."""

from __future__ import annotations

import time
from typing import Any

from django.contrib.auth import login
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lantai.base.accounts.actions import CodeWrong, note_refused_sign_in, note_sign_in, take_code
from lantai.base.accounts.forms import CodeForm, SignInForm
from lantai.base.accounts.models import User
from lantai.base.accounts.queries import sign_in_waits

HALF_IN, HALF_IN_SECONDS = "half_in", 300
"""Under this name the session keeps who has said the right password and still owes the code, for so long."""


class SignIn(LoginView):
    """Name and password, then back to where the person wanted to go."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Django puts the host's name where every page of ours has the archive's."""
        context = super().get_context_data(**kwargs)
        del context["site_name"]
        return context

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        user = form.get_user()
        if user.second_factor_since is not None:
            self.request.session.cycle_key()
            self.request.session[HALF_IN] = {
                "user": user.ulid,
                "hash": user.get_session_auth_hash(),
                "at": int(time.time()),
                "next": self.get_success_url(),
            }
            return redirect("accounts:second_step")
        answer = super().form_valid(form)
        note_sign_in(user=user, address=self.request.META.get("REMOTE_ADDR", ""))
        return answer

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        if not form.has_error("__all__", code="too_many"):
            name = form.data.get("username", "")
            note_refused_sign_in(name=name, address=self.request.META.get("REMOTE_ADDR", ""))
            return super().form_invalid(form)
        answer = super().form_invalid(form)
        answer.status_code, answer["Retry-After"] = 429, str(getattr(form, "seconds", 0))
        return answer


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def second_step(request: HttpRequest) -> HttpResponse:
    """The code, after the password was right. Whoever comes without that, or too late, begins anew."""
    user = _half_in(request)
    if user is None:
        request.session.pop(HALF_IN, None)
        return redirect("accounts:sign_in")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and (factor := _factor(request, user, form)):
        onward = request.session.pop(HALF_IN)["next"]
        login(request, user)
        note_sign_in(user=user, address=request.META.get("REMOTE_ADDR", ""), factor=factor)
        return redirect(onward)
    if form.has_error("said", code="too_many"):
        answer = render(request, "accounts/second_step.html", {"form": form}, status=429)
        answer["Retry-After"] = str(sign_in_waits(user.username, request.META.get("REMOTE_ADDR", "")))
        return answer
    status = 400 if form.is_bound else 200
    return render(request, "accounts/second_step.html", {"form": form}, status=status)


def _factor(request: HttpRequest, user: User, form: CodeForm) -> str:
    """By which factor the door opened; nothing when it did not, and the form says why."""
    if sign_in_waits(user.username, request.META.get("REMOTE_ADDR", "")):
        form.add_error("said", ValidationError(SignInForm.error_messages["too_many"], code="too_many"))
        return ""
    try:
        return take_code(user=user, said=form.cleaned_data["said"])
    except CodeWrong as refusal:
        note_refused_sign_in(name=user.username, address=request.META.get("REMOTE_ADDR", ""), step="code")
        form.add_error("said", f"{refusal} {refusal.remedy()}")
        return ""


def _half_in(request: HttpRequest) -> User | None:
    said = request.session.get(HALF_IN)
    if not said or time.time() - said["at"] > HALF_IN_SECONDS:
        return None
    user = User.objects.filter(ulid=said["user"], is_active=True, second_factor_since__isnull=False).first()
    same = user is not None and constant_time_compare(said["hash"], user.get_session_auth_hash())
    return user if same else None


class SignOut(LogoutView):
    """Ends the session; only by POST, so that no link can do it."""
