"""The acts on accounts: found an institution, add a user, grant a role, give a key. Each is one audited transaction."""

from __future__ import annotations

import datetime as dt
import secrets

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import ADMINISTRATORS, ANONYMOUS, Actor, Right, Role, actor_of, require
from lantai.base.accounts.models import ApiToken, Institution, RoleAssignment, User
from lantai.base.accounts.queries import token_hash
from lantai.base.audit.actions import record
from lantai.base.common.errors import ArchiveError


class NameTaken(ArchiveError):
    code = "accounts.name_taken"
    message = gettext_noop("There is already a user “%(name)s”.")
    hint = gettext_noop("Choose another name, or grant the role to the existing user.")
    http_status = 409


class RolesExclude(ArchiveError):
    code = "accounts.roles_exclude"
    message = gettext_noop("%(name)s already holds “%(held)s”; it cannot be joined with “%(role)s”.")
    hint = gettext_noop("The three administrators exclude one another and hold no archival role: use another person.")
    http_status = 409


class TokenTooLong(ArchiveError):
    code = "accounts.token_too_long"
    message = gettext_noop("A token lives for 1 to %(most)s days, not %(days)s.")
    hint = gettext_noop("Ask for fewer days, or raise LANTAI_TOKEN_DAYS.")
    http_status = 422
    exit_code = 2


@transaction.atomic
def found_institution(*, actor: Actor, code: str, name: str, kind: str = Institution.Kind.ARCHIVE) -> Institution:
    """Enter an institution, or give back the one that has this code."""
    require(actor, Right.MANAGE_ACCOUNTS, code)
    institution, made = Institution.objects.get_or_create(code=code, defaults={"name": name, "kind": kind})
    if made:
        record("institution:found", actor=actor, subject=("institution", code), data={"name": name, "kind": kind})
    return institution


@transaction.atomic
def add_user(*, actor: Actor, username: str, password: str, display_name: str = "") -> User:
    """Make an account without any role."""
    require(actor, Right.MANAGE_ACCOUNTS)
    if User.objects.filter(username=username).exists():
        raise NameTaken(name=username)
    user = User.objects.create_user(username, password, display_name=display_name)
    record("user:add", actor=actor, subject=("user", user.ulid), data={"username": username})
    return user


@transaction.atomic
def grant_role(*, actor: Actor, user: User, institution: Institution, role: Role) -> RoleAssignment:
    """Give one role in one institution. The three administrators exclude each other and every archival role."""
    require(actor, Right.MANAGE_ACCOUNTS, institution.code)
    for held in user.roles.exclude(role=role).values_list("role", flat=True):
        if {Role(held), role} & ADMINISTRATORS:
            raise RolesExclude(name=str(user), held=held, role=role)
    assignment, made = RoleAssignment.objects.get_or_create(user=user, institution=institution, role=role)
    if made:
        data = {"role": role, "institution": institution.code}
        record("user:role:grant", actor=actor, subject=("user", user.ulid), data=data)
    return assignment


def _require_over(actor: Actor, user: User) -> None:
    """A key opens all its user may see: whoever gives or ends it manages accounts wherever the user holds a role."""
    require(actor, Right.MANAGE_ACCOUNTS)
    for code in user.roles.values_list("institution__code", flat=True).distinct():
        require(actor, Right.MANAGE_ACCOUNTS, code)


@transaction.atomic
def issue_token(*, actor: Actor, user: User, name: str, days: int | None = None) -> tuple[ApiToken, str]:
    """Give a user's program a key; returns it beside its row, and nothing can show it again.

    It lives for so many days: as many as the settings allow, or fewer.
    """
    _require_over(actor, user)
    key = f"lt_{secrets.token_urlsafe(32)}"
    days = settings.TOKEN_DAYS if days is None else days
    if not 1 <= days <= settings.TOKEN_DAYS:
        raise TokenTooLong(days=days, most=settings.TOKEN_DAYS)
    expires = timezone.now() + dt.timedelta(days=days)
    token = ApiToken.objects.create(user=user, name=name[:80], hash=token_hash(key), expires_at=expires)
    data = {"token": token.ulid, "name": name, "expires": f"{expires:%Y-%m-%d}"}
    record("user:token:issue", actor=actor, subject=("user", user.ulid), data=data)
    return token, key


@transaction.atomic
def revoke_token(*, actor: Actor, token: ApiToken) -> ApiToken:
    """End a key at once. A key that has ended stays ended, and says since when."""
    _require_over(actor, token.user)
    if ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=timezone.now()):
        data = {"token": token.ulid, "name": token.name}
        record("user:token:revoke", actor=actor, subject=("user", token.user.ulid), data=data)
    token.refresh_from_db()
    return token


def note_sign_in(*, user: User, address: str) -> None:
    """Somebody signed in: who, and from where."""
    record("user:sign_in", actor=actor_of(user), subject=("user", user.ulid), data={"address": address})


def note_refused_sign_in(*, name: str, address: str) -> None:
    """Somebody failed to sign in with a name, known or not. The password tried is written nowhere."""
    record("user:sign_in:refuse", actor=ANONYMOUS, subject=("name", name[:80]), data={"address": address})
