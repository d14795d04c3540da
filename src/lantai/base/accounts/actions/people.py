"""Institutions and the accounts of people: proposed by one office, activated by another, disabled, never deleted."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.accounts.actions.authority import require_over_another
from lantai.base.accounts.actions.passwords import give_temporary, require_strong
from lantai.base.accounts.models import Institution, StaffContact, User
from lantai.base.audit.actions import record
from lantai.base.common.errors import ArchiveError


class NameTaken(ArchiveError):
    code = "accounts.name_taken"
    message = gettext_noop("There is already a user “%(name)s”.")
    hint = gettext_noop("Choose another name, or grant the role to the existing user.")
    http_status = 409


class AccountIsSo(ArchiveError):
    code = "accounts.is_so_already"
    message = gettext_noop("The account of %(name)s is %(state)s already.")
    hint = gettext_noop("Load the page again: somebody else was faster.")
    http_status = 409


@transaction.atomic
def found_institution(*, actor: Actor, code: str, name: str, kind: str = Institution.Kind.ARCHIVE) -> Institution:
    """Enter an institution, or give back the one that has this code."""
    require(actor, Right.KEEP_ACCOUNTS, code)
    institution, made = Institution.objects.get_or_create(code=code, defaults={"name": name, "kind": kind})
    if made:
        record("institution:found", actor=actor, subject=("institution", code), data={"name": name, "kind": kind})
    return institution


@transaction.atomic
def add_user(*, actor: Actor, username: str, password: str, display_name: str = "") -> User:
    """Make an account without any role, to be used at once.

    Two offices in one act: only who sits at the machine holds both. Administrators propose and activate.
    """
    require(actor, Right.KEEP_ACCOUNTS)
    require(actor, Right.MANAGE_ACCOUNTS)
    if User.objects.filter(username=username).exists():
        raise NameTaken(name=username)
    require_strong(password)
    user = User.objects.create_user(username, password, display_name=display_name)
    record("user:add", actor=actor, subject=("user", user.ulid), data={"username": username})
    return user


@transaction.atomic
def propose_user(*, actor: Actor, institution: Institution, username: str, display_name: str = "") -> User:
    """Make an account of an institution that nobody can use before the security officer has activated it."""
    require(actor, Right.KEEP_ACCOUNTS, institution.code)
    if User.objects.filter(username=username).exists():
        raise NameTaken(name=username)
    user = User.objects.create(
        username=username,
        display_name=display_name,
        institution=institution,
        is_active=False,
        password=make_password(None),
    )
    data = {"username": username, "institution": institution.code}
    record("user:propose", actor=actor, subject=("user", user.ulid), data=data)
    return user


@transaction.atomic
def activate_user(*, actor: Actor, user: User) -> str:
    """Let a proposed or disabled account be used; returns a password for the first sign-in, shown once.

    Raises `AccountIsSo`, `NotOneself`.
    """
    require_over_another(actor, Right.MANAGE_ACCOUNTS, user)
    claimed = User.objects.filter(pk=user.pk, is_active=False)
    if not claimed.update(is_active=True, activated_at=timezone.now()):
        raise AccountIsSo(name=str(user), state=User.STATES["active"])
    user.refresh_from_db()
    password = give_temporary(user)
    record("user:activate", actor=actor, subject=("user", user.ulid), data={"username": user.username})
    return password


@transaction.atomic
def disable_user(*, actor: Actor, user: User, reason: str) -> User:
    """End an account: its sessions and tokens with it, and where the person was reminded is forgotten.

    The row stays, and what it did. Raises `AccountIsSo`.
    """
    require_over_another(actor, Right.KEEP_ACCOUNTS, user)
    since = Coalesce("activated_at", Value(timezone.now()))  # one that was in use is not “proposed” again
    if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False, activated_at=since):
        raise AccountIsSo(name=str(user), state=User.STATES["disabled"])
    user.refresh_from_db()
    StaffContact.objects.filter(user=user).delete()
    data = {"username": user.username, "reason": reason[:300]}
    record("user:disable", actor=actor, subject=("user", user.ulid), data=data)
    return user
