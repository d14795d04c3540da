"""The forms of the precheck: their shape only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class OrderForm(forms.Form):
    """Which fonds, and which years of it."""

    fonds = forms.CharField(max_length=26)
    year_from = forms.IntegerField(required=False, min_value=1000, max_value=2999)
    year_to = forms.IntegerField(required=False, min_value=1000, max_value=2999)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        first, last = told.get("year_from"), told.get("year_to")
        if first and last and first > last:
            raise forms.ValidationError(_("The years are the wrong way round."))
        return told


class PauseForm(forms.Form):
    """Rest or go on."""

    act = forms.ChoiceField(choices=[("pause", "pause"), ("go_on", "go_on")])
