"""The forms of the basket: for whom a copy is issued, and what of a page is masked. Shapes, no saving."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from lantai.base.common.ids import PATTERN, new_ulid
from lantai.holdings.withholding.queries import Part, Span
from lantai.services.certificates.actions import Order
from lantai.services.certificates.models import Seal
from lantai.services.enquiries.forms import Dressed, line_field

MOST = 500
_BOX = re.compile(r"(?:[01]?\.\d{1,8}|[01])(?:,(?:[01]?\.\d{1,8}|[01])){3}")
_SPAN = re.compile(r"(\d{1,7})-(\d{1,7})")


class OrderForm(Dressed):
    """Filled in from the case. `ulid` is the form's own: sent twice, it is one certificate."""

    name = line_field(_("Name of who asks"), 80)
    purpose = line_field(_("What it is for"), 120, required=False)
    seal = forms.ChoiceField(label=_("Seal"), required=False)
    ulid = forms.CharField(widget=forms.HiddenInput, max_length=26)

    def __init__(self, *args: Any, seals: Sequence[Seal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._seals = {each.ulid: each for each in seals}
        offered = [
            *((each.ulid, each.name) for each in seals),
            ("", _("electronic signature only, no picture of a seal")),
        ]
        self.fields["seal"].choices = offered  # type: ignore[attr-defined]
        self.fields["seal"].initial = offered[0][0]
        self.fields["ulid"].initial = new_ulid()

    def clean_ulid(self) -> str:
        ulid = str(self.cleaned_data["ulid"])
        if not PATTERN.fullmatch(ulid):
            raise forms.ValidationError(_("Open the form anew."))
        return ulid

    def order(self, address: str) -> Order:
        said = self.cleaned_data
        seal = self._seals.get(said["seal"])
        return Order(said["name"], "", said["purpose"], seal, address, said["ulid"])


class MaskForm(forms.Form):
    """Boxes (`x,y,width,height`, fractions of the page) and passages (`start-end`), as many as were ticked or drawn."""

    def __init__(self, data: MultiValueDict[str, str]) -> None:
        super().__init__(data)
        self._boxes, self._spans = data.getlist("box")[: MOST + 1], data.getlist("span")[: MOST + 1]

    def clean(self) -> dict[str, Any]:
        boxes = [each for each in self._boxes if not _BOX.fullmatch(each)]
        spans = [each for each in self._spans if not _SPAN.fullmatch(each)]
        if boxes or spans or len(self._boxes) + len(self._spans) > MOST:
            raise forms.ValidationError(_("What is to be masked cannot be read. Load the page again."))
        return dict(super().clean() or {})

    def boxes(self) -> list[Part]:
        return [(float(x), float(y), float(w), float(h)) for x, y, w, h in (each.split(",") for each in self._boxes)]

    def spans(self) -> list[Span]:
        return [(int(start), int(end)) for start, end in (each.split("-") for each in self._spans)]
