"""Signing in, and failing to: the audit chain is the memory of both."""

from __future__ import annotations

from django.db import transaction

from lantai.base.accounts.access import ANONYMOUS, Actor, Right, actor_of
from lantai.base.accounts.actions.authority import require_over_another
from lantai.base.accounts.models import User
from lantai.base.accounts.queries import SIGN_IN, sign_in_tries
from lantai.base.audit.actions import record
from lantai.base.limits.senders import mark_of
from lantai.base.limits.tries import count_wrong


def note_sign_in(*, user: User, address: str, factor: str = "") -> None:
    """Somebody signed in: who, from where, and by which second factor (`code`, `recovery`), if by one."""
    data = {"address": address} | ({"factor": factor} if factor else {})
    record("user:sign_in", actor=actor_of(user), subject=("user", user.ulid), data=data)


@transaction.atomic
def note_refused_sign_in(*, name: str, address: str, step: str = "") -> None:
    """Somebody failed to sign in with a name, known or not, or failed at the second step (`code`).

    Both count towards the rest of the name, and of the sender. What was tried is written nowhere.
    """
    count_wrong(SIGN_IN, number=name, sender=mark_of(address), tries=sign_in_tries())
    data = {"address": address} | ({"step": step} if step else {})
    record("user:sign_in:refuse", actor=ANONYMOUS, subject=("name", name[:80]), data=data)


@transaction.atomic
def unlock_sign_in(*, actor: Actor, user: User) -> None:
    """Let somebody try again at once whose name rests after too many wrong tries."""
    require_over_another(actor, Right.MANAGE_ACCOUNTS, user)
    record("user:sign_in:unlock", actor=actor, subject=("name", user.username), data={"user": user.ulid})
