"""The forms of normalisation: their shape only."""

from __future__ import annotations

from django import forms


class BeginForm(forms.Form):
    """Whose files are converted, how many at most, and whether failed ones are tried again."""

    institution = forms.CharField(required=False, max_length=20)
    fonds = forms.CharField(required=False, max_length=26)
    most = forms.IntegerField(required=False, min_value=0, max_value=10_000_000)
    again = forms.BooleanField(required=False)


class PauseForm(forms.Form):
    """Rest or go on."""

    act = forms.ChoiceField(choices=[("pause", "pause"), ("go_on", "go_on")])
