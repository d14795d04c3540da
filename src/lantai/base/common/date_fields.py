"""Fields of forms in which the ends of a range of days are typed, in any form a date is read in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from lantai.base.common.dates.asked import LONGEST, DateUnreadable, asked_between, first_day, last_day

ENDS = ("year_from", "year_to")


class FirstDayField(forms.CharField):
    """Cleaned, it is the first day of what was typed; None when nothing was."""

    read = staticmethod(first_day)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "max_length": LONGEST, **kwargs})

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        try:
            return self.read(typed)
        except DateUnreadable as refusal:
            raise forms.ValidationError(f"{gettext(refusal.beside)} {refusal.remedy()}") from refusal


class LastDayField(FirstDayField):
    """Cleaned, it is the last day of what was typed."""

    read = staticmethod(last_day)


class AsksDates(forms.Form):
    """A form that asks for what lies between two dates; links kept or printed have years in the same two fields."""

    year_from = FirstDayField(label=_("From date"))
    year_to = LastDayField(label=_("To date"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        first, last = given.get("year_from"), given.get("year_to")
        if first and last and first > last:
            self.add_error("year_from", _("The first date is after the last one."))
        return given

    def between(self) -> dict[str, Any]:
        """Both ends, as `asked_between` gives them, as far as they could be read."""
        return asked_between(self.cleaned_data.get("year_from"), self.cleaned_data.get("year_to"))
