"""Looking accounts up."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from lantai.base.accounts.models import User
from lantai.base.common.errors import ArchiveError


class UserUnknown(ArchiveError):
    code = "accounts.user_unknown"
    message = gettext_noop("There is no user “%(name)s”.")
    hint = gettext_noop("Check the name, or add the user with “bin/lantai user add”.")
    http_status = 404


def user_named(name: str) -> User:
    """The user who signs in with this name. Raises `UserUnknown`."""
    user = User.objects.filter(username=name, is_active=True).first()
    if user is None:
        raise UserUnknown(name=name)
    return user
