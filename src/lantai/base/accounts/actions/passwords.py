"""Passwords: what one must be, changing one's own, and the temporary one the security officer gives."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, NotAllowed, Right
from lantai.base.accounts.actions.authority import require_over_another
from lantai.base.accounts.models import OldPassword, User
from lantai.base.accounts.passwords import made_password
from lantai.base.audit.actions import record
from lantai.base.common.errors import ArchiveError


class PasswordWeak(ArchiveError):
    code = "accounts.password_weak"
    message = gettext_noop("This password will not do: %(reasons)s")
    hint = gettext_noop("Choose another: some words one after the other with a digit are long and easy to keep.")
    http_status = 422
    exit_code = 2


class PasswordWrong(ArchiveError):
    code = "accounts.password_wrong"
    message = gettext_noop("The password of now is not right.")
    hint = gettext_noop("Type it again; it minds upper and lower case.")
    http_status = 422


class PasswordUsedBefore(ArchiveError):
    code = "accounts.password_used_before"
    message = gettext_noop("This password was used before.")
    hint = gettext_noop("Choose one that is none of the last %(count)s.")
    http_status = 422


def require_strong(password: str, user: User | None = None) -> None:
    """Length, kinds of characters and not a common one, as the settings say. Raises `PasswordWeak`."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise PasswordWeak(reasons=" ".join(error.messages)) from error


@transaction.atomic
def change_password(*, actor: Actor, user: User, old: str, new: str) -> User:
    """Change one's own password; the other sessions end.

    Raises `PasswordWrong`, `PasswordWeak`, `PasswordUsedBefore`.
    """
    if actor.user_id is None or actor.user_id != user.pk:
        raise NotAllowed(who=actor.label, right=Right.MANAGE_ACCOUNTS)
    if not check_password(old, user.password):
        raise PasswordWrong
    require_strong(new, user)
    _refuse_used(user, new)
    _set(user, new, must_change=False)
    record("user:password:change", actor=actor, subject=("user", user.ulid))
    return user


@transaction.atomic
def reset_password(*, actor: Actor, user: User) -> str:
    """Give a temporary password, shown once; every session ends, and the next sign-in asks for another password."""
    require_over_another(actor, Right.MANAGE_ACCOUNTS, user)
    password = give_temporary(user)
    record("user:password:reset", actor=actor, subject=("user", user.ulid), data={"username": user.username})
    return password


def give_temporary(user: User) -> str:
    """A password that lasts for one sign-in. The event is the calling act's."""
    password = made_password()
    _set(user, password, must_change=True)
    return password


def _refuse_used(user: User, new: str) -> None:
    most = settings.PASSWORD_REUSE
    kept = list(OldPassword.objects.filter(user=user).order_by("-pk").values_list("hash", flat=True)[:most])
    if most and any(check_password(new, each) for each in [user.password, *kept][:most]):
        raise PasswordUsedBefore(count=most)


def _set(user: User, password: str, *, must_change: bool) -> None:
    if user.has_usable_password():
        OldPassword.objects.create(user=user, hash=user.password)
        kept = OldPassword.objects.filter(user=user).order_by("-pk")
        OldPassword.objects.filter(user=user).exclude(pk__in=list(kept.values_list("pk", flat=True)[:24])).delete()
    user.set_password(password)
    user.password_set_at, user.must_change_password = timezone.now(), must_change
    user.save(update_fields=["password", "password_set_at", "must_change_password"])
