"""Entering a fonds by hand: its code and title, what is known of it, and the schemes its codes follow. No saving."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from lantai.base.accounts.access import Actor
from lantai.holdings.arrangement.forms import scheme_choices
from lantai.holdings.arrangement.schemes import LEVELS
from lantai.holdings.description.more_forms import YearField, dressed
from lantai.holdings.imports.forms import NewFondsForm

USUAL = ("", gettext_lazy("the usual one"))


class FoundForm(NewFondsForm):
    """The least is a code and a title; where several archives are kept here, which of them keeps it."""

    code = forms.CharField(
        max_length=20, label=gettext_lazy("Fonds code"), help_text=gettext_lazy("As in J001: letters and digits.")
    )
    title = forms.CharField(max_length=300, label=gettext_lazy("Title"))
    unit = forms.CharField(required=False, max_length=300, label=gettext_lazy("Originating unit"))
    year_from = YearField(label=gettext_lazy("From year"))
    year_to = YearField(label=gettext_lazy("To year"))
    scheme_volume = forms.ChoiceField(required=False, label=gettext_lazy("Codes of volumes follow"))
    scheme_item = forms.ChoiceField(required=False, label=gettext_lazy("Codes of items follow"))
    field_order = ("code", "title", "archive", "unit", "year_from", "year_to", "scheme_volume", "scheme_item")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        for level in LEVELS:
            self.fields[f"scheme_{level}"].choices = [USUAL, *scheme_choices(level)]  # type: ignore[attr-defined]
        dressed(self)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        self.require_archive("code")
        return given

    def details(self) -> dict[str, Any]:
        """Code, title and what else is said of the fonds."""
        names = ("code", "title", "unit", "year_from", "year_to")
        return {name: self.cleaned_data[name] for name in names}

    def schemes(self) -> dict[str, str]:
        """The schemes that were chosen, by level."""
        chosen = {level: self.cleaned_data[f"scheme_{level}"] for level in LEVELS}
        return {level: scheme for level, scheme in chosen.items() if scheme}
