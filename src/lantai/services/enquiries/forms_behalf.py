"""The forms of what a desk writes down for an applicant: what was said offline, which matter it is. No saving."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lantai.services.enquiries.actions import TOLD_BY
from lantai.services.enquiries.forms import Dressed, Proofs, line_field, text_field
from lantai.services.enquiries.forms_identity import SeenForm
from lantai.services.enquiries.matters import matters
from lantai.services.enquiries.models import Enquiry


class ToldForm(Dressed):
    """How it was said, and by whom: the applicant unless another name is written."""

    channel = forms.ChoiceField(label=_("How it was said"), choices=[(each.value, each.label) for each in TOLD_BY])
    who = line_field(_("Who said so (name, and for whom if not the applicant)"), 80)


class SupplyForForm(ToldForm):
    said = text_field(_("What was supplied"), 1800, rows=4)
    proofs = Proofs(label=_("Proofs (photographs or PDF, at most 6 files of 5 MB)"))


class WithdrawForForm(ToldForm):
    said = text_field(_("Why, if told"), 400, required=False, rows=2)


class AssignForm(Dressed):
    """Which of the matters it is."""

    matter = forms.ChoiceField(label=_("Matter"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(code, each.label) for code, each in matters().items()]
        self.fields["matter"].choices = [("", "—"), *known]  # type: ignore[attr-defined]


def told_form(kind: type[ToldForm], enquiry: Enquiry, *given: Any) -> ToldForm:
    own = enquiry.channel if enquiry.channel in TOLD_BY else TOLD_BY[0]
    return kind(*given, initial={"channel": own, "who": enquiry.name})


def seen_form(enquiry: Enquiry, *given: Any) -> SeenForm:
    return SeenForm(*given, initial={"document_kind": enquiry.document_kind, "last4": enquiry.last4})
