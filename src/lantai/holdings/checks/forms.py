"""What a person answers of one item, and whose kept objects are checked. Shape and messages, no saving."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lantai.holdings.checks.answers import ANSWERS


class AnswerForm(forms.Form):
    """Status, note and, where there is one, a file."""

    status = forms.ChoiceField(label=_("Answer"))
    note = forms.CharField(label=_("What was looked at, and how"), max_length=4000, widget=forms.Textarea({"rows": 2}))
    file = forms.FileField(label=_("Photograph or report"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = [(each.value, each.label) for each in ANSWERS]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"


class KeepingForm(forms.Form):
    """The fonds whose stored objects are checked, and whether all of them or one in so many."""

    fonds = forms.CharField(max_length=26)
    one_in = forms.IntegerField(min_value=1, max_value=100_000)
