"""Keys for programs: each opens what its user may see, for some days."""

from __future__ import annotations

import datetime as dt
import secrets

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right
from lantai.base.accounts.actions.authority import require_over
from lantai.base.accounts.models import ApiToken, User
from lantai.base.accounts.queries import token_hash
from lantai.base.audit.actions import record
from lantai.base.common.errors import ArchiveError


class TokenTooLong(ArchiveError):
    code = "accounts.token_too_long"
    message = gettext_noop("A token lives for 1 to %(most)s days, not %(days)s.")
    hint = gettext_noop("Ask for fewer days, or raise LANTAI_TOKEN_DAYS.")
    http_status = 422
    exit_code = 2


@transaction.atomic
def issue_token(*, actor: Actor, user: User, name: str, days: int | None = None) -> tuple[ApiToken, str]:
    """Give a user's program a key; returns it beside its row, and nothing can show it again.

    It lives for so many days: as many as the settings allow, or fewer.
    """
    require_over(actor, Right.MANAGE_ACCOUNTS, user)
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
    require_over(actor, Right.MANAGE_ACCOUNTS, token.user)
    if ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=timezone.now()):
        data = {"token": token.ulid, "name": token.name}
        record("user:token:revoke", actor=actor, subject=("user", token.user.ulid), data=data)
    token.refresh_from_db()
    return token
