"""The form of a change of many records: which ones, what of them, and how. Shape and sentences, no saving."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from lantai.base.accounts.access import Actor
from lantai.holdings.catalogue.elements import Need
from lantai.holdings.catalogue.models import Fonds, Series
from lantai.holdings.description.choosing import WHOLE_KINDS, slots_to_change
from lantai.holdings.description.models import ChangeBatch
from lantai.holdings.description.more_forms import SelectionForm, dressed
from lantai.holdings.description.slots import NotSayable, Slot, group_label, plain, tidy
from lantai.holdings.imports.forms import FondsField
from lantai.holdings.imports.queries import fonds_to_describe


class ChosenForm(SelectionForm):
    """Which records of one fonds are meant: filters, a part of the title, a series."""

    field_order = ("fonds", "words", "series")
    fonds = FondsField(
        queryset=Fonds.objects.none(), label=gettext_lazy("Fonds"), empty_label=None, to_field_name="ulid"
    )
    words = forms.CharField(required=False, max_length=80, label=gettext_lazy("Words in the title"))
    series = forms.CharField(required=False, max_length=60, label=gettext_lazy("Series (its code)"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fonds"].queryset = fonds_to_describe(actor)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        code, fonds = given.get("series"), given.get("fonds")
        if code and fonds:
            found = Series.objects.filter(fonds=fonds, code=code).order_by("-scheme_version").first()
            if found is None:
                self.add_error("series", _("This fonds has no series with this code."))
            else:
                given["series"] = found.ulid
        return given

    def chosen(self) -> dict[str, Any]:
        """What narrows it, as it is kept; once it is valid."""
        names = ("state", "type", "level", "retention", "year_from", "year_to", "series", "words")
        return {name: value for name in names if (value := self.cleaned_data.get(name))}


class ChangeForm(ChosenForm):
    """And what is to be changed in them."""

    key = forms.ChoiceField(label=gettext_lazy("What is changed"))
    how = forms.ChoiceField(label=gettext_lazy("How"), choices=ChangeBatch.How.choices)
    find = forms.CharField(required=False, max_length=200, strip=False, label=gettext_lazy("Find"))
    text = forms.CharField(
        required=False, max_length=2000, strip=False, label=gettext_lazy("New text"), widget=forms.Textarea({"rows": 2})
    )
    reason = forms.CharField(required=False, max_length=200, label=gettext_lazy("Why"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slots = {slot.key: slot for slot in slots_to_change()}
        groups: dict[str, list[tuple[str, str]]] = {}
        for slot in self.slots.values():
            groups.setdefault(group_label(slot.group), []).append((slot.key, slot.label))
        self.fields["key"].choices = list(groups.items())  # type: ignore[attr-defined]
        dressed(self)

    @property
    def choosing(self) -> list[forms.BoundField]:
        """The boxes that choose records."""
        return [self[name] for name in self.fields if name in ChosenForm.base_fields]

    @property
    def changing(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in ChosenForm.base_fields]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        slot = self.slots.get(given.get("key", ""))
        if slot is None or "how" not in given:
            return given
        given["text"] = given.get("text", "").replace("\r\n", "\n").replace("\0", "")
        if given["how"] == ChangeBatch.How.SET:
            self._set(slot, given)
        elif slot.kind in WHOLE_KINDS:
            self.add_error("how", _("This is set as a whole; a part of it cannot be changed."))
        elif given["how"] == ChangeBatch.How.REPLACE and not given.get("find"):
            self.add_error("find", _("Say what is to be found."))
        elif given["how"] != ChangeBatch.How.REPLACE and not given["text"].strip():
            self.add_error("text", _("Say what is to be added."))
        return given

    def _set(self, slot: Slot, given: dict[str, Any]) -> None:
        """The text as it is kept, so that a record that says so already is not changed."""
        text = tidy(given["text"])
        if not text and slot.need == Need.MUST:
            self.add_error("text", _("This must be described."))
            return
        try:
            value = slot.value(text)
        except NotSayable as refusal:
            self.add_error("text", str(refusal.params["problem"]))
            return
        given["text"] = text if slot.kind == "date" else plain(value)

    def change(self) -> dict[str, str]:
        """As the act takes it, once it is valid."""
        return {name: self.cleaned_data[name] for name in ("key", "how", "find", "text", "reason")}
