"""Looking accounts up."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.models import ApiToken, Institution, User
from lantai.base.audit.queries import count_since
from lantai.base.common.errors import ArchiveError


class UserUnknown(ArchiveError):
    code = "accounts.user_unknown"
    message = gettext_noop("There is no user “%(name)s”.")
    hint = gettext_noop("Check the name, or add the user with “bin/lantai user add”.")
    http_status = 404


WRONG_TRIES = 8
LOCKED_FOR = dt.timedelta(minutes=15)


def is_locked_out(name: str) -> bool:
    """Whether somebody tried this name wrongly too often of late: the audit chain itself is the memory."""
    wrong = count_since("user:sign_in:refuse", subject=("name", name[:80]), since=timezone.now() - LOCKED_FOR)
    return wrong >= WRONG_TRIES


def is_everywhere(institutions: frozenset[str]) -> bool:
    """Whether these codes, or `*`, are all archives of the installation: nothing is another's then."""
    return "*" in institutions or not (
        Institution.objects.filter(kind=Institution.Kind.ARCHIVE).exclude(code__in=institutions).exists()
    )


def user_named(name: str) -> User:
    """The user who signs in with this name. Raises `UserUnknown`."""
    user = User.objects.filter(username=name, is_active=True).first()
    if user is None:
        raise UserUnknown(name=name)
    return user


class TokenUnknown(ArchiveError):
    code = "accounts.token_unknown"
    message = gettext_noop("There is no token “%(token)s”.")
    hint = gettext_noop("List the tokens with “bin/lantai token list”.")
    http_status = 404


class TokenExpired(ArchiveError):
    code = "accounts.token_expired"
    message = gettext_noop("The token expired on %(day)s.")
    hint = gettext_noop("Ask for a new one: “bin/lantai token add USER” makes it.")
    http_status = 401
    exit_code = 5


def token_hash(key: str) -> str:
    """What is kept of a key. A plain digest is enough for 256 random bits: there is nothing to guess."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def token_numbered(ulid: str) -> ApiToken:
    """One token, ended or not. Raises `TokenUnknown`."""
    token = ApiToken.objects.select_related("user").filter(ulid=ulid).first()
    if token is None:
        raise TokenUnknown(token=ulid)
    return token


def user_with_key(key: str) -> User | None:
    """The active user a living key stands for. Notes the day of use: one more query, once a day.

    Raises `TokenExpired` for a key that was ours: its holder learns nothing but what to do.
    """
    living = ApiToken.objects.filter(hash=token_hash(key), revoked_at__isnull=True, user__is_active=True)
    token = living.select_related("user").first()
    if token is None:
        return None
    if token.expires_at <= timezone.now():
        raise TokenExpired(day=timezone.localdate(token.expires_at).isoformat())
    today = timezone.localdate()
    if token.used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(used_on=today)
    return token.user
