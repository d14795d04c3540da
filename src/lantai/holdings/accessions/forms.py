"""Choosing what to take in, and narrowing the record list: shapes and messages, no saving."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Actor
from lantai.base.common.date_fields import ENDS, AsksDates
from lantai.holdings.accessions.pages import catalogues_in, fonds_to_fill, packages_in
from lantai.holdings.accessions.records import RecordFilter
from lantai.holdings.catalogue.grades import grades
from lantai.holdings.catalogue.models import Fonds, OpeningState, Record
from lantai.holdings.catalogue.record_types import record_types
from lantai.holdings.imports.mappings import mapping_names

ANY = ("", _("all"))


class FondsField(forms.ModelChoiceField[Fonds]):
    """Fonds by code and title."""

    def label_from_instance(self, obj: Fonds) -> str:
        return f"{obj.code} {obj.title}"


class IntakeForm(forms.Form):
    """One package, chosen from the intake folder or sent from this computer; with a catalogue or without."""

    fonds = FondsField(queryset=Fonds.objects.none(), label=_("Fonds"), empty_label=None)
    folder_entry = forms.ChoiceField(required=False, label=_("From the intake folder"))
    upload = forms.FileField(
        required=False, label=_("Or a zip from this computer"), help_text=_("Names in GBK or UTF-8 are both read.")
    )
    catalogue_entry = forms.ChoiceField(required=False, label=_("Catalogue in the intake folder"))
    catalogue_upload = forms.FileField(
        required=False,
        label=_("Or a catalogue from this computer"),
        help_text=_("Excel or CSV. Without one, the catalogue inside the package is used, or the file names."),
    )

    profile = forms.ChoiceField(
        required=False,
        label=_("Columns read as"),
        help_text=_("The name under which the wizard of imports keeps how one unit heads its columns."),
    )
    check = forms.BooleanField(
        required=False,
        label=_("Four-property check first (filing, GD)"),
        help_text=_("The report stands with the intake; nothing is refused by it."),
    )

    def __init__(self, *args: Any, actor: Actor, folder: Path, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._folder = folder
        self.fields["fonds"].queryset = fonds_to_fill(actor)  # type: ignore[attr-defined]
        self.fields["profile"].choices = [  # type: ignore[attr-defined]
            ("", _("as they are headed, or as remembered for such headers")),
            *((each, each) for each in mapping_names(self.fields["fonds"].queryset)),  # type: ignore[attr-defined]
        ]
        for name, names in (("folder_entry", packages_in(folder)), ("catalogue_entry", catalogues_in(folder))):
            self.fields[name].choices = [("", _("none")), *((each, each) for each in names)]  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            if name == "check":
                field.widget.attrs["class"] = "form-check-input"
                continue
            is_choice = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"
        self.fields["upload"].widget.attrs["accept"] = ".zip"
        self.fields["catalogue_upload"].widget.attrs["accept"] = ".xlsx,.xls,.csv"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if bool(given.get("folder_entry")) == bool(given.get("upload")):
            self.add_error("folder_entry", _("Choose one package: from the intake folder or from this computer."))
        if given.get("catalogue_entry") and given.get("catalogue_upload"):
            self.add_error("catalogue_entry", _("Choose one catalogue."))
        return given


class RecordFilterForm(AsksDates):
    """The record list's address: every part optional."""

    words = forms.CharField(required=False, max_length=100, label=_("Code or title"))
    fonds = forms.CharField(required=False, max_length=20, label=_("Fonds"))
    state = forms.ChoiceField(required=False, choices=[ANY, *OpeningState.choices], label=_("Opening state"))
    level = forms.ChoiceField(required=False, choices=[ANY, *Record.Level.choices], label=_("Level"))
    type = forms.ChoiceField(required=False, label=_("Record type"))
    provisional = forms.BooleanField(required=False, label=_("Provisional codes only"))
    grade = forms.ChoiceField(required=False, label=_("Grade of holdings"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grade"].choices = [ANY, *((each, each) for each in grades())]  # type: ignore[attr-defined]
        kinds = [(kind.code, kind.label) for kind in record_types().values()]
        self.fields["type"].choices = [ANY, *kinds]  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            if name != "provisional":
                field.widget.attrs["class"] = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
        for name in ENDS:
            self.fields[name].widget.attrs |= {"class": "form-control is-date", "autocomplete": "off"}

    def wanted(self) -> RecordFilter:
        """The filter, of those parts that could be read."""
        self.full_clean()
        given = {name: value for name, value in self.cleaned_data.items() if name not in ENDS}
        return RecordFilter(
            **{name: value for name, value in given.items() if value not in ("", None)}, **self.between()
        )
