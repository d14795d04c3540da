"""Signing in and out."""

from __future__ import annotations

from django.contrib.auth.views import LoginView, LogoutView

from lantai.base.accounts.forms import SignInForm


class SignIn(LoginView):
    """Name and password, then back to where the person wanted to go."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


class SignOut(LogoutView):
    """Ends the session; only by POST, so that no link can do it."""
