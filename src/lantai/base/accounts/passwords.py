"""What a password must be beyond its length, as a validator of Django's."""

from __future__ import annotations

from typing import Any

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
