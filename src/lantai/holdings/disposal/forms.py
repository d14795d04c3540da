"""The forms of disposal: shapes and messages, no saving."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lantai.holdings.catalogue.models import Fonds, Series
from lantai.holdings.disposal.models import Decision, Hold

FIRST_YEAR, LAST_YEAR = 1, 9999


class Dressed(forms.Form):
    """Fields with the classes of the frame."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
            field.widget.attrs["autocomplete"] = "off"


class Day(forms.DateField):
    """One day."""

    def __init__(self, *, label: Any, required: bool = True) -> None:
        super().__init__(label=label, required=required, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


class YearsForm(Dressed):
    """From which year of documents to which."""

    year_from = forms.IntegerField(label=_("Years from"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    year_to = forms.IntegerField(label=_("Years to"), min_value=FIRST_YEAR, max_value=LAST_YEAR)

    def years(self) -> tuple[int, int]:
        return self.cleaned_data["year_from"], self.cleaned_data["year_to"]


class VerdictForm(Dressed):
    """What is decided of the items that are ticked. `second`: the decision may be that of the first review."""

    decision = forms.ChoiceField(label=_("Decision"), required=False)
    period = forms.CharField(label=_("New period"), max_length=20, required=False)
    reason = forms.CharField(label=_("Reason"), max_length=400, required=False)

    def __init__(self, *args: Any, second: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        same = [("", _("as the first review decided"))] if second else [("", "—")]
        self.fields["decision"].choices = [*same, *Decision.choices]  # type: ignore[attr-defined]
        self.fields["period"].widget.attrs["placeholder"] = "30年"


class WordsForm(Dressed):
    """A reason or an opinion."""

    text = forms.CharField(label=_("In words"), max_length=400)


class BeginForm(Dressed):
    """Where and how the papers are destroyed."""

    place = forms.CharField(label=_("Place of destruction"), max_length=200)
    way = forms.CharField(label=_("Way of destruction"), max_length=200)


class HoldForm(Dressed):
    """What is held, and why."""

    fonds = forms.ChoiceField(label=_("Fonds"))
    reach = forms.ChoiceField(label=_("Reach"), choices=Hold.Reach.choices)
    series = forms.CharField(label=_("Code of the class"), max_length=60, required=False)
    codes = forms.CharField(
        label=_("Reference codes, one a line"), max_length=200_000, required=False, widget=forms.Textarea({"rows": "4"})
    )
    reason = forms.CharField(label=_("Reason"), max_length=400)
    document = forms.CharField(label=_("Document that asks for it"), max_length=200)
    since = Day(label=_("In force from"))
    until = Day(label=_("In force until"), required=False)

    def __init__(self, *args: Any, fonds: Sequence[Fonds], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._fonds = {each.ulid: each for each in fonds}
        self.fields["fonds"].choices = [(each.ulid, f"{each.code} {each.title}") for each in fonds]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Fonds:
        return self._fonds[self.cleaned_data["fonds"]]

    def named(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["codes"].splitlines() if line.strip()]

    def chosen_series(self) -> Series | None:
        code = self.cleaned_data["series"].strip()
        rows = Series.objects.filter(fonds=self.chosen, code=code).order_by("-scheme_version", "pk")
        return rows.first() if code else None
