"""The forms of storerooms: shapes and messages, no saving."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.models import Institution
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.storerooms.actions import PAGES_A_MM, Boxing, Climate, Level
from lantai.holdings.storerooms.kinds import place_kinds
from lantai.holdings.storerooms.models import Place
from lantai.holdings.storerooms.models.boxes import THICKEST, THINNEST
from lantai.holdings.storerooms.models.places import LONGEST_NAME, LONGEST_PATH

MOST_NUMBER = 9999
THICKNESSES = (20, 30, 40, 50)
"""Widths of spines, DA/T 22-2015."""


class Number(forms.IntegerField):
    """A whole number, typed."""

    def __init__(self, *, label: Any, most: int = MOST_NUMBER, least: int = 1, required: bool = False) -> None:
        super().__init__(required=required, min_value=least, max_value=most, label=label)
        self.widget = forms.TextInput({"class": "form-control is-year", "inputmode": "numeric", "maxlength": "6"})


class Dressed(forms.Form):
    """Fields with the classes of the frame."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.BooleanField):
                field.widget.attrs["class"] = "form-check-input"
            elif not isinstance(field, Number):
                field.widget.attrs["class"] = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
                field.widget.attrs["autocomplete"] = "off"


class ClimateFields(Dressed):
    """Within which limits a room is kept."""

    temperature_from = Number(label=_("Temperature from, °C"), least=-30, most=60)
    temperature_to = Number(label=_("to, °C"), least=-30, most=60)
    humidity_from = Number(label=_("Humidity from, %"), least=0, most=100)
    humidity_to = Number(label=_("to, %"), least=0, most=100)

    def climate(self) -> Climate:
        return Climate(**{name: self.cleaned_data.get(name) for name in Climate.__dataclass_fields__})


