"""Accounts as administrators see them: proposed, activated, disabled, with their roles. Nobody deletes one."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lantai.base.accounts.access import Right, Role
from lantai.base.accounts.actions import (
    NameTaken,
    activate_user,
    disable_user,
    grant_role,
    propose_user,
    reset_password,
    reset_second_factor,
    revoke_role,
    unlock_sign_in,
)
from lantai.base.accounts.doors import staff_page
from lantai.base.accounts.forms import AccountFilter, NewAccountForm, RoleForm
from lantai.base.accounts.middleware import ReadingRequest
from lantai.base.accounts.models import User
from lantai.base.accounts.queries import account_at, account_list, account_page, institutions_with
from lantai.base.common.errors import ArchiveError


@require_safe
@staff_page()
def accounts(request: ReadingRequest) -> HttpResponse:
    form = AccountFilter(request.GET)
    sheet = account_list(request.actor, **form.wanted(), place=request.GET.get("place", ""))
    return render(request, "accounts/accounts.html", {"form": form, "sheet": sheet})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.KEEP_ACCOUNTS)
def new(request: ReadingRequest) -> HttpResponse:
    institutions = institutions_with(request.actor, Right.KEEP_ACCOUNTS)
    form = NewAccountForm(request.POST if request.method == "POST" else None, institutions=institutions)
    if request.method != "POST":
        return render(request, "accounts/new.html", {"form": form})
    if form.is_valid():
        try:
            made = propose_user(actor=request.actor, **form.said())
            messages.success(request, _("Proposed. The security officer can now activate it and give it roles."))
            return redirect("accounts:account", made.ulid)
        except NameTaken as refusal:
            form.add_error("username", f"{refusal} {refusal.remedy()}")
    return render(request, "accounts/new.html", {"form": form}, status=400)


@require_safe
@staff_page()
def account(request: ReadingRequest, ulid: str) -> HttpResponse:
    return _shown(request, _account(request, ulid))


@require_POST
@never_cache
@staff_page(Right.MANAGE_ACCOUNTS)
def activate(request: ReadingRequest, ulid: str) -> HttpResponse:
    user = _account(request, ulid)
    return _with_password(request, user, lambda: activate_user(actor=request.actor, user=user))


@require_POST
@never_cache
@staff_page(Right.MANAGE_ACCOUNTS)
def reset(request: ReadingRequest, ulid: str) -> HttpResponse:
    user = _account(request, ulid)
    return _with_password(request, user, lambda: reset_password(actor=request.actor, user=user))


@require_POST
@staff_page(Right.KEEP_ACCOUNTS)
def disable(request: ReadingRequest, ulid: str) -> HttpResponse:
    user, reason = _account(request, ulid), request.POST.get("reason", "").strip()
    return _done(request, user, lambda: disable_user(actor=request.actor, user=user, reason=reason))


@require_POST
@staff_page(Right.MANAGE_ACCOUNTS)
def unlock(request: ReadingRequest, ulid: str) -> HttpResponse:
    user = _account(request, ulid)
    return _done(request, user, lambda: unlock_sign_in(actor=request.actor, user=user))


@require_POST
@staff_page(Right.MANAGE_ACCOUNTS)
def reset_factor(request: ReadingRequest, ulid: str) -> HttpResponse:
    user = _account(request, ulid)
    return _done(request, user, lambda: reset_second_factor(actor=request.actor, user=user))


@require_POST
@staff_page(Right.MANAGE_ACCOUNTS)
def roles(request: ReadingRequest, ulid: str) -> HttpResponse:
    """Gives a role, or takes it away when that button was pressed."""
    user = _account(request, ulid)
    form = RoleForm(request.POST, institutions=institutions_with(request.actor, Right.MANAGE_ACCOUNTS))
    if not form.is_valid():
        return _shown(request, user, form=form, status=400)
    institution, role = form.chosen_institution, Role(form.cleaned_data["role"])
    act = revoke_role if "revoke" in request.POST else grant_role
    return _done(request, user, lambda: act(actor=request.actor, user=user, institution=institution, role=role))


def _account(request: ReadingRequest, ulid: str) -> User:
    found = account_at(ulid, request.actor)
    if found is None:
        raise Http404
    return found


def _done(request: ReadingRequest, user: User, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
        messages.success(request, _("Saved."))
    except ArchiveError as refusal:
        messages.error(request, f"{refusal} {refusal.remedy()}")
    return redirect("accounts:account", user.ulid)


def _with_password(request: ReadingRequest, user: User, act: Callable[[], str]) -> HttpResponse:
    """The temporary password is on this answer and nowhere else: neither in a message nor in the session."""
    try:
        password = act()
    except ArchiveError as refusal:
        messages.error(request, f"{refusal} {refusal.remedy()}")
        return redirect("accounts:account", user.ulid)
    return _shown(request, user, password=password)


def _shown(
    request: ReadingRequest, user: User, *, form: RoleForm | None = None, password: str = "", status: int = 200
) -> HttpResponse:
    institutions = institutions_with(request.actor, Right.MANAGE_ACCOUNTS)
    context = {
        "page": account_page(user, request.actor),
        "form": form or RoleForm(institutions=institutions),
        "password": password,
    }
    return render(request, "accounts/account.html", context, status=status)
