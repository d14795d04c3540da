"""The list and the fonds it is for; how its columns are to be read. Shapes and messages, no saving."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Actor
from lantai.base.accounts.models import Institution
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.catalogue.record_types import record_types
from lantai.holdings.imports.models import ImportBatch
from lantai.holdings.imports.queries import archives_to_describe, fonds_to_describe

LARGEST = 200 << 20


LEVELS = (("", _("as the list says")), *Record.Level.choices)


class FondsField(forms.ModelChoiceField[Fonds]):
    """Fonds by code and title."""

    def label_from_instance(self, obj: Fonds) -> str:
        return f"{obj.code} {obj.title}"


def _types() -> list[tuple[str, Any]]:
    return [("", _("as the columns say")), *((kind.code, kind.label) for kind in record_types().values())]


class ArchiveField(forms.ModelChoiceField[Institution]):
    """Archives by their names."""

    def label_from_instance(self, obj: Institution) -> str:
        return obj.name


class NewFondsForm(forms.Form):
    """The archive that is to keep a fonds: not asked where there is one only. Code and title are the form's own."""

    archive = ArchiveField(queryset=Institution.objects.none(), label=_("Kept by"), empty_label=None, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        archives = archives_to_describe(actor)
        self._archives = list(archives)
        self.fields["archive"].queryset = archives  # type: ignore[attr-defined]
        if len(self._archives) < 2:
            del self.fields["archive"]

    def archive_chosen(self) -> Institution | None:
        """The one that was chosen, or the only one there is: None where this person may enter a fonds nowhere."""
        chosen: Institution | None = self.cleaned_data.get("archive")
        return chosen or (self._archives[0] if len(self._archives) == 1 else None)

    def require_archive(self, name: str) -> None:
        """An error on its field, or on this one where it is not asked."""
        if self.archive_chosen() is None and "archive" in self.fields:
            self.add_error("archive", _("Choose the archive that keeps it."))
        elif self.archive_chosen() is None:
            self.add_error(name, _("There is no archive in which you may enter a fonds."))


class ListForm(NewFondsForm):
    """A list from this computer, for a fonds that is there or for one that is entered with it."""

    fonds = FondsField(queryset=Fonds.objects.none(), label=_("Fonds"), required=False, empty_label="—")
    new_code = forms.CharField(
        required=False,
        max_length=20,
        label=_("Or the code of a fonds that is not here yet"),
        help_text=_("It is entered when the list is given, with the title below; more can be said of it later."),
    )
    new_title = forms.CharField(required=False, max_length=300, label=_("Title of the new fonds"))
    list = forms.FileField(label=_("List"), help_text=_("Excel, WPS, DBF or CSV, as the unit sent it."))
    record_type = forms.ChoiceField(required=False, label=_("Record type"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self._fonds = fonds_to_describe(actor)
        self.order_fields(["fonds", "new_code", "new_title", "archive", "list", "record_type"])
        self.fields["fonds"].queryset = self._fonds  # type: ignore[attr-defined]
        self.fields["record_type"].choices = _types()  # type: ignore[attr-defined]
        for field in self.fields.values():
            is_choice = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"
        self.fields["list"].widget.attrs["accept"] = ".xlsx,.xls,.ods,.et,.csv,.txt,.dbf"

    def clean(self) -> dict[str, Any]:
        """One fonds; the code of one that is there is taken for it."""
        given = super().clean() or self.cleaned_data
        code = unicodedata.normalize("NFKC", given.get("new_code") or "").strip()
        if bool(given.get("fonds")) == bool(code) and "fonds" not in self.errors:
            self.add_error("fonds", _("Choose the fonds, or give the code of a new one."))
        elif code and not self.errors:
            self.require_archive("new_code")
            given["fonds"] = self._fonds.filter(code__iexact=code, institution=self.archive_chosen()).first()
            if not self.errors and given["fonds"] is None and not (given.get("new_title") or "").strip():
                told = _("There is no fonds %(code)s here: give its title, and it is entered with this list.")
                self.add_error("new_title", told % {"code": code})
        return given

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
