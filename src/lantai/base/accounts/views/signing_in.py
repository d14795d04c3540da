"""Signing in and out."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpResponse

from lantai.base.accounts.actions import note_refused_sign_in, note_sign_in
from lantai.base.accounts.forms import SignInForm


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
        answer = super().form_valid(form)
        note_sign_in(user=form.get_user(), address=self.request.META.get("REMOTE_ADDR", ""))
        return answer

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        if not form.has_error("__all__", code="too_many"):
            name = form.data.get("username", "")
            note_refused_sign_in(name=name, address=self.request.META.get("REMOTE_ADDR", ""))
        return super().form_invalid(form)


class SignOut(LogoutView):
    """Ends the session; only by POST, so that no link can do it."""
