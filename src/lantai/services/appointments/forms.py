"""The forms of appointments: shapes and messages, no saving."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lantai.services.appointments.queries import Offer
from lantai.services.enquiries.forms import Dressed, line_field

_PHONE = re.compile(r"[0-9+()（）\- ]{5,40}")


class BookForm(Dressed):
    """A time, and who comes. `website` is a field people do not see."""

    time = forms.ChoiceField(label=_("Time"))
    name = line_field(_("Your name"), 80)
    phone = line_field(_("Telephone"), 40)
    purpose = line_field(_("What you would like to read, if you like to say"), 200, required=False)
    agreed = forms.BooleanField(label=_("I agree that my name and number are kept until some days after the visit."))
    website = forms.CharField(required=False, max_length=200, label=_("Leave this empty"))

    def __init__(self, *args: Any, offers: Sequence[Offer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = [
            (each.value, f"{each.day:%Y-%m-%d} {each.slot.starts:%H:%M}–{each.slot.ends:%H:%M}")
            for each in offers
            if each.left
        ]
        self.fields["time"].choices = [("", "—"), *free]  # type: ignore[attr-defined]
        self.fields["website"].widget.attrs |= {"tabindex": "-1", "autocomplete": "off"}

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"].strip()
        if not _PHONE.fullmatch(phone):
            raise forms.ValidationError(_("A telephone number has digits, blanks, + and - only."))
        return phone

    @property
    def chosen(self) -> dt.datetime:
        return dt.datetime.fromisoformat(self.cleaned_data["time"])

    @property
    def is_trapped(self) -> bool:
        return bool(self.cleaned_data.get("website"))


class CancelForm(Dressed):
    number = line_field(_("Number of the appointment"), 40)
    code = line_field(_("Code of the appointment"), 40)
