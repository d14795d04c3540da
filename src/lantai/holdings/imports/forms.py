"""The list and the fonds it is for; how its columns are to be read. Shapes and messages, no saving."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Actor
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.catalogue.record_types import record_types
from lantai.holdings.imports.models import ImportBatch
from lantai.holdings.imports.queries import fonds_to_describe

LARGEST = 200 << 20


LEVELS = (("", _("as the list says")), *Record.Level.choices)


class FondsField(forms.ModelChoiceField[Fonds]):
    """Fonds by code and title."""

    def label_from_instance(self, obj: Fonds) -> str:
        return f"{obj.code} {obj.title}"


def _types() -> list[tuple[str, Any]]:
    return [("", _("as the columns say")), *((kind.code, kind.label) for kind in record_types().values())]


class ListForm(forms.Form):
    """A list from this computer."""

    fonds = FondsField(queryset=Fonds.objects.none(), label=_("Fonds"), empty_label=None)
    list = forms.FileField(label=_("List"), help_text=_("Excel, WPS or CSV, as the unit sent it."))
    record_type = forms.ChoiceField(required=False, label=_("Record type"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fonds"].queryset = fonds_to_describe(actor)  # type: ignore[attr-defined]
        self.fields["record_type"].choices = _types()  # type: ignore[attr-defined]
        for field in self.fields.values():
            is_choice = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"
        self.fields["list"].widget.attrs["accept"] = ".xlsx,.xls,.ods,.et,.csv"

    def clean_list(self) -> Any:
        given = self.cleaned_data["list"]
        if given.size > LARGEST:
            raise forms.ValidationError(_("This list is larger than 200 MB; use bin/lantai import_catalogue."))
        return given


class ReadingForm(forms.Form):
    """How the list is read. The columns come as `column:<header>`, one for each; unknown ones are left alone."""

    record_type = forms.ChoiceField(required=False, label=_("Record type"))
    level = forms.ChoiceField(required=False, choices=LEVELS, label=_("Each entry is"))
    take = forms.ChoiceField(choices=ImportBatch.Take.choices, label=_("Records that are held"))
    with_errors = forms.BooleanField(required=False, label=_("Take entries with errors too"))
    infer_creators = forms.BooleanField(required=False, label=_("Take creators from document numbers"))
    mapping = forms.CharField(required=False, max_length=80, label=_("Remember the columns as"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["record_type"].choices = _types()  # type: ignore[attr-defined]
        for field in self.fields.values():
            is_choice = isinstance(field, forms.ChoiceField)
            is_box = isinstance(field, forms.BooleanField)
            kind = "form-check-input" if is_box else "form-select" if is_choice else "form-control"
            field.widget.attrs["class"] = kind

    def names(self, before: dict[str, str]) -> dict[str, str]:
        """The columns that are read under another name than their own; an empty name leaves one out."""
        chosen = dict(before)
        for key, value in self.data.items():
            column = str(key).removeprefix("column:")
            if column != key and value == "=":
                chosen.pop(column, None)
            elif column != key:
                chosen[column] = "" if value == "-" else str(value)[:80]
        return chosen
