"""The forms of fixity: their shape only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

REPAIR, ACCEPT, ASIDE = "repair", "accept", "aside"


class BeginForm(forms.Form):
    """Which archive's objects are to be read: one of those in which the person may begin a check."""

    institution = forms.ChoiceField(required=False)
    sm3 = forms.BooleanField(required=False)

    def __init__(self, data: Mapping[str, Any], *, institutions: Sequence[str]) -> None:
        super().__init__(data)
        self.fields["institution"].choices = [(code, code) for code in institutions]  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    """What is to be done about a finding, and why."""

    act = forms.ChoiceField(choices=[(name, name) for name in (REPAIR, ACCEPT, ASIDE)])
    reason = forms.CharField(required=False, max_length=200)