class RoomForm(ClimateFields):
    """A new room."""

    institution = forms.ChoiceField(label=_("Archive"))
    kind = forms.ChoiceField(label=_("Kind"))
    name = forms.CharField(max_length=LONGEST_NAME, label=_("Name or number"))

    field_order = ("institution", "kind", "name")

    def __init__(self, *args: Any, institutions: Sequence[Institution] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._institutions = {each.code: each for each in institutions}
        self.fields["institution"].choices = [(each.code, each.name) for each in institutions]  # type: ignore[attr-defined]
        rooms = [(kind.code, kind.label) for kind in place_kinds().values() if not kind.within]
        self.fields["kind"].choices = rooms  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Institution:
        return self._institutions[self.cleaned_data["institution"]]


class FurnishForm(Dressed):
    """What a place is divided into: for each kind the first and last number; empty where there is none."""

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        order = list(place_kinds().values())
        start = next((n for n, kind in enumerate(order) if kind.code == place.kind), 0)
        self.kinds = [kind for kind in order[start + 1 :] if kind.within]
        for kind in self.kinds:
            self.fields[f"{kind.code}_first"] = Number(label=_("%(kind)s: from number") % {"kind": kind.label}, least=0)
            self.fields[f"{kind.code}_last"] = Number(label=_("to number"), least=0)
        self.fields["capacity"] = Number(label=_("Usable width of a shelf, cm"), most=2000)

    def lines(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """One a kind: its name, from, to."""
        return [(kind.label, self[f"{kind.code}_first"], self[f"{kind.code}_last"]) for kind in self.kinds]

    def levels(self) -> list[Level]:
        """The kinds of which numbers were given, from the outside inwards; one number alone is that one place."""
        found = []
        for kind in self.kinds:
            said = [self.cleaned_data.get(f"{kind.code}_{end}") for end in ("first", "last")]
            numbers = [number for number in said if number is not None]
            if numbers:
                found.append(Level(kind.code, numbers[0], numbers[-1]))
        return found

    @property
    def capacity_mm(self) -> int | None:
        given = self.cleaned_data.get("capacity")
        return given * 10 if given else None


class PlaceForm(ClimateFields):
    """What is said of one place."""

    capacity = Number(label=_("Usable width, cm"), most=2000)
    note = forms.CharField(required=False, max_length=400, label=_("Note"))

    field_order = ("capacity",)

    @classmethod
    def of(cls, place: Place) -> dict[str, Any]:
        said = {name: getattr(place, name) for name in Climate.__dataclass_fields__}
        capacity = place.capacity_mm // 10 if place.capacity_mm else None
        return said | {"capacity": capacity, "note": place.note}


class ThereForm(Dressed):
    """A place by its label or by its name, and why."""

    to = forms.CharField(max_length=LONGEST_PATH, label=_("To which place: scan its label, or type it"))
    reason = forms.CharField(required=False, max_length=200, label=_("Why"))


class FondsChoice(forms.ChoiceField):
    """Fonds by code and title, with the archive: two archives may use one code."""

    def offer(self, fonds: Sequence[Fonds]) -> None:
        self.choices = [(each.ulid, f"{each.code} {each.title} · {each.institution.name}") for each in fonds]


class BoxForm(Dressed):
    """A box as its label names it."""

    number = forms.CharField(max_length=40, label=_("Box number"))
    thickness_mm = Number(label=_("Thickness, mm"), least=THINNEST, most=THICKEST, required=True)
    note = forms.CharField(required=False, max_length=400, label=_("Note"))


class NewBoxForm(Dressed):
    """A box that is there already, or an empty one."""

    fonds = FondsChoice(label=_("Fonds"))
    number = forms.CharField(max_length=40, label=_("Box number"))
    thickness_mm = Number(label=_("Thickness, mm"), least=THINNEST, most=THICKEST, required=True)
    barcode = forms.CharField(required=False, max_length=20, label=_("Barcode, if it bears one already"))

    def __init__(self, *args: Any, fonds: Sequence[Fonds], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._fonds = {each.ulid: each for each in fonds}
        self.fields["fonds"].offer(fonds)  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Fonds:
        return self._fonds[self.cleaned_data["fonds"]]


class BoxFilterForm(Dressed):
    """The list's address: every part optional."""

    fonds = forms.CharField(required=False, max_length=20, label=_("Fonds code"))
    number = forms.CharField(required=False, max_length=40, label=_("Box number"))
    waiting = forms.BooleanField(required=False, label=_("Stands nowhere yet"))


class PutForm(Dressed):
    """Records whose papers are put somewhere."""

    codes = forms.CharField(
        max_length=20_000, label=_("Reference codes, one a line"), widget=forms.Textarea({"rows": "3"})
    )
    reason = forms.CharField(required=False, max_length=200, label=_("Why"))

    def named(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["codes"].splitlines() if line.strip()]


class BoxingForm(Dressed):
    """What goes into boxes, and how it is divided."""

    fonds = FondsChoice(label=_("Fonds"))
    level = forms.ChoiceField(label=_("What is boxed"), choices=Record.Level.choices, initial=Record.Level.ITEM)
    first = forms.CharField(required=False, max_length=200, label=_("First reference code"))
    last = forms.CharField(required=False, max_length=200, label=_("Last reference code"))
    year = Number(label=_("Year"), most=2999)
    retention = forms.CharField(required=False, max_length=20, label=_("Retention code"))
    items = Number(label=_("Records in a box"), most=1000)
    thickness_mm = forms.TypedChoiceField(
        label=_("Thickness of the boxes"), coerce=int, choices=[(n, f"{n} mm") for n in THICKNESSES], initial=30
    )
    pages_a_mm = Number(label=_("Pages in a millimetre"), most=100)
    number = Number(label=_("Number of the first box"), most=999_999)
    mixed = forms.BooleanField(required=False, label=_("Years, retentions and units may share a box"))
    reason = forms.CharField(required=False, max_length=200, label=_("Why"))

    def __init__(self, *args: Any, fonds: Sequence[Fonds], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._fonds = {each.ulid: each for each in fonds}
        self.fields["fonds"].offer(fonds)  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Fonds:
        return self._fonds[self.cleaned_data["fonds"]]

    def asked(self, *, number: int) -> Boxing:
        """`number` is that of the first box where none was given."""
        given = self.cleaned_data
        return Boxing(
            level=given["level"],
            first=given["first"],
            last=given["last"],
            year=given["year"],
            retention=given["retention"].strip(),
            items=given["items"] or 0,
            thickness_mm=given["thickness_mm"],
            pages_a_mm=given["pages_a_mm"] or PAGES_A_MM,
            number=given["number"] or number,
            mixed=given["mixed"],
        )
