"""What units and the desk say of a hand-over: shapes and messages, no saving."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Actor
from lantai.base.accounts.models import Institution
from lantai.holdings.catalogue.models import Fonds
from lantai.holdings.catalogue.record_types import label_of
from lantai.holdings.checks.schemes import schemes
from lantai.holdings.transfers.actions import Declaration, Terms
from lantai.holdings.transfers.models import Agreement, Transfer, Way
from lantai.holdings.transfers.queries import (
    agreements_of,
    fonds_to_hand_over,
    fonds_to_receive,
    units_of,
    units_to_agree_with,
)
from lantai.holdings.transfers.requirements import SENDER_CHECKS
from lantai.holdings.transfers.states import Side, State

ALGORITHMS = [("", "–"), ("sm3", "SM3"), ("sha256", "SHA-256"), ("sha512", "SHA-512"), ("md5", "MD5")]


class _Styled(forms.Form):
    """Widgets with the classes of the house."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            choice = isinstance(field.widget, forms.Select)
            box = isinstance(field.widget, forms.CheckboxInput)
            field.widget.attrs["class"] = "form-check-input" if box else "form-select" if choice else "form-control"
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 3


class FondsField(forms.ModelChoiceField[Fonds]):
    """Fonds by code, title and the archive they are in."""

    def label_from_instance(self, obj: Fonds) -> str:
        return f"{obj.code} {obj.title} · {obj.institution}"


class AgreementField(forms.ModelChoiceField[Agreement]):
    """Agreements by number, with the fonds they are about."""

    def label_from_instance(self, obj: Agreement) -> str:
        return f"{obj.number} · {obj.fonds} {obj.years}"


class UnitField(forms.ModelChoiceField[Institution]):
    """Units by name and code."""

    def label_from_instance(self, obj: Institution) -> str:
        return f"{obj.name} ({obj.code})"


