"""The forms of places and bodies: shapes and messages, no saving."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.models import Institution
from lantai.holdings.authority.actions import NameSaid
from lantai.holdings.authority.lives import Life
from lantai.holdings.authority.models import LONGEST_NAME, Authority, DatedName, Succession


class YearField(forms.IntegerField):
    """A year, or nothing where it is not known."""

    def __init__(self, *, label: Any) -> None:
        super().__init__(required=False, min_value=1, max_value=2999, label=label)


def _dressed(form: forms.Form) -> None:
    for field in form.fields.values():
        if isinstance(field, YearField):
            field.widget = forms.TextInput({"class": "form-control is-year", "inputmode": "numeric", "maxlength": "4"})
        else:
            field.widget.attrs["class"] = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"


class FilterForm(forms.Form):
    """The list's address: every part optional."""

    words = forms.CharField(required=False, max_length=80, label=_("Name, now or formerly"))
    kind = forms.ChoiceField(required=False, label=_("Kind"), choices=[("", _("all")), *Authority.Kind.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dressed(self)

    def wanted(self) -> dict[str, str]:
        """What could be read of it."""
        self.full_clean()
        return {name: self.cleaned_data.get(name, "") for name in ("words", "kind")}


class NameForm(forms.Form):
    """One name with its years."""

    name = forms.CharField(max_length=LONGEST_NAME, label=_("Name"))
    since = YearField(label=_("From year"))
    until = YearField(label=_("To year"))
    kind = forms.ChoiceField(label=_("Kind of name"), choices=DatedName.Kind.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dressed(self)
        self.fields["name"].widget.attrs["autocomplete"] = "off"

    def said(self) -> NameSaid:
        """What was typed, once it is valid."""
        given = self.cleaned_data
        return NameSaid(given["name"], given["since"], given["until"], given["kind"])

    @staticmethod
    def of(name: DatedName) -> dict[str, Any]:
        """What stands in the form of a name that is there."""
        return {"name": name.name, "since": name.since_year, "until": name.until_year, "kind": name.kind}


class VersionedForm(forms.Form):
    """A form on the page of one entry: `version` is the one its reader saw."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class DatedNameForm(VersionedForm, NameForm):
    """One name of an entry that is there."""


class EnterForm(forms.Form):
    """A new place or body under its first name."""

    institution = forms.ChoiceField(label=_("Institution"))
    is_a = forms.ChoiceField(label=_("Place, body or person"), choices=Authority.Kind.choices)
    name = forms.CharField(max_length=LONGEST_NAME, label=_("Name"))
    since = YearField(label=_("From year"))
    until = YearField(label=_("To year"))
    note = forms.CharField(required=False, max_length=2000, label=_("Note"), widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, institutions: Sequence[Institution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._institutions = {each.code: each for each in institutions}
        self.fields["institution"].choices = [(code, each.name) for code, each in self._institutions.items()]  # type: ignore[attr-defined]
        _dressed(self)

    def said(self) -> NameSaid:
        """The first name, once it is valid."""
        return NameSaid(self.cleaned_data["name"], self.cleaned_data["since"], self.cleaned_data["until"])

    @property
    def chosen_institution(self) -> Institution:
        return self._institutions[self.cleaned_data["institution"]]


class DescribeForm(VersionedForm):
    """What an entry is, and what else is to be known of it."""

    kind = forms.ChoiceField(label=_("Place, body or person"), choices=Authority.Kind.choices)
    note = forms.CharField(required=False, max_length=2000, label=_("Note"), widget=forms.Textarea({"rows": 3}))
    born = forms.CharField(required=False, max_length=60, label=_("Born"))
    died = forms.CharField(required=False, max_length=60, label=_("Died"))
    offices = forms.CharField(
        required=False, max_length=10_000, label=_("Offices, one a line, years first"),
        widget=forms.Textarea({"rows": 4}),
    )  # fmt: skip

    def __init__(self, *args: Any, person: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not person:
            for name in ("born", "died", "offices"):
                del self.fields[name]
        _dressed(self)

    def said(self) -> dict[str, Any]:
        """What was typed, as the act takes it; of a person with dates of life and offices."""
        given = dict(self.cleaned_data)
        if "offices" in given:
            given["life"] = Life(given.pop("born"), given.pop("died"), given.pop("offices"))
        return given


WAYS = [("later", _("came after it")), ("earlier", _("came before it"))]


class LinkForm(VersionedForm):
    """Which other place or body came after or before. `which` parts several of one name; it is asked only then."""

    other = forms.CharField(max_length=LONGEST_NAME, label=_("Other place or body"))
    which = forms.ChoiceField(required=False, label=_("Which of these"))
    way = forms.ChoiceField(label=_("The other one"), choices=WAYS)
    year = YearField(label=_("In which year"))
    kind = forms.ChoiceField(label=_("How"), choices=Succession.Kind.choices)

    def __init__(self, *args: Any, candidates: Sequence[Authority] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._candidates = {each.ulid: each for each in candidates}
        labels = [(each.ulid, f"{each.heading} · {each.institution}") for each in candidates]
        self.fields["which"].choices = [("", "—"), *labels]  # type: ignore[attr-defined]
        if len(candidates) < 2:
            self.fields["which"].widget = forms.HiddenInput()
        _dressed(self)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("other") and not self._candidates:
            self.add_error("other", _("No place or body of this name is entered. Enter it first."))
        elif len(self._candidates) > 1 and not given.get("which"):
            self.add_error("which", _("Several bear this name: choose the one that is meant."))
        return given

    @property
    def chosen(self) -> Authority:
        """The one that is meant, once it is valid."""
        return self._candidates.get(self.cleaned_data["which"]) or next(iter(self._candidates.values()))
