"""The forms of appointments: shapes and messages, no saving."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.models import Institution
from lantai.services.appointments.actions import MOST_PEOPLE, MOST_USED, Used
from lantai.services.appointments.models import RoomUse
from lantai.services.appointments.queries import Offer
from lantai.services.enquiries.data import choices
from lantai.services.enquiries.forms import Dressed, line_field
from lantai.services.enquiries.visits import Room

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


def _amount(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=MOST_USED, required=False, initial=0)


class UseForm(Dressed):
    """A line of the register of the reading room: whoever it was is not asked."""

    institution = forms.ChoiceField(label=_("Archive"))
    day = forms.DateField(label=_("Day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    what = forms.ChoiceField(label=_("What was used"), choices=RoomUse.What.choices)
    who = forms.ChoiceField(label=_("Kind of person"), choices=RoomUse.Who.choices)
    purpose = forms.ChoiceField(label=_("Purpose of use"))
    people = forms.IntegerField(label=_("Number of people"), min_value=1, max_value=MOST_PEOPLE, initial=1)
    had_booked = forms.BooleanField(label=_("They had booked: the visit is counted there."), required=False)
    volumes = _amount(_("Volumes used"))
    items = _amount(_("Items used"))
    books = _amount(_("Library materials (volumes)"))
    documents = _amount(_("Government information (documents)"))
    copied = _amount(_("Pages copied"))
    excerpted = _amount(_("Pages excerpted"))

    def __init__(self, *args: Any, archives: Sequence[Institution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._archives = {each.code: each for each in archives}
        self.fields["institution"].choices = [(code, each.name) for code, each in self._archives.items()]  # type: ignore[attr-defined]
        self.fields["purpose"].choices = choices("purposes")  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """What was typed, once it is valid."""
        given = dict(self.cleaned_data)
        institution, day = self._archives[given.pop("institution")], given.pop("day")
        return {"institution": institution, "day": day, "used": _used(given)}


def _used(given: dict[str, Any]) -> Used:
    """A number that was left empty is none."""
    amounts: dict[str, Any] = {name: given.pop(name) or 0 for name in Room.AMOUNTS}
    return Used(**given, **amounts)
