"""What the desk says of paper: what was counted, what was seen, how it is to be boxed. Shapes only, no saving."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from lantai.holdings.storerooms.actions import Boxing
from lantai.holdings.storerooms.models.boxes import THICKEST, THINNEST
from lantai.holdings.transfers.actions import Look
from lantai.holdings.transfers.paper_counting import PaperCount
from lantai.holdings.transfers.requirements import SENDER_CHECKS

IN_ORDER, FOUND = "in_order", "found"
LOOKS = [("", "–"), (IN_ORDER, _("in order")), (FOUND, _("something was found"))]


class _Given(forms.Form):
    """Numbers beside a button: what is no number is as if it had not been said, and the act says what is lacking."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            select = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select" if select else "form-control"

    def said(self) -> dict[str, Any]:
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}


class CountForm(_Given):
    """清点."""

    boxes = forms.IntegerField(min_value=0, max_value=10**6, label=_("Number of boxes"))
    volumes = forms.IntegerField(required=False, min_value=0, max_value=10**8, label=_("Volumes"))
    items = forms.IntegerField(required=False, min_value=0, max_value=10**8, label=_("Items"))
    words = forms.CharField(required=False, max_length=2000, label=_("Remark"))


class LookForm(_Given):
    """检查: of each property of the form whether it is in order, and in words how it was looked at."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, label in SENDER_CHECKS.items():
            choice = forms.ChoiceField(required=False, choices=LOOKS, label=label)
            words = forms.CharField(
                required=False, max_length=500, label=gettext("%(property)s, in words") % {"property": label}
            )
            choice.widget.attrs["class"], words.widget.attrs["class"] = "form-select", "form-control"
            self.fields |= {f"look_{key}": choice, f"words_{key}": words}

    @property
    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"look_{key}"], self[f"words_{key}"]) for key in SENDER_CHECKS]


class BoxForm(_Given):
    """装盒: how thick the boxes are, and with which number they begin where the list gives none."""

    thickness_mm = forms.IntegerField(
        min_value=THINNEST, max_value=THICKEST, initial=30, label=_("Thickness of a box, mm")
    )
    number = forms.IntegerField(min_value=1, max_value=10**6, initial=1, label=_("Number of the first box"))


def count_given(given: Mapping[str, Any]) -> tuple[PaperCount, str]:
    said = CountForm(given).said()
    return PaperCount(said.get("boxes"), said.get("volumes"), said.get("items")), said.get("words", "")


def looks_given(given: Mapping[str, Any]) -> dict[str, Look]:
    said = LookForm(given).said()
    return {
        key: Look(choice == IN_ORDER, said.get(f"words_{key}", ""))
        for key in SENDER_CHECKS
        if (choice := said.get(f"look_{key}"))
    }


def boxing_given(given: Mapping[str, Any]) -> Boxing:
    said = BoxForm(given).said()
    return Boxing(as_listed=True, thickness_mm=said.get("thickness_mm", 30), number=said.get("number", 1))


FORMS: dict[str, type[_Given]] = {"count_papers": CountForm, "check_papers": LookForm, "box_papers": BoxForm}
"""What stands beside the button of an act."""
