"""The forms of the fonds file: shapes and messages, no saving."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from lantai.base.common.dates import ArchivalDate, parse_date
from lantai.base.common.dates.asked import DateUnreadable, first_day
from lantai.holdings.arrangement.fonds_file_parts import fonds_file_parts
from lantai.holdings.arrangement.forms import Dressed, ReasonForm
from lantai.holdings.arrangement.queries import codes_nobody_bears, records_named
from lantai.holdings.catalogue.codes import canonical
from lantai.holdings.catalogue.models import Fonds, Record

MOST_NAMED = 50
"""So many records one entry of the fonds file names."""


class EntryForm(Dressed):
    """An entry of the fonds file."""

    part = forms.ChoiceField(label=gettext_lazy("Part"))
    title = forms.CharField(max_length=300, label=gettext_lazy("Title"))
    date = forms.CharField(max_length=100, label=gettext_lazy("Date"))
    text = forms.CharField(
        required=False, max_length=100_000, widget=forms.Textarea(attrs={"rows": 5}), label=gettext_lazy("Text")
    )
    records = forms.CharField(required=False, max_length=4000, label=gettext_lazy("Records it names (their codes)"))

    def __init__(self, *args: Any, fonds: Fonds, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._fonds = fonds
        self.fields["part"].choices = [(part.code, part.label) for part in fonds_file_parts().values()]  # type: ignore[attr-defined]

    def clean_date(self) -> ArchivalDate:
        """A day or longer, in any form; what happened to a fonds did not happen after today."""
        date = parse_date(self.cleaned_data["date"])
        try:
            first = first_day(date.raw)
        except DateUnreadable as refusal:
            raise forms.ValidationError(f"{_(refusal.beside)} {refusal.remedy()}") from refusal
        if first is not None and first > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return date

    def clean_records(self) -> list[Record]:
        """Records of this fonds, by any code they bear or have borne; nothing that was typed is passed over."""
        typed = {canonical(word): word for word in re.split(r"[\s;；,，、]+", self.cleaned_data["records"]) if word}
        if len(typed) > MOST_NAMED:
            raise forms.ValidationError(_("An entry names at most %(most)s records.") % {"most": MOST_NAMED})
        if unknown := codes_nobody_bears(self._fonds, list(typed)):
            told = {"codes": ", ".join(typed[key] for key in unknown)}
            raise forms.ValidationError(_("No record of this fonds bears the code %(codes)s.") % told)
        return records_named(self._fonds, list(typed))


class CorrectEntryForm(EntryForm):
    """What an entry is to say from now on, and why. `version` is the entry as it was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(max_length=200, label=gettext_lazy("Why"))


class WithdrawEntryForm(ReasonForm):
    """Why an entry was a mistake. `version` is the entry as it was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)
