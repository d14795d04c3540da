"""The second factor: enrolled and renewed by oneself, reset by another; each code opens one door once."""

from __future__ import annotations

import secrets
import time

from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, NotAllowed, Right
from lantai.base.accounts.actions.authority import require_over_another
from lantai.base.accounts.actions.passwords import PasswordWrong
from lantai.base.accounts.models import RecoveryCode, SecondFactor, User
from lantai.base.accounts.sealing import keyed_hash, seal, unseal
from lantai.base.accounts.totp import step_of
from lantai.base.audit.actions import record
from lantai.base.common.errors import ArchiveError
from lantai.base.common.rows import insert_rows

RECOVERY_CODES, RECOVERY_SIGNS = 10, "abcdefghjkmnpqrstuvwxyz23456789"
"""How many codes are printed, and their signs: none that a hand mistakes for another."""


class CodeWrong(ArchiveError):
    code = "accounts.code_wrong"
    message = gettext_noop("This code is not right, or it was used already.")
    hint = gettext_noop("Wait for the next one, and see that the clock of the telephone is right.")
    http_status = 422


class FactorIsEnrolled(ArchiveError):
    code = "accounts.second_factor_enrolled"
    message = gettext_noop("%(name)s has a second factor already.")
    hint = gettext_noop("Ask another security officer to reset it before you enrol another telephone.")
    http_status = 409


class FactorMissing(ArchiveError):
    code = "accounts.second_factor_missing"
    message = gettext_noop("%(name)s has no second factor.")
    hint = gettext_noop("Load the page again: somebody else was faster.")
    http_status = 409


@transaction.atomic
def enrol_second_factor(*, actor: Actor, user: User, password: str, secret: str, said: str) -> list[str]:
    """Take a telephone in whose first code was said; gives the recovery codes, shown once. Other sessions end.

    Raises `PasswordWrong`, `CodeWrong`, `FactorIsEnrolled`.
    """
    _require_own(actor, user)
    if not check_password(password, user.password):
        raise PasswordWrong
    step = step_of(secret, plain(said), now=time.time())
    if step is None:
        raise CodeWrong
    if not User.objects.filter(pk=user.pk, second_factor_since=None).update(second_factor_since=timezone.now()):
        raise FactorIsEnrolled(name=str(user))
    user.refresh_from_db()
    SecondFactor.objects.create(user=user, cipher=seal(secret, account=user.ulid), last_step=step)
    codes = _new_codes(user)
    record("user:second_factor:enrol", actor=actor, subject=("user", user.ulid))
    return codes


@transaction.atomic
def renew_recovery_codes(*, actor: Actor, user: User, said: str) -> list[str]:
    """Ten new codes for a code of the telephone; those of before open nothing. Raises `CodeWrong`, `FactorMissing`."""
    _require_own(actor, user)
    if not _takes_telephone(user, plain(said)):
        raise CodeWrong
    codes = _new_codes(user)
    record("user:second_factor:renew", actor=actor, subject=("user", user.ulid))
    return codes


@transaction.atomic
def reset_second_factor(*, actor: Actor, user: User) -> User:
    """Forget a telephone that is lost, never one's own; every session of it ends. Raises `FactorMissing`."""
    require_over_another(actor, Right.MANAGE_ACCOUNTS, user)
    if not User.objects.filter(pk=user.pk, second_factor_since__isnull=False).update(second_factor_since=None):
        raise FactorMissing(name=str(user))
    SecondFactor.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()
    user.refresh_from_db()
    record("user:second_factor:reset", actor=actor, subject=("user", user.ulid), data={"username": user.username})
    return user


@transaction.atomic
def take_code(*, user: User, said: str) -> str:
    """Use a code up at the door: by `code` or `recovery`; the event is the sign-in's. Raises `CodeWrong`.

    Both are claimed with one conditional statement: of two who say the same code at once, one comes in.
    """
    text = plain(said)
    if _takes_telephone(user, text):
        return "code"
    gone, _ = RecoveryCode.objects.filter(user=user, hash=keyed_hash(text, account=user.ulid)).delete()
    if not gone:
        raise CodeWrong
    return "recovery"


def plain(said: str) -> str:
    """A code as it is compared: blanks and hyphens are for the eye."""
    return "".join(sign for sign in said.lower() if sign.isalnum())


def _takes_telephone(user: User, text: str) -> bool:
    factor = SecondFactor.objects.filter(user=user).first()
    if factor is None:
        raise FactorMissing(name=str(user))
    secret = unseal(bytes(factor.cipher), account=user.ulid)
    step = step_of(secret, text, now=time.time(), after=factor.last_step)
    newer = SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step) if step is not None else None
    return bool(newer is not None and newer.update(last_step=step))


def _new_codes(user: User) -> list[str]:
    codes = ["".join(secrets.choice(RECOVERY_SIGNS) for _ in range(12)) for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    insert_rows([RecoveryCode(user=user, hash=keyed_hash(code, account=user.ulid)) for code in codes])
    return ["-".join(code[at : at + 4] for at in (0, 4, 8)) for code in codes]


def _require_own(actor: Actor, user: User) -> None:
    if actor.user_id is None or actor.user_id != user.pk:
        raise NotAllowed(who=actor.label, right=Right.MANAGE_ACCOUNTS)
