"""Whether somebody may do something with somebody else's account."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.accounts.models import User
from lantai.base.common.errors import ArchiveError


class NotOneself(ArchiveError):
    code = "accounts.not_oneself"
    message = gettext_noop("Nobody does this with their own account.")
    hint = gettext_noop("Ask another person who holds the same office.")
    http_status = 403
    exit_code = 5


def require_over(actor: Actor, right: Right, user: User) -> None:
    """An account opens all its user may see: the right is needed wherever the user belongs or holds a role."""
    require(actor, right)
    codes = set(user.roles.values_list("institution__code", flat=True))
    if user.institution is not None:
        codes.add(user.institution.code)
    for code in sorted(codes):
        require(actor, right, code)


def require_over_another(actor: Actor, right: Right, user: User) -> None:
    """The same, and never over oneself. Raises `NotAllowed`, `NotOneself`."""
    require_over(actor, right, user)
    if actor.user_id is not None and actor.user_id == user.pk:
        raise NotOneself
