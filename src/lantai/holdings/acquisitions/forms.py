"""The forms of acquisitions: shapes and messages, no saving."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.models import Institution
from lantai.holdings.acquisitions.actions import Decision, Listed, Offer, Proposal, Reception, Said, Term, Terms
from lantai.holdings.acquisitions.conditions import condition_kinds
from lantai.holdings.acquisitions.contacts import Contact
from lantai.holdings.acquisitions.kinds import choices, kinds, media, periods, units
from lantai.holdings.acquisitions.models import Document, Lead, LeadNote, Opinion, Party
from lantai.holdings.acquisitions.queries.things import AcquisitionPage


class Dressed(forms.Form):
    """Fields with the classes of the frame; ids of its own, as several forms stand on a page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{type(self).__name__.lower()}-%s")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.BooleanField):
                field.widget.attrs["class"] = "form-check-input"
            else:
                field.widget.attrs["class"] = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
                field.widget.attrs.setdefault("autocomplete", "off")


class Day(forms.DateField):
    """One day."""

    def __init__(self, *, label: Any, required: bool = True) -> None:
        widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        super().__init__(label=label, required=required, widget=widget, input_formats=["%Y-%m-%d"])


def _line(label: Any, most: int, *, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required)


def _text(label: Any, most: int, *, required: bool = True, rows: int = 3) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required, widget=forms.Textarea({"rows": rows}))


