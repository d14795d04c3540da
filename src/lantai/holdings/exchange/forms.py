"""What is to be written out, and what is to be loaded: the shape of the two forms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Actor, Right
from lantai.holdings.catalogue.models import Fonds
from lantai.holdings.exchange.models import Format
from lantai.holdings.exchange.packages import package_formats
from lantai.holdings.exchange.queries import fonds_where

LARGEST = 50 << 20


class FondsField(forms.ModelChoiceField[Fonds]):
    """Fonds by code and title."""

    def label_from_instance(self, obj: Fonds) -> str:
        return f"{obj.code} {obj.title}"


class ExportForm(forms.Form):
    """A fonds, or one record of it, and the format; for packages what they are to hold."""

    fonds = FondsField(queryset=Fonds.objects.none(), label=_("Fonds"), empty_label=None)
    code = forms.CharField(required=False, max_length=200, label=_("Reference code (blank: the whole fonds)"))
    format = forms.ChoiceField(label=_("Format"))
    opened_only = forms.BooleanField(required=False, label=_("Packages: only what is opened for everybody"))
    numbers_for = forms.CharField(
        required=False, max_length=200, label=_("Packages: why ID numbers are to be in it (blank: they are not)")
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fonds"].queryset = fonds_where(actor, Right.READ_UNOPENED)  # type: ignore[attr-defined]
        self.fields["format"].choices = list(_formats())  # type: ignore[attr-defined]
        if not actor.may(Right.READ_ID_NUMBERS):
            del self.fields["numbers_for"]
        _dress(self)


class LoadForm(forms.Form):
    """A description from this computer."""

    fonds = FondsField(queryset=Fonds.objects.none(), label=_("Fonds"), empty_label=None)
    file = forms.FileField(label=_("Finding aid in EAD"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "load_%s"  # both forms stand on one page
        self.fields["fonds"].queryset = fonds_where(actor, Right.DESCRIBE)  # type: ignore[attr-defined]
        _dress(self)
        self.fields["file"].widget.attrs["accept"] = ".xml,.ead"

    def clean_file(self) -> Any:
        given = self.cleaned_data["file"]
        if given.size > LARGEST:
            raise forms.ValidationError(_("This file is larger than 50 MB; use bin/lantai load_ead."))
        return given


def _formats() -> Iterator[tuple[str, Any]]:
    """Descriptions and packages apart; the names are those of the command."""
    yield str(_("Descriptions")), list(Format.choices)
    packages = [(each.name, each.label) for each in package_formats().values()]
    if packages:
        yield str(_("Packages with files")), packages


def _dress(form: forms.Form) -> None:
    for field in form.fields.values():
        if isinstance(field.widget, forms.CheckboxInput):
            field.widget.attrs["class"] = "form-check-input"
            continue
        is_choice = isinstance(field.widget, forms.Select)
        field.widget.attrs["class"] = "form-select" if is_choice else "form-control"
