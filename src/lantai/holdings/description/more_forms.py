"""Forms that choose records, decide on opening, say what a fonds is, and enter a new record. Shapes, no saving."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from lantai.base.accounts.access import Actor
from lantai.holdings.catalogue.actions import DecidedElsewhere, Selection
from lantai.holdings.catalogue.labels import retention_label
from lantai.holdings.catalogue.models import Fonds, OpeningState, Record
from lantai.holdings.catalogue.record_types import record_types
from lantai.holdings.description.slots import retention_choices
from lantai.holdings.imports.forms import FondsField
from lantai.holdings.imports.queries import fonds_to_describe

ALL = [("", gettext_lazy("all"))]


def dressed(form: forms.Form) -> None:
    """The classes of the house on every field."""
    for field in form.fields.values():
        is_choice = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
        kind = (
            "form-check-input"
            if isinstance(field, forms.BooleanField)
            else "form-select"
            if is_choice
            else "form-control"
        )
        more = " is-year" if isinstance(field, YearField) else ""
        field.widget.attrs |= {"class": kind + more, "autocomplete": "off"}


class YearField(forms.IntegerField):
    """A year, or nothing."""

    widget = forms.TextInput

    def __init__(self, *, label: Any) -> None:
        super().__init__(required=False, min_value=1, max_value=2999, label=label)
        self.widget.attrs |= {"inputmode": "numeric", "maxlength": "4"}


class SelectionForm(forms.Form):
    """Which records of a fonds are meant."""

    state = forms.ChoiceField(
        required=False, label=gettext_lazy("Opening state"), choices=[*ALL, *OpeningState.choices]
    )
    type = forms.ChoiceField(required=False, label=gettext_lazy("Record type"))
    level = forms.ChoiceField(required=False, label=gettext_lazy("Level"), choices=[*ALL, *Record.Level.choices])
    retention = forms.ChoiceField(required=False, label=gettext_lazy("Retention"))
    year_from = YearField(label=gettext_lazy("From year"))
    year_to = YearField(label=gettext_lazy("To year"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices_of(self, "type", ((kind.code, kind.label) for kind in record_types().values()))
        choices_of(self, "retention", ((code, retention_label(code)) for code in retention_choices()))
        dressed(self)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        first, last = given.get("year_from"), given.get("year_to")
        if first and last and first > last:
            self.add_error("year_from", _("The first year is after the last one."))
            given["year_from"] = first  # an error takes it out, and what is counted would be more than was asked for
        return given

    def selection(self) -> Selection:
        """What could be read of it."""
        self.full_clean()
        given = getattr(self, "cleaned_data", {})
        return Selection(
            state=given.get("state") or "",
            type=given.get("type") or "",
            level=given.get("level") or "",
            retention=given.get("retention") or "",
            year_from=given.get("year_from"),
            year_to=given.get("year_to"),
        )


def choices_of(form: forms.Form, name: str, choices: Iterable[tuple[str, str]]) -> None:
    """All, and these."""
    form.fields[name].choices = [*ALL, *choices]  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    """A decision on opening that was made elsewhere: what, and the paper that decided."""

    to = forms.ChoiceField(label=gettext_lazy("Opening state from now on"), choices=OpeningState.choices)
    number = forms.CharField(min_length=2, max_length=200, label=gettext_lazy("Number of the decision"))
    decided_on = forms.DateField(
        label=gettext_lazy("Decided on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    body = forms.CharField(
        min_length=2,
        max_length=200,
        label=gettext_lazy("Deciding body"),
        help_text=gettext_lazy("Of a delay: the authority that consented (Regulations, article 31)."),
    )
    notice = forms.CharField(
        required=False,
        max_length=200,
        label=gettext_lazy("Number of its notice, if it was published"),
        help_text=gettext_lazy(
            "Of what is opened: left empty, the notice is published here at the same moment (Regulations, article 29)."
        ),
    )
    reason = forms.CharField(required=False, max_length=300, label=gettext_lazy("Reason"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dressed(self)

    def clean_decided_on(self) -> dt.date:
        """A decision to come decides nothing yet."""
        day: dt.date = self.cleaned_data["decided_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(gettext_lazy("A day that has come."))
        return day

    def decision(self) -> DecidedElsewhere:
        """The paper, of a form that is valid."""
        given = self.cleaned_data
        return DecidedElsewhere(given["number"], given["decided_on"], given["body"], given["notice"])

    @property
    def publishes(self) -> bool:
        """Whether what it opens is published with it."""
        return self.cleaned_data["to"] == OpeningState.OPEN and not self.cleaned_data["notice"]


class RenameForm(forms.Form):
    """Another title of a fonds, or another name of its unit."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    title = forms.CharField(max_length=300, label=gettext_lazy("Title"))
    unit = forms.CharField(required=False, max_length=300, label=gettext_lazy("Originating unit"))
    reason = forms.CharField(required=False, max_length=200, label=gettext_lazy("Why"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dressed(self)


class NewRecordForm(forms.Form):
    """Where a new record belongs, and the least that must be said of it. The rest is said on its own page."""

    fonds = FondsField(queryset=Fonds.objects.none(), label=gettext_lazy("Fonds"), empty_label=None)
    level = forms.ChoiceField(label=gettext_lazy("Level"), choices=Record.Level.choices, initial=Record.Level.ITEM)
    within = forms.CharField(required=False, max_length=200, label=gettext_lazy("In the volume (its reference code)"))
    code = forms.CharField(max_length=200, label=gettext_lazy("Reference code"))
    record_type = forms.ChoiceField(required=False, label=gettext_lazy("Record type"))
    title = forms.CharField(max_length=2000, label=gettext_lazy("Title"), widget=forms.Textarea({"rows": 2}))
    creator = forms.CharField(max_length=300, label=gettext_lazy("Creator"))
    document_number = forms.CharField(required=False, max_length=200, label=gettext_lazy("Document number"))
    date = forms.CharField(max_length=100, label=gettext_lazy("Date"))
    year = YearField(label=gettext_lazy("Year"))
    retention = forms.ChoiceField(label=gettext_lazy("Retention"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fonds"].queryset = fonds_to_describe(actor)  # type: ignore[attr-defined]
        kinds = [(kind.code, kind.label) for kind in record_types().values()]
        self.fields["record_type"].choices = [("", "—"), *kinds]  # type: ignore[attr-defined]
        terms = [(code, retention_label(code)) for code in retention_choices()]
        self.fields["retention"].choices = [("", "—"), *terms]  # type: ignore[attr-defined]
        dressed(self)

    def said(self) -> Mapping[str, str]:
        """The texts by key, once it is valid."""
        return {name: str(self.cleaned_data[name] or "") for name in _SAID}


_SAID = ("title", "creator", "document_number", "date", "year", "retention", "record_type")
