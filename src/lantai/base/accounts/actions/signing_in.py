"""Signing in, and failing to: the audit chain is the memory of both."""

from __future__ import annotations

from django.db import transaction

from lantai.base.accounts.access import ANONYMOUS, Actor, Right, actor_of
from lantai.base.accounts.actions.authority import require_over_another
from lantai.base.accounts.models import User
from lantai.base.audit.actions import record


def note_sign_in(*, user: User, address: str) -> None:
    """Somebody signed in: who, and from where."""
    record("user:sign_in", actor=actor_of(user), subject=("user", user.ulid), data={"address": address})


def note_refused_sign_in(*, name: str, address: str) -> None:
    """Somebody failed to sign in with a name, known or not. The password tried is written nowhere."""
    record("user:sign_in:refuse", actor=ANONYMOUS, subject=("name", name[:80]), data={"address": address})


@transaction.atomic
def unlock_sign_in(*, actor: Actor, user: User) -> None:
    """Let somebody try again at once whose name rests after too many wrong tries."""
    require_over_another(actor, Right.MANAGE_ACCOUNTS, user)
    record("user:sign_in:unlock", actor=actor, subject=("name", user.username), data={"user": user.ulid})
