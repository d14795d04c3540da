"""The forms of a question for a person and of a decision on a link. An ID number has a form of its own, posted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lantai.base.common.date_fields import ENDS, AsksDates, FirstDayField, LastDayField
from lantai.base.common.dates.asked import LONGEST
from lantai.base.common.text import fold
from lantai.holdings.catalogue.record_types import record_types
from lantai.holdings.people.asking import LAST4, PersonQuestion, number_doubt
from lantai.holdings.people.births import BirthUnreadable, birth_year
from lantai.holdings.people.type_clues import CluesAsked, clues_asked

PLACEHOLDERS = {
    "name": _("in characters, pinyin or initials"),
    "beside": _("husband, wife, parent …"),
    "born": _("year or age"),
}
NARROWING = ("born", "type", "year_from", "year_to", "last4")
WITHIN = [(n, str(n)) for n in (0, 1, 2, 3, 5, 10)]


class BirthYearField(forms.CharField):
    """A year of birth as people say it, read by `birth_year`: cleaned, it is the year in numbers or None."""

    default_error_messages = {
        "year": _("This is no year of birth. Write it like 1952 or 1952-03-05, or as an age: 68 years old."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "max_length": LONGEST, "label": _("Year of birth"), **kwargs})

    def clean(self, value: Any) -> Any:
        try:
            return birth_year(str(super().clean(value)))
        except BirthUnreadable as refusal:
            raise forms.ValidationError(self.error_messages["year"]) from refusal


class LastFourField(forms.CharField):
    """The last four characters of an ID number; full-width ones, as a Chinese keyboard makes them, are read too."""

    default_error_messages = {"four": _("These are the last four characters: three digits, then a digit or X.")}

    def clean(self, value: Any) -> Any:
        typed = fold(str(super().clean(value))).strip().upper()
        if typed and not LAST4.fullmatch(typed):
            raise forms.ValidationError(self.error_messages["four"])
        return typed


class PersonForm(AsksDates):
    """What is known of the person; only the name is needed."""

    field_order = (
        "name", "beside", "born", "born_within", "type", "unit", "place", "year_from", "year_to", "last4",
    )  # fmt: skip
    name = forms.CharField(max_length=80, label=_("Full name"))
    beside = forms.CharField(required=False, max_length=80, label=_("Together with"))
    born = BirthYearField()
    born_within = forms.ChoiceField(required=False, choices=WITHIN, label=_("± years"), initial=2)
    type = forms.ChoiceField(required=False, label=_("Record type"))
    unit = forms.CharField(required=False, max_length=80, label=_("Unit"))
    place = forms.CharField(required=False, max_length=80, label=_("Place"))
    year_from = FirstDayField(label=_("Records from"))
    year_to = LastDayField(label=_("Records until"))
    last4 = LastFourField(required=False, label=_("Last four of the ID number"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.code, kind.label) for kind in record_types().values() if kind.roles]
        self.fields["type"].choices = [("", _("all")), *kinds]  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            choice = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if choice else "form-control"
            if name == "last4":
                field.widget = forms.TextInput({"class": "form-control is-year", "maxlength": "4"})
            if isinstance(field, FirstDayField | BirthYearField):
                field.widget.attrs |= {"class": "form-control is-date", "autocomplete": "off"}
            field.widget.attrs["placeholder"] = PLACEHOLDERS.get(name, "")
        self.fields["name"].widget.attrs |= {"autofocus": True, "autocomplete": "off"}

    def question(self) -> PersonQuestion:
        """What was typed, once it is valid."""
        given = dict(self.cleaned_data)
        return PersonQuestion(
            id_number=given.pop("last4"),
            record_type=given.pop("type"),
            born_within=int(given.pop("born_within") or 0),
            **{name: value for name, value in given.items() if value not in ("", None) and name not in ENDS},
            **self.between(),
        )

    def narrowing(self) -> list[str]:
        """What was given that leaves people out, by the names of its fields: unit and place only put some forward."""
        given = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return [str(self.fields[name].label) for name in NARROWING if given.get(name)]

    def clues(self) -> CluesAsked | None:
        """What the chosen record type is found by, once the form is valid; nothing where no type was chosen."""
        kind = self.cleaned_data.get("type") if self.is_bound and self.is_valid() else ""
        if not kind:
            return None
        asked = self.question().parted()
        return clues_asked([kind], {**self.cleaned_data, "name": asked.name, "beside": asked.beside})


class NumberForm(forms.Form):
    """A whole ID number: posted, so that it stands in no address and no log."""

    id_number = forms.CharField(
        max_length=40,
        label=_("Whole ID number"),
        widget=forms.TextInput({"autocomplete": "off", "class": "form-control"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:  # whoever typed a number goes on with it, not with the name
            self.fields["id_number"].widget.attrs["autofocus"] = True

    def question(self) -> PersonQuestion:
        return PersonQuestion(id_number=self.cleaned_data["id_number"])

    def doubt(self) -> str | Promise:
        """What is wrong with the number, once the form is valid: an empty list does not say that it was mistyped."""
        return number_doubt(self.cleaned_data["id_number"]) if self.is_bound and self.is_valid() else ""


class DecisionForm(forms.Form):
    """Whether two entries are one person. `record`: the record it was decided on, to go back to."""

    same = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
    note = forms.CharField(required=False, max_length=200)
    record = forms.CharField(required=False, max_length=26)
