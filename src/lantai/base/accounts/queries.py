"""Looking accounts up."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, NotAllowed, Right
from lantai.base.accounts.models import ApiToken, Institution, RoleAssignment, User
from lantai.base.audit.queries import count_since, last_of
from lantai.base.common.errors import ArchiveError
from lantai.base.common.keyset import Sheet, sheet_of, total_of
from lantai.base.limits.senders import mark_of
from lantai.base.limits.tries import Tries, sender_waits


class UserUnknown(ArchiveError):
    code = "accounts.user_unknown"
    message = gettext_noop("There is no user “%(name)s”.")
    hint = gettext_noop("Check the name, or add the user with “bin/lantai user add”.")
    http_status = 404


class InstitutionUnknown(ArchiveError):
    code = "accounts.institution_unknown"
    message = gettext_noop("There is no institution “%(code)s”.")
    hint = gettext_noop("Name one of: %(known)s.")
    http_status = 404
    exit_code = 3


def is_locked_out(name: str) -> bool:
    """Whether somebody tried this name wrongly too often of late: the audit chain itself is the memory."""
    subject = ("name", name[:80])
    since = timezone.now() - dt.timedelta(minutes=settings.LOCK_MINUTES)
    wrong = count_since("user:sign_in:refuse", subject=subject, since=since)
    if wrong < settings.SIGN_IN_TRIES:
        return False
    unlocked = last_of("user:sign_in:unlock", subject=subject)
    since = max(since, unlocked) if unlocked else since
    return count_since("user:sign_in:refuse", subject=subject, since=since) >= settings.SIGN_IN_TRIES


SIGN_IN, NAMES_OF_SENDER = "sign_in", 4
"""The door; and how many times as many wrong tries a sender has for all names: an office may have one address."""


def sign_in_tries() -> Tries:
    return Tries(settings.SIGN_IN_TRIES, settings.LOCK_MINUTES, NAMES_OF_SENDER)


def sign_in_waits(name: str, address: str) -> int:
    """Seconds for which nobody signs in with this name, or from this address; 0 when they may."""
    rests = settings.LOCK_MINUTES * 60 if is_locked_out(name) else 0
    return max(rests, sender_waits(SIGN_IN, sender=mark_of(address), tries=sign_in_tries()))


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


OFFICES = (Right.KEEP_ACCOUNTS, Right.MANAGE_ACCOUNTS)
SHEET = 50


def require_office(actor: Actor) -> None:
    """Accounts are seen by those who keep them or decide on them. Raises `NotAllowed`."""
    if not any(actor.may(right) for right in OFFICES):
        raise NotAllowed(who=actor.label, right=Right.KEEP_ACCOUNTS)


def accounts_of(actor: Actor) -> QuerySet[User]:
    """The accounts this administrator sees to: those of the own institutions, and those of none."""
    held = frozenset().union(*(actor.institutions_with(right) for right in OFFICES))
    if "*" in held:
        return User.objects.all()
    mine = Q(institution__code__in=held) | Q(institution=None)
    elsewhere = RoleAssignment.objects.exclude(institution__code__in=held).values("user")
    return User.objects.filter(mine).exclude(Q(institution=None) & Q(pk__in=elsewhere))


def account_list(actor: Actor, *, words: str = "", state: str = "", place: str = "") -> Sheet[User]:
    """Accounts by name, sheet by sheet, with their roles: the same few queries however many there are."""
    require_office(actor)
    rows = accounts_of(actor)
    if words:
        rows = rows.filter(Q(username__icontains=words) | Q(display_name__icontains=words))
    if state == "active":
        rows = rows.filter(is_active=True)
    elif state in User.STATES:
        rows = rows.filter(is_active=False, activated_at__isnull=state == "proposed")
    roles = Prefetch("roles", RoleAssignment.objects.select_related("institution").order_by("pk"))
    total = total_of(rows)
    return sheet_of(
        rows.select_related("institution").prefetch_related(roles),
        by=["username"],
        place=place,
        size=SHEET,
        total=total,
    )


def account_at(ulid: str, actor: Actor) -> User | None:
    """One account, if this administrator sees to it."""
    require_office(actor)
    return accounts_of(actor).select_related("institution").filter(ulid=ulid).first()


def institutions_with(actor: Actor, right: Right) -> list[Institution]:
    """Where the right is held, by code."""
    codes = actor.institutions_with(right)
    return list(Institution.objects.all() if "*" in codes else Institution.objects.filter(code__in=codes))


def institution_named(code: str) -> Institution:
    """By its code. Raises `InstitutionUnknown`, which names some that are there."""
    found = Institution.objects.filter(code=code).first()
    if found is None:
        known = ", ".join(Institution.objects.order_by("code").values_list("code", flat=True)[:20])
        raise InstitutionUnknown(code=code, known=known or "—")
    return found


def password_is_old(user: User, *, now: dt.datetime) -> bool:
    """Whether the password must be another: it was given by somebody, or has its age."""
    if user.must_change_password:
        return True
    days, since = settings.PASSWORD_DAYS, user.password_set_at
    return bool(days and since and now - since > dt.timedelta(days=days))


def needs_second_factor(user: User, actor: Actor) -> bool:
    """Whether one of the roles asks for a second factor that is not enrolled. Costs nothing where none is asked for."""
    asked = frozenset(settings.SECOND_FACTOR_ROLES)
    return bool(asked and user.second_factor_since is None and asked & set(actor.capacity.split(",")))


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One account with what its reader may do about it."""

    user: User
    roles: list[RoleAssignment]
    is_locked: bool
    may_keep: bool
    may_manage: bool


def account_page(user: User, actor: Actor) -> AccountPage:
    roles = list(user.roles.select_related("institution").order_by("pk"))
    codes = {each.institution.code for each in roles} | ({user.institution.code} if user.institution else set())
    own = actor.user_id == user.pk

    def may(right: Right) -> bool:
        return not own and actor.may(right) and all(actor.may(right, code) for code in codes)

    may_keep, may_manage = may(Right.KEEP_ACCOUNTS), may(Right.MANAGE_ACCOUNTS)
    return AccountPage(user, roles, may_manage and is_locked_out(user.username), may_keep, may_manage)
