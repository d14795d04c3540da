"""The sign-in form, in the house's words."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """Name and password. The same sentence for an unknown name and a wrong password."""

    error_messages = {
        "invalid_login": _(
            "Name and password do not fit together. Check both; the password minds upper and lower case."
        ),
        "inactive": _("This account is closed. Ask the security officer."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"
