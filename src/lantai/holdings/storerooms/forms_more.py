"""The forms of loans and stock-takings: shapes and messages, no saving."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.models import Institution
from lantai.holdings.storerooms.forms import Dressed
from lantai.holdings.storerooms.models import StockLine


class Day(forms.DateField):
    """One day."""

    def __init__(self, *, label: Any) -> None:
        super().__init__(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


class LendForm(Dressed):
    """Who asks for which papers."""

    institution = forms.ChoiceField(label=_("Archive"))
    codes = forms.CharField(
        max_length=20_000, label=_("Reference codes or barcodes of boxes, one a line"),
        widget=forms.Textarea({"rows": "4", "data-scan-lines": ""}),
    )  # fmt: skip
    borrower = forms.CharField(max_length=80, label=_("Borrower"))
    unit = forms.CharField(required=False, max_length=120, label=_("Unit or department"))
    purpose = forms.CharField(max_length=200, label=_("Purpose"))
    due = Day(label=_("To be back on"))
    note = forms.CharField(required=False, max_length=400, label=_("Note"))

    def __init__(self, *args: Any, institutions: Sequence[Institution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._institutions = {each.code: each for each in institutions}
        self.fields["institution"].choices = [(each.code, each.name) for each in institutions]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Institution:
        return self._institutions[self.cleaned_data["institution"]]

    def named(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["codes"].splitlines() if line.strip()]


class ProlongForm(Dressed):
    """Another day."""

    due = Day(label=_("To be back on"))


class DecideForm(Dressed):
    """What a person says to one finding of a stock-taking."""

    decision = forms.ChoiceField(label=_("Decision"), choices=StockLine.Decision.choices)
    note = forms.CharField(required=False, max_length=200, label=_("Note"))