class OfInstitution(Dressed):
    """For one of the archives this person acquires for."""

    institution = forms.ChoiceField(label=_("Archive"))

    def __init__(self, *args: Any, institutions: Sequence[Institution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._institutions = {each.code: each for each in institutions}
        self.fields["institution"].choices = [(each.code, each.name) for each in institutions]  # type: ignore[attr-defined]
        if len(institutions) == 1:
            self.fields["institution"].widget = forms.HiddenInput()
            self.fields["institution"].initial = institutions[0].code

    @property
    def chosen(self) -> Institution:
        return self._institutions[self.cleaned_data["institution"]]


class ContactFields(Dressed):
    """How to reach somebody: kept encrypted."""

    phone = _line(_("Telephone"), 40, required=False)
    email = forms.EmailField(label=_("E-mail"), max_length=120, required=False)
    address = _line(_("Postal address"), 200, required=False)

    def contact(self) -> Contact:
        return Contact(**{name: self.cleaned_data[name].strip() for name in Contact.__dataclass_fields__})


class OfferFields(ContactFields):
    """What is offered, and by whom."""

    name = _line(_("Name of the person or body"), 80)
    kind = forms.ChoiceField(label=_("Who it is"), choices=Party.Kind.choices)
    offered = _text(_("What is offered"), 2000, rows=4)
    wish = forms.ChoiceField(label=_("How it might come to the archive"), required=False)
    medium = forms.ChoiceField(label=_("Medium"), required=False)
    quantity = _line(_("About how much"), 60, required=False)
    date_text = _line(_("From which time"), 60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_yet = ("", _("not decided yet"))
        self.fields["wish"].choices = [open_yet, *choices(kinds())]  # type: ignore[attr-defined]
        self.fields["medium"].choices = [("", _("not known")), *choices(media())]  # type: ignore[attr-defined]

    def offer(self, **more: Any) -> Offer:
        said = {name: self.cleaned_data[name] for name in ("offered", "name", "kind", "wish", "medium")}
        rest = {name: self.cleaned_data[name] for name in ("quantity", "date_text")}
        return Offer(**said, **rest, contact=self.contact(), **more)


class LeadForm(OfInstitution, OfferFields):
    """A lead as staff enter it."""

    source = forms.ChoiceField(
        label=_("Where it comes from"),
        choices=[choice for choice in Lead.Source.choices if choice[0] != Lead.Source.PUBLIC],
    )
    follower = _line(_("Who follows it up"), 80, required=False)

    field_order = ("institution", "source", "name", "kind", "phone", "email", "address", "offered")


class FollowForm(Dressed):
    """Who goes on with it, and when."""

    follower = _line(_("Who follows it up"), 80)
    next_on = Day(label=_("Next step on"), required=False)


class NoteForm(Dressed):
    """What was said or seen."""

    kind = forms.ChoiceField(label=_("Kind"), choices=LeadNote.Kind.choices)
    on = Day(label=_("Date"))
    text = _text(_("What was said or seen"), 2000)


class ReasonForm(Dressed):
    """Why."""

    reason = _line(_("Reason"), 400)


class ProposeForm(OfInstitution, ContactFields):
    """An acquisition without a lead before it."""

    kind = forms.ChoiceField(label=_("Way of acquisition"))
    title = _line(_("What is to be acquired"), 200)
    owner = _line(_("Owner or donor"), 80)
    owner_kind = forms.ChoiceField(label=_("Who it is"), choices=Party.Kind.choices)
    period = forms.ChoiceField(label=_("Period of history"), required=False)
    note = _text(_("Note"), 2000, required=False)

    field_order = ("institution", "kind", "title", "owner", "owner_kind", "phone", "email", "address")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = choices(kinds())  # type: ignore[attr-defined]
        self.fields["period"].choices = [("", "—"), *((each, each) for each in periods())]  # type: ignore[attr-defined]

    def proposal(self) -> Proposal:
        names = ("kind", "title", "owner", "owner_kind", "period", "note")
        return Proposal(**{name: self.cleaned_data[name] for name in names}, contact=self.contact())


class TakeUpForm(Dressed):
    """An acquisition from a lead: the owner is who offered it."""

    kind = forms.ChoiceField(label=_("Way of acquisition"))
    title = _line(_("What is to be acquired"), 200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = choices(kinds())  # type: ignore[attr-defined]

    def proposal(self) -> Proposal:
        return Proposal(kind=self.cleaned_data["kind"], title=self.cleaned_data["title"])


class ItemForm(Dressed):
    """One line of the list."""

    title = _line(_("Title"), 200)
    quantity = forms.IntegerField(label=_("Number of them"), min_value=1, max_value=1_000_000, initial=1)
    unit = forms.ChoiceField(label=_("Counted in"))
    date_text = _line(_("From which time"), 60, required=False)
    medium = forms.ChoiceField(label=_("Medium"))
    description = _line(_("Remarks"), 400, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = choices(units())  # type: ignore[attr-defined]
        self.fields["medium"].choices = choices(media())  # type: ignore[attr-defined]

    def listed(self) -> Listed:
        return Listed(**self.cleaned_data)


def _money(label: Any, *, required: bool = False) -> forms.DecimalField:
    return forms.DecimalField(label=label, required=required, min_value=0, max_digits=12, decimal_places=2)


class OpinionForm(Dressed):
    """What an expert wrote."""

    expert = _line(_("Expert"), 80)
    office = _line(_("Office or field"), 120, required=False)
    on = Day(label=_("Date"))
    verdict = forms.ChoiceField(label=_("Authenticity"), choices=Opinion.Verdict.choices)
    ownership = _line(_("Ownership"), 200, required=False)
    value = _line(_("Value"), 400)
    state_found = _line(_("State of preservation"), 200, required=False)
    estimate = _money(_("Estimate, yuan"))

    def said(self) -> Said:
        return Said(**self.cleaned_data)


class ApproveForm(Dressed):
    """The decision."""

    on = Day(label=_("Decided on"))
    by = _line(_("Decided by"), 120)
    number = _line(_("Number of the decision"), 60, required=False)
    price = _money(_("Price, yuan (of a purchase)"))

    def decision(self) -> Decision:
        return Decision(**self.cleaned_data)


class AgreeForm(Dressed):
    """The agreement as signed; its conditions are entered beside it."""

    number = _line(_("Agreement number"), 60)
    signed_on = Day(label=_("Signed on"))
    signed_by = _line(_("Signed for the archive by"), 120)
    signed_for_owner = _line(_("Signed for the owner by"), 120)
    term_ends = Day(label=_("Term of the deposit ends on"), required=False)
    text = _text(_("Text"), 8000, required=False, rows=4)
    scan = forms.FileField(label=_("Scan of the signed agreement"), required=False)

    def terms(self) -> Terms:
        return Terms(**{name: self.cleaned_data[name] for name in Terms.__dataclass_fields__})


class ConditionForm(Dressed):
    """One condition."""

    kind = forms.ChoiceField(label=_("Condition"))
    until = Day(label=_("Until (the first day it binds no more)"), required=False)
    words = _line(_("Words, such as those to name the source with"), 400, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = choices(condition_kinds())  # type: ignore[attr-defined]

    def term(self) -> Term:
        return Term(**self.cleaned_data)


class StrikeForm(Dressed):
    """Which line is taken off the list again."""

    position = forms.TypedChoiceField(label=_("Line"), coerce=int)

    def __init__(self, *args: Any, page: AcquisitionPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = [(str(each.position), f"{each.position} {each.title}") for each in page.items]
        self.fields["position"].choices = lines  # type: ignore[attr-defined]


class EndForm(Dressed):
    """Which condition is ended, and what shows it."""

    condition = forms.ChoiceField(label=_("Condition"))
    why = _line(_("What shows that it is ended"), 400)
    evidence = forms.FileField(label=_("Evidence"), required=False)

    def __init__(self, *args: Any, page: AcquisitionPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conditions = {row.condition.ulid: row.condition for row in page.terms if row.binds}
        named = [(ulid, each.sentence[:80]) for ulid, each in self.conditions.items()]
        self.fields["condition"].choices = named  # type: ignore[attr-defined]


class PayForm(Dressed):
    """That it was paid."""

    on = Day(label=_("Paid on"))
    note = _line(_("Voucher or way of payment"), 200)


class ReceiveForm(Dressed):
    """Who gave it to whom, and how it was found."""

    on = Day(label=_("Received on"))
    by = _line(_("Received by"), 120)
    handed_by = _line(_("Handed over by"), 120)
    condition_found = _line(_("How it was found at the count"), 400, required=False)

    def reception(self) -> Reception:
        return Reception(**self.cleaned_data)


class CertifyForm(Dressed):
    """The certificate."""

    on = Day(label=_("Date of the certificate"))
    words = _line(_("Words of thanks besides"), 400, required=False)


class LinkForm(Dressed):
    """Records by their codes."""

    codes = _text(_("Reference codes, one a line"), 20_000)

    def named(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["codes"].splitlines() if line.strip()]


class UnlinkForm(Dressed):
    """Which link was a mistake."""

    record = forms.ChoiceField(label=_("Record"))
    reason = _line(_("Reason"), 400)

    def __init__(self, *args: Any, page: AcquisitionPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.records = {each.record.ulid: each.record for each in page.links}
        named = [(ulid, each.code) for ulid, each in self.records.items()]
        self.fields["record"].choices = named  # type: ignore[attr-defined]


class RenewForm(Dressed):
    """A later term."""

    until = Day(label=_("New term ends on"))
    note = _line(_("Note"), 400, required=False)


class ReturnForm(Dressed):
    """Given back."""

    on = Day(label=_("Given back on"))
    to = _line(_("Given to"), 120)
    reason = _line(_("Reason"), 400)


class DocumentForm(Dressed):
    """A file laid beside."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Document.Kind.choices)
    caption = _line(_("What it shows"), 200, required=False)
    file = forms.FileField(label=_("File"))


class CallForm(OfInstitution):
    """A public call."""

    title = _line(_("Title"), 120)
    text = _text(_("What is looked for"), 4000, rows=5)
    opens = Day(label=_("Shown from"))
    closes = Day(label=_("Shown until"), required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("opens") and said.get("closes") and said["closes"] < said["opens"]:
            self.add_error("closes", _("This is before the first day."))
        return said


class PartyForm(ContactFields):
    """What is known of somebody; the contact is replaced only when it is given anew."""

    name = _line(_("Name of the person or body"), 80)
    kind = forms.ChoiceField(label=_("Who it is"), choices=Party.Kind.choices)
    note = _line(_("Note"), 400, required=False)
    field_order = ("name", "kind", "note")
