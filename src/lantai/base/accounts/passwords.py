"""What a password must be beyond its length, as a validator of Django's, and passwords that are that."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class KindsOfCharacter:
    """Upper case, lower case, digits, and everything else: so many of the four (GB/T 22239-2019, 身份鉴别)."""

    def __init__(self, least: int = 2) -> None:
        self.least = least

    def validate(self, password: str, user: Any = None) -> None:
        kinds = {self._kind(sign) for sign in password}
        if len(kinds) < self.least:
            raise ValidationError(self.get_help_text(), code="password_kinds")

    @staticmethod
    def _kind(sign: str) -> str:
        if sign.isdigit():
            return "digit"
        return "upper" if sign.isupper() else "lower" if sign.islower() else "other"

    def get_help_text(self) -> str:
        return _("Use at least %(least)s of: capital letters, small letters, digits, other characters.") % {
            "least": self.least
        }


def made_password() -> str:
    """A new one that satisfies whatever the settings ask for: sixteen signs or more, of all four kinds."""
    length = max(16, settings.PASSWORD_LENGTH)
    return f"{secrets.token_urlsafe(length)[: length - 4]}-7aA"
