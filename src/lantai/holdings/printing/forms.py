"""What is to be printed, as a person says it: shapes and messages, no saving."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Actor, Right
from lantai.holdings.catalogue.labels import retention_label
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.printing.actions import Order
from lantai.holdings.printing.bundles import Wanted
from lantai.holdings.printing.printed_forms import PrintedForm, forms_of
from lantai.holdings.printing.queries import fonds_to_print, retentions_held


class FondsField(forms.ModelChoiceField[Fonds]):
    """Fonds by code and title, with the archive: two archives may use one code."""

    def label_from_instance(self, obj: Fonds) -> str:
        return f"{obj.code} {obj.title} · {obj.institution.name}"


class FormChoice(forms.Form):
    """Which form, and how wide when it is a spine."""

    subjects: Sequence[str] = ("volume",)
    form = forms.ChoiceField(label=_("Form"), widget=forms.RadioSelect)
    width = forms.ChoiceField(required=False, label=_("Width of the spine"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds: list[PrintedForm] = forms_of(*self.subjects)
        widths = sorted({width for kind in self.kinds for width in kind.widths})
        self.fields["form"].choices = [(kind.code, kind.label) for kind in self.kinds]  # type: ignore[attr-defined]
        self.fields["width"].choices = [  # type: ignore[attr-defined]
            ("", _("as the form says")),
            *((f"{width:g}", f"{width:g} mm") for width in widths),
        ]
        self.fields["width"].widget.attrs["class"] = "form-select"

    def order(self, volume: Record | None = None) -> Order:
        """What was asked for; call it when the form is valid."""
        given = self.cleaned_data
        width = float(given["width"]) if given["width"] else None
        return Order(given["form"], self.wanted(), volume, width)

    def wanted(self) -> Wanted:
        return Wanted()


class VolumeForm(FormChoice):
    """The forms of one volume."""


class FondsForm(FormChoice):
    """The forms of a fonds, and what of it."""

    subjects: Sequence[str] = ("items", "volumes", "boxes")
    fonds = FondsField(queryset=Fonds.objects.none(), to_field_name="ulid", label=_("Fonds"), empty_label=None)
    year = forms.IntegerField(required=False, min_value=1, max_value=2999, label=_("Year"))
    retention = forms.ChoiceField(required=False, label=_("Retention"))
    unit = forms.CharField(required=False, max_length=80, label=_("Unit or subject in the code"))
    boxes = forms.CharField(
        required=False,
        max_length=2000,
        label=_("Boxes"),
        help_text=_("First and last item of each box: 1-35, 36-80. Empty: as the records say, else one box."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        if actor.may(Right.DESCRIBE):
            self.subjects = (*self.subjects, "file")
        super().__init__(*args, **kwargs)
        self.fields["fonds"].queryset = fonds_to_print(actor)  # type: ignore[attr-defined]
        held = retentions_held(actor.scope())
        self.fields["retention"].choices = [  # type: ignore[attr-defined]
            ("", _("all")),
            *((code, retention_label(code)) for code in held),
        ]
        year = self.fields["year"]
        year.widget = forms.TextInput({"inputmode": "numeric", "maxlength": "4"})
        for name in ("fonds", "year", "retention", "unit", "boxes"):
            widget = self.fields[name].widget
            widget.attrs["class"] = "form-select" if isinstance(widget, forms.Select) else "form-control"
            widget.attrs["autocomplete"] = "off"

    def wanted(self) -> Wanted:
        given = self.cleaned_data
        return Wanted(given["year"], given["retention"], given["unit"].strip(), given["boxes"])
