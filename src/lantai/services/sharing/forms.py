"""The forms of sharing agreements: terms, a reason, what is looked for. Shapes, no saving."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.models import Institution
from lantai.base.common.date_fields import FirstDayField, LastDayField
from lantai.base.common.dates.asked import asked_between
from lantai.holdings.catalogue.record_types import record_types
from lantai.services.enquiries.forms import Dressed, line_field, text_field
from lantai.services.sharing.actions import Terms
from lantai.services.sharing.models import SharingAgreement
from lantai.services.sharing.queries.agreements import type_label
from lantai.services.sharing.queries.reading import Asked

LEND, BORROW = "lend", "borrow"


class ProposeForm(Dressed):
    """Both sides, and the terms."""

    way = forms.ChoiceField(
        label=_("What is proposed"),
        choices=[(LEND, _("we let them see ours")), (BORROW, _("they let us see theirs"))],
    )
    own = forms.ChoiceField(label=_("For"))
    other = forms.ChoiceField(label=_("Other institution"))
    level = forms.ChoiceField(label=_("Level of sharing"), choices=SharingAgreement.Level.choices)
    types = forms.MultipleChoiceField(
        label=_("Record types"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all types of the fonds below."),
    )  # fmt: skip
    fonds = line_field(_("Codes of fonds, with commas (empty: all fonds)"), 400, required=False)
    begins_on = forms.DateField(label=_("First day"), widget=forms.DateInput({"type": "date"}))
    ends_on = forms.DateField(label=_("Last day"), widget=forms.DateInput({"type": "date"}))
    paper = line_field(_("Document it rests on"), 200)
    purpose = text_field(_("Purpose"), 1000, rows=2)

    def __init__(self, *args: Any, own: Sequence[Institution], every: Sequence[Institution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._every = {each.code: each for each in every}
        self._choose("own", [(each.code, each.name) for each in own])
        self._choose("other", [(each.code, each.name) for each in every])
        self._choose("types", [(code, each.label) for code, each in record_types().items()])
        self.fields["types"].widget.attrs.pop("class", None)

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def sides(self) -> tuple[Institution, Institution]:
        """The giver and the receiver."""
        own, other = (self._every[self.cleaned_data[name]] for name in ("own", "other"))
        return (own, other) if self.cleaned_data["way"] == LEND else (other, own)

    @property
    def terms(self) -> Terms:
        said = self.cleaned_data
        codes = [
            code for part in said["fonds"].replace("，", ",").replace("、", ",").split(",") if (code := part.strip())
        ]
        return Terms(
            said["level"], said["types"], codes, said["begins_on"], said["ends_on"], said["paper"], said["purpose"]
        )


class WhyForm(Dressed):
    why = text_field(_("Reason"), 400, rows=2)


class LookForm(Dressed):
    """What is looked for among what is lent: all of it in the address."""

    q = forms.CharField(label=_("Words"), max_length=200, required=False)
    type = forms.ChoiceField(label=_("Record type"), required=False)
    first = FirstDayField(label=_("From date"))
    last = LastDayField(label=_("To date"))
    place = forms.CharField(max_length=500, required=False)
    cursor = forms.CharField(max_length=500, required=False)

    def __init__(self, *args: Any, types: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = types or tuple(record_types())
        choices = [("", _("all that are lent")), *((code, type_label(code)) for code in codes)]
        self.fields["type"].choices = choices  # type: ignore[attr-defined]

    @property
    def asked(self) -> Asked:
        """What of it can be read; the rest is told beside its field."""
        said = self.cleaned_data
        types = (said["type"],) if said.get("type") else ()
        told = asked_between(said.get("first"), said.get("last"))
        told |= {name: said.get(name) or "" for name in ("place", "cursor")}
        return Asked((said.get("q") or "").strip(), types, **told)
