"""The sign-in form, in the house's words."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.queries import is_locked_out


class SignInForm(AuthenticationForm):
    """Name and password. The same sentence for an unknown name and a wrong password."""

    error_messages = {
        "invalid_login": _(
            "Name and password do not fit together. Check both; the password minds upper and lower case."
        ),
        "too_many": _("Too many wrong tries with this name. Wait a quarter of an hour, or ask the security officer."),
        "inactive": _("This account is closed. Ask the security officer."),
    }

    def clean(self) -> dict[str, Any]:
        """A name that was tried too often is not tried again for a while, right password or not."""
        if is_locked_out(self.data.get("username", "")):
            raise ValidationError(self.error_messages["too_many"], code="too_many")
        return super().clean()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"
