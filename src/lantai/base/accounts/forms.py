"""Forms of accounts: shapes and messages, in the house's words; no saving."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Role
from lantai.base.accounts.contacts import Addresses
from lantai.base.accounts.models import Institution, StaffContact, User
from lantai.base.accounts.queries import sign_in_waits


class SignInForm(AuthenticationForm):
    """Name and password. The same sentence for an unknown name and a wrong password."""

    seconds = 0
    error_messages = {
        "invalid_login": _(
            "Name and password do not fit together. Check both; the password minds upper and lower case."
        ),
        "too_many": _("Too many wrong tries with this name, or from here. Wait a while, or ask the security officer."),
        "inactive": _("This account is closed. Ask the security officer."),
    }

    def clean(self) -> dict[str, Any]:
        """A name that was tried too often is not tried again for a while, right password or not."""
        address = self.request.META.get("REMOTE_ADDR", "") if self.request else ""
        self.seconds = sign_in_waits(self.data.get("username", ""), address)
        if self.seconds:
            raise ValidationError(self.error_messages["too_many"], code="too_many")
        return super().clean()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"


class CodeForm(forms.Form):
    """A code of the telephone, or one of the recovery codes."""

    said = forms.CharField(label=_("One-time code"), max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        marks = {"autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "none"}
        self.fields["said"].widget.attrs.update(marks)
        dressed(self)


class EnrolForm(CodeForm):
    """The first code of a telephone, and the password: a session left open enrols nobody else's."""

    password = forms.CharField(label=_("Password of now"), strip=False, max_length=200)
    field_order = ("password", "said")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].widget = forms.PasswordInput({"autocomplete": "current-password"})
        dressed(self)


def dressed(form: forms.Form) -> None:
    """The look of the house on every box."""
    for field in form.fields.values():
        field.widget.attrs["class"] = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"


class AccountFilter(forms.Form):
    """The list's address: every part optional."""

    words = forms.CharField(required=False, max_length=80, label=_("Name"))
    state = forms.ChoiceField(required=False, label=_("State"), choices=[("", _("all")), *User.STATES.items()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dressed(self)

    def wanted(self) -> dict[str, str]:
        """What could be read of it."""
        self.full_clean()
        return {name: self.cleaned_data.get(name, "") for name in ("words", "state")}


class OfInstitution(forms.Form):
    """A form that names one of the institutions its reader sees to."""

    institution = forms.ChoiceField(label=_("Institution"))

    def __init__(self, *args: Any, institutions: Sequence[Institution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._institutions = {each.code: each for each in institutions}
        self.fields["institution"].choices = [(code, each.name) for code, each in self._institutions.items()]  # type: ignore[attr-defined]
        dressed(self)

    @property
    def chosen_institution(self) -> Institution:
        return self._institutions[self.cleaned_data["institution"]]


class NewAccountForm(OfInstitution):
    """An account that is proposed."""

    username = forms.RegexField(
        r"^[\w.@+-]+$",
        max_length=80,
        label=_("User name"),
        error_messages={"invalid": _("Letters, digits and . @ + - _ only, without blanks.")},
    )
    display_name = forms.CharField(max_length=80, required=False, label=_("Name as it is shown"))

    def said(self) -> dict[str, Any]:
        """What was typed, once it is valid."""
        given = self.cleaned_data
        return {
            "institution": self.chosen_institution,
            "username": given["username"],
            "display_name": given["display_name"],
        }


class RoleForm(OfInstitution):
    """A role in an institution."""

    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in Role]  # type: ignore[attr-defined]


class PasswordForm(forms.Form):
    """One's own password, anew."""

    old = forms.CharField(label=_("Password of now"), strip=False, max_length=200)
    new = forms.CharField(label=_("New password"), strip=False, max_length=200)
    again = forms.CharField(label=_("New password again"), strip=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            kind = "current-password" if name == "old" else "new-password"
            field.widget = forms.PasswordInput({"autocomplete": kind})
        dressed(self)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("new") and given.get("again") and given["new"] != given["again"]:
            self.add_error("again", _("The two are not the same. Type the new password twice."))
        return given


class ContactForm(forms.Form):
    """Where somebody is reminded, by which way first, and how often."""

    email = forms.EmailField(label=_("E-mail for reminders"), max_length=200, required=False)
    phone = forms.RegexField(
        r"^\+?[0-9][0-9 ()（）-]{4,28}$",
        label=_("Telephone for text messages"),
        max_length=30,
        required=False,
        error_messages={"invalid": _("Digits with + ( ) - and blanks only, at least five.")},
    )
    pace = forms.ChoiceField(label=_("Remind"), choices=StaffContact.Pace.choices)
    language = forms.ChoiceField(label=_("Language of the messages"), choices=[("zh", "中文"), ("en", "English")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["autocomplete"] = "off"
        self.fields["phone"].widget.attrs["autocomplete"] = "off"
        dressed(self)

    def said(self) -> dict[str, Any]:
        """What was typed, once it is valid."""
        given = self.cleaned_data
        addresses = Addresses(given["email"], given["phone"])
        return {"addresses": addresses, "pace": given["pace"], "language": given["language"]}