class BeginForm(_Styled):
    """Which unit hands over to which fonds, under which agreement."""

    unit = UnitField(queryset=Institution.objects.none(), label=_("Transferring unit"), empty_label=None)
    agreement = AgreementField(queryset=Agreement.objects.none(), label=_("Agreement"), required=False)
    fonds = FondsField(queryset=Fonds.objects.none(), label=_("Fonds"), required=False)
    title = forms.CharField(max_length=200, label=_("Name of the hand-over"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agreed = agreements_of(actor, Side.UNIT).filter(state=Agreement.State.AGREED)
        self.fields["unit"].queryset = units_of(actor)  # type: ignore[attr-defined]
        self.fields["agreement"].queryset = agreed  # type: ignore[attr-defined]
        self.fields["fonds"].queryset = fonds_to_hand_over(actor)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        agreement = given.get("agreement")
        if agreement is not None:
            given["fonds"] = agreement.fonds
        if not given.get("fonds"):
            self.add_error("fonds", _("Choose an agreement or a fonds."))
        return given


class DeclareForm(_Styled):
    """The fields of the register form, and what 条例 30 has handed over with the files."""

    title = forms.CharField(max_length=200, label=_("Name of the hand-over"))
    content = forms.CharField(
        required=False, max_length=4000, widget=forms.Textarea, label=_("Description of the content")
    )
    category = forms.CharField(required=False, max_length=60, label=_("Record class"))
    year_from = forms.IntegerField(required=False, min_value=1000, max_value=2999, label=_("From year"))
    year_to = forms.IntegerField(required=False, min_value=1000, max_value=2999, label=_("To year"))
    way = forms.ChoiceField(choices=Way.choices, label=_("Way of the hand-over"))
    carrier = forms.CharField(required=False, max_length=200, label=_("Carrier: kind and make"))
    carrier_numbers = forms.CharField(required=False, max_length=200, label=_("Carriers: first and last number"))
    volumes = forms.IntegerField(required=False, min_value=0, max_value=10**8, label=_("Volumes"))
    items = forms.IntegerField(required=False, min_value=0, max_value=10**8, label=_("Items"))
    boxes = forms.IntegerField(required=False, min_value=0, max_value=10**6, label=_("Number of boxes"))
    lists = forms.IntegerField(required=False, min_value=0, max_value=10**5, label=_("Volumes of lists"))
    finding_aids = forms.CharField(required=False, max_length=200, label=_("Finding aids"))
    copies = forms.IntegerField(required=False, min_value=0, max_value=10**8, label=_("Digital copies there are"))
    files = forms.IntegerField(required=False, min_value=0, max_value=10**8, label=_("Files"))  # type: ignore[assignment] # a field
    bytes = forms.IntegerField(required=False, min_value=0, max_value=10**15, label=_("Amount of data in bytes"))
    digest_algorithm = forms.ChoiceField(required=False, choices=ALGORITHMS, label=_("Digest algorithm"))
    digest = forms.CharField(required=False, max_length=128, label=_("Digest of the package"))
    openings = forms.CharField(
        required=False, max_length=4000, widget=forms.Textarea, label=_("Opinion on openings that are due")
    )
    government_information = forms.CharField(
        required=False, max_length=4000, widget=forms.Textarea, label=_("Disclosure of government information")
    )
    secrecy_changes = forms.CharField(
        required=False, max_length=4000, widget=forms.Textarea, label=_("Changes of secrecy levels")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, label in SENDER_CHECKS.items():
            field = forms.CharField(required=False, max_length=200, label=label)
            field.widget.attrs["class"] = "form-control"
            self.fields[f"check_{key}"] = field

    @staticmethod
    def said(transfer: Transfer) -> dict[str, Any]:
        """What has been said so far."""
        names = list(DeclareForm.base_fields)
        checks = {f"check_{key}": text for key, text in transfer.sender_checks.items()}
        return {name: getattr(transfer, name) for name in names} | checks

    @property
    def checks(self) -> list[forms.BoundField]:
        return [self[f"check_{key}"] for key in SENDER_CHECKS]

    def declaration(self) -> Declaration:
        given = self.cleaned_data
        own = {key: given[f"check_{key}"] for key in SENDER_CHECKS if given[f"check_{key}"]}
        plain = {name: value for name, value in given.items() if not name.startswith("check_")}
        return Declaration(**plain, sender_checks=own)


class FileForm(_Styled):
    """One file by a plain form, for browsers without scripts."""

    upload = forms.FileField(label=_("File or zip"))
    folder = forms.CharField(required=False, max_length=500, label=_("Folder in the package"))

    def clean_upload(self) -> Any:
        given, most = self.cleaned_data["upload"], settings.HANDOVER["FORM_MB"]
        if given.size > most << 20:
            text = _("This file is larger than %(most)s MB: send it with scripts switched on, or on a carrier.")
            raise forms.ValidationError(text, params={"most": most})
        return given


class TermsForm(_Styled):
    """An agreement: scope, way, formats, checks, time."""

    unit = UnitField(queryset=Institution.objects.none(), label=_("Transferring unit"))
    fonds = FondsField(queryset=Fonds.objects.none(), label=_("Fonds"))
    number = forms.CharField(max_length=60, label=_("Agreement number"))
    year_from = forms.IntegerField(required=False, min_value=1000, max_value=2999, label=_("From year"))
    year_to = forms.IntegerField(required=False, min_value=1000, max_value=2999, label=_("To year"))
    categories = forms.CharField(required=False, max_length=200, label=_("Record classes"))
    retention = forms.CharField(required=False, max_length=200, label=_("Retention"))
    ways = forms.ChoiceField(choices=Agreement.Ways.choices, label=_("Way of the hand-over"))
    formats = forms.CharField(required=False, max_length=300, label=_("Formats"))
    scheme = forms.ChoiceField(required=False, label=_("Check scheme"))
    due_on = forms.DateField(
        required=False, label=_("Due"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    conditions = forms.CharField(required=False, max_length=4000, widget=forms.Textarea, label=_("Conditions"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_to_agree_with()  # type: ignore[attr-defined]
        self.fields["fonds"].queryset = fonds_to_receive(actor)  # type: ignore[attr-defined]
        known = [(scheme.code, label_of(scheme.labels)) for scheme in schemes().values()]
        self.fields["scheme"].choices = [("", "–"), *known]  # type: ignore[attr-defined]

    def terms(self) -> Terms:
        return Terms(**{name: value for name, value in self.cleaned_data.items() if name not in ("unit", "fonds")})


class QueueForm(_Styled):
    """The list's address: every part optional."""

    words = forms.CharField(required=False, max_length=100, label=_("Name or unit"))
    state = forms.ChoiceField(required=False, choices=[("", _("all")), *State.choices], label=_("State"))
    overdue = forms.BooleanField(required=False, label=_("Overdue only"))
