"""The forms of the review: shapes and messages, no saving."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lantai.holdings.withholding.grounds import grounds
from lantai.services.opening.actions import PassageSaid
from lantai.services.opening.models import Value

MOST_SECONDS = 1800
"""Half an hour: whoever had an item in front of them for longer was away."""
DELAY_YEARS = 5
"""How far ahead a delay's next review is proposed; the form has it to be changed."""
MOST_PASSAGES = 500
_PASSAGE = re.compile(
    r"(\d{1,6})\|(R1|R2|R3a|R3b|R4|R5)\|(?:(whole)|(?:(\d{1,9})-(\d{1,9})|([\d.,;]{7,4000}))\|([0-9a-f]{64}))"
)
_SALT = "opening.review.shown"


def in_years(years: int = DELAY_YEARS, *, today: dt.date | None = None) -> dt.date:
    """The first day of the year so many years on: easy to plan by."""
    return dt.date((today or timezone.localdate()).year + years, 1, 1)


def shown_now(position: int) -> str:
    """A mark for the form that says since when an item was in front; nobody can make one."""
    return signing.dumps([position, int(timezone.now().timestamp())], salt=_SALT)


def seconds_since(mark: str) -> int:
    """How old the mark is; 0 for one that is none of ours."""
    try:
        _position, since = signing.loads(mark, salt=_SALT)
    except signing.BadSignature:
        return 0
    return max(0, int(timezone.now().timestamp()) - int(since))


def passage_of(text: str) -> PassageSaid | None:
    """`page|reason|place|digest`; the place is `start-end` or boxes `x,y,w,h;…` in fractions of the page.

    The digest is that of the page it was marked on. `page|reason|whole` needs none: it is the page as it is.
    """
    found = _PASSAGE.fullmatch(text)
    if found is None:
        return None
    page, reason, whole, start, end, boxes, digest = found.groups()
    if whole:
        return PassageSaid(int(page), reason, whole_page=True)
    if start is not None:
        is_span = int(start) < int(end)
        return PassageSaid(int(page), reason, int(start), int(end), digest=digest) if is_span else None
    drawn = [_numbers(box) for box in boxes.split(";")]
    if not all(drawn):
        return None
    return PassageSaid(int(page), reason, boxes=[box for box in drawn if box], digest=digest)


def _numbers(box: str) -> list[float]:
    """Four numbers, or nothing."""
    try:
        found = [float(part) for part in box.split(",")]
    except ValueError:
        return []
    return found if len(found) == 4 else []


def day_of(given: Mapping[str, Any]) -> dt.date | None:
    """When it is looked at again. The day of a delay is filled in beforehand: it is not taken for another decision."""
    if given["value"] == Value.OPEN:
        return None
    day: dt.date | None = given["review_on" if given["value"] == Value.DELAYED else "again_on"]
    return day


def basis_of(given: str, chosen: Sequence[str]) -> str:
    """The basis of a decision for these reasons: as it was chosen, or the first of the first reason.

    The list offers every reason's bases, and a key changes the reason at the last moment: one that belongs to another
    reason only is not taken.
    """
    known = grounds()
    if not chosen:
        return ""
    elsewhere = {basis for code, each in known.items() if code not in chosen for basis in each.bases}
    own = [basis for code in chosen for basis in known[code].bases]
    return given if given and (given in own or given not in elsewhere) else own[0]


class ReasonsField(forms.MultipleChoiceField):
    """R1 to R5, as keys 1 to 6 tick them."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Reasons"),
            required=False,
            choices=lambda: [(code, f"{code} {reason.shown}") for code, reason in grounds().items()],
            widget=forms.CheckboxSelectMultiple,
        )


class DecisionForm(forms.Form):
    """What was decided of one record."""

    value = forms.ChoiceField(label=_("Decision"), choices=Value.choices)
    reasons = ReasonsField()
    basis = forms.CharField(label=_("Basis"), max_length=1000, required=False)
    note = forms.CharField(label=_("Note"), max_length=4000, required=False)
    review_on = forms.DateField(label=_("Look again on"), required=False)
    again_on = forms.DateField(label=_("Look again on"), required=False)
    seconds = forms.IntegerField(required=False, min_value=0)
    shown = forms.CharField(required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        given = self.data.getlist("passage") if hasattr(self.data, "getlist") else []
        found = [passage_of(text) for text in given[: MOST_PASSAGES + 1]]
        if len(found) > MOST_PASSAGES or None in found:
            self.add_error(None, _("What is withheld cannot be read: mark it again."))
        said["passages"] = [each for each in found if each is not None]
        return said

    def said(self) -> dict[str, Any]:
        """As the act takes it: a basis where none was chosen, the reasons of passages, the time in front."""
        given = self.cleaned_data
        codes = set(given["reasons"])
        if given["value"] == Value.PARTIAL:
            codes |= {each.reason for each in given["passages"]}
        chosen = [code for code in grounds() if code in codes] if given["value"] != Value.OPEN else []
        seconds = given["seconds"] if given["seconds"] is not None else seconds_since(given["shown"])
        return {
            "value": given["value"],
            "reasons": chosen,
            "basis": basis_of(given["basis"], chosen),
            "note": given["note"],
            "review_on": day_of(given),
            "passages": given["passages"] if given["value"] == Value.PARTIAL else [],
            "seconds": min(seconds, MOST_SECONDS),
        }


class ManyForm(forms.Form):
    """One decision for many records that are alike."""

    value = forms.ChoiceField(label=_("Decision"), choices=[each for each in Value.choices if each[0] != Value.PARTIAL])
    reasons = ReasonsField()
    basis = forms.CharField(label=_("Basis"), max_length=1000, required=False)
    note = forms.CharField(label=_("Note"), max_length=400, required=False)
    review_on = forms.DateField(label=_("Look again on"), required=False)
    again_on = forms.DateField(label=_("Look again on"), required=False)
    digest = forms.CharField(max_length=40)

    def said(self) -> dict[str, Any]:
        given = self.cleaned_data
        chosen = [code for code in grounds() if code in given["reasons"]] if given["value"] != Value.OPEN else []
        return {
            "value": given["value"],
            "reasons": chosen,
            "basis": basis_of(given["basis"], chosen),
            "note": given["note"],
            "review_on": day_of(given),
        }


class SampleForm(forms.Form):
    """How large a sample the lead looks at. Without a seed one is drawn; with one the same items come again."""

    percent = forms.IntegerField(label=_("Share in per cent"), min_value=1, max_value=100)
    seed = forms.IntegerField(label=_("Seed"), required=False, min_value=0, max_value=2**31 - 1)
