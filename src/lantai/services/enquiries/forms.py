"""The forms of enquiries: shapes and messages, no saving."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.models import Institution
from lantai.holdings.catalogue.applicants import applicants
from lantai.holdings.catalogue.id_numbers import read_id_number
from lantai.services.enquiries.actions import (
    LARGEST,
    MOST_PROOFS,
    PLATFORMS,
    Application,
    Draft,
    Sent,
    looked_through,
)
from lantai.services.enquiries.data import choices
from lantai.services.enquiries.models import Complaint, Decision, Enquiry, UnitConsent
from lantai.services.enquiries.queries.pages import EnquiryPage
from lantai.services.enquiries.reach import beyond_of
from lantai.services.enquiries.sealed import Reachable

_PHONE = re.compile(r"[0-9+()（）\- ]{5,40}")
_NUMBER = re.compile(r"[0-9A-Za-z()（）\-]{4,40}")


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


def line_field(label: Any, most: int, *, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required)


def text_field(label: Any, most: int, *, required: bool = True, rows: int = 3) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required, widget=forms.Textarea({"rows": rows}))


HOSTILE = "hostile"
"""The code of files too many or too large: a form refuses them before they are read, and the audit hears of it."""


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class Proofs(forms.FileField):
    """Several files at once, each and all of them bounded before they are read."""

    def __init__(self, *, label: Any) -> None:
        widget = ManyFiles({"accept": "image/jpeg,image/png,application/pdf", "multiple": True})
        super().__init__(label=label, required=False, widget=widget)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[bytes]]:
        sent = [each for each in (data if isinstance(data, list | tuple) else [data]) if each]
        if len(sent) > MOST_PROOFS:
            raise forms.ValidationError(_("At most %(most)s files.") % {"most": MOST_PROOFS}, HOSTILE)
        if any((each.size or 0) > LARGEST for each in sent):
            raise forms.ValidationError(_("A file is larger than 5 MB."), HOSTILE)
        return [super(Proofs, self).clean(each, initial) for each in sent]


def contents(files: Iterable[UploadedFile[bytes]]) -> list[Sent]:
    """What was sent, looked through; names people gave their files are not taken along. Raises `InfectedFile`."""
    return looked_through(each.read() for each in files)


class ApplicationFields(Dressed):
    """What is asked, and by whom."""

    institution = forms.ChoiceField(label=_("Archive"))
    applicant_kind = forms.ChoiceField(label=_("Who asks"))
    name = line_field(_("Name of the applicant"), 80)
    document_kind = forms.ChoiceField(label=_("Identity document"))
    document = line_field(_("Number of the document"), 40)
    phone = line_field(_("Telephone"), 40, required=False)
    email = forms.EmailField(label=_("E-mail"), max_length=120, required=False)
    address = line_field(_("Postal address"), 200, required=False)
    body = line_field(_("Employer or body"), 120, required=False)
    purpose = forms.ChoiceField(label=_("Purpose of use"))
    sought = text_field(_("What you are looking for"), 2000, rows=5)
    clues = line_field(_("Reference code or other clues, if known"), 200, required=False)
    proofs = Proofs(label=_("Proofs (photographs or PDF, at most 6 files of 5 MB)"))

    def __init__(self, *args: Any, archives: Sequence[Institution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._archives = {each.code: each for each in archives}
        kinds = [(code, each.label) for code, each in applicants().items()]
        self._offer("institution", [(each.code, each.name) for each in archives])
        self._offer("applicant_kind", [("", "—"), *kinds])
        self._offer("document_kind", choices("documents"))
        self._offer("purpose", [("", "—"), *choices("purposes")])
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["phone"].widget.attrs |= {"autocomplete": "tel", "inputmode": "tel"}
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        if len(archives) == 1:
            self.fields["institution"].widget = forms.HiddenInput()
            self.fields["institution"].initial = archives[0].code

    def _offer(self, name: str, offered: Sequence[tuple[str, str]]) -> None:
        self.fields[name].choices = offered  # type: ignore[attr-defined]

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"].strip()
        if phone and not _PHONE.fullmatch(phone):
            raise forms.ValidationError(_("A telephone number has digits, blanks, + and - only."))
        return phone

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        document = said.get("document", "").strip()
        if document and not self._fits(said.get("document_kind", ""), document):
            self.add_error("document", _("This is no number of such a document: compare it once more."))
        if not (said.get("phone") or said.get("email") or "email" in self.errors or "phone" in self.errors):
            self.add_error("phone", _("Give a telephone number or an e-mail address, so that the archive can answer."))
        return said

    def _fits(self, kind: str, number: str) -> bool:
        if kind != "id_card":
            return bool(_NUMBER.fullmatch(number))
        read = read_id_number(number)
        return read is not None and read.problem in ("", "region")

    @property
    def chosen(self) -> Institution:
        return self._archives[self.cleaned_data["institution"]]

    def application(self) -> Application:
        said = self.cleaned_data
        same = ("applicant_kind", "name", "purpose", "sought", "document_kind", "document", "body", "clues")
        contact = Reachable(said["phone"], said["email"], said["address"].strip())
        return Application(**{name: said[name].strip() for name in same}, contact=contact)

    def sent(self) -> list[Sent]:
        return contents(self.cleaned_data["proofs"])


class ApplyForm(ApplicationFields):
    """The public form. `website` is a field people do not see: what stands in it was written by a machine."""

    agreed = forms.BooleanField(label=_("I have read how what I write here is used, and agree."))
    website = forms.CharField(required=False, max_length=200, label=_("Leave this empty"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._is_stale = False
        self.fields["website"].widget.attrs |= {"tabindex": "-1", "autocomplete": "off"}

    def refuse_stale(self) -> None:
        """The stamp of the page was missing, too young or too old."""
        self._is_stale = True

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if self._is_stale:
            raise forms.ValidationError(_("This page was open too long or came back too fast. Please send it again."))
        return said

    @property
    def is_trapped(self) -> bool:
        return bool(self.cleaned_data.get("website"))


class EnterForm(ApplicationFields):
    """An application as staff enter it; by telephone there may be no document.

    `counters`: where this person takes applications; `archives`: those that may hold what is asked for.
    """

    counter = forms.ChoiceField(label=_("Taken at the counter of"), required=False)
    channel = forms.ChoiceField(
        label=_("Channel"),
        choices=[
            each for each in Enquiry.Channel.choices if each[0] not in (Enquiry.Channel.WEB, Enquiry.Channel.PEER)
        ],
    )
    seen = forms.BooleanField(
        label=_("At the counter: I have seen this document itself."), required=False, initial=True
    )
    outside_number = line_field(_("Number at the platform"), 60, required=False)
    field_order = ("counter", "institution", "channel", "outside_number")

    def __init__(self, *args: Any, counters: Sequence[Institution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._counters = {each.code: each for each in counters}
        self.fields["document"].required = False
        self.fields["institution"].label = _("Archive that holds the records")
        self._offer("counter", [(each.code, each.name) for each in counters])
        if counters:
            self.fields["institution"].initial = counters[0].code
        if len(counters) == 1:
            self.fields["counter"].widget = forms.HiddenInput()
            self.fields["counter"].initial = counters[0].code

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("channel") in PLATFORMS and not said.get("outside_number", "").strip():
            self.add_error("outside_number", _("Give the number the platform shows, so that it is not entered twice."))
        return said

    @property
    def counter_chosen(self) -> Institution | None:
        """Where nothing was said: the holder's own, or the first there is."""
        said = self.cleaned_data["counter"] or self.cleaned_data["institution"]
        return self._counters.get(said) or next(iter(self._counters.values()), None)


class PlatformListForm(Dressed):
    """A list of a platform, for one of the archives at which this person takes applications."""

    institution = forms.ChoiceField(label=_("Archive"))
    channel = forms.ChoiceField(label=_("Channel"), choices=[(each.value, each.label) for each in PLATFORMS])
    list = forms.FileField(
        label=_("List of the platform (CSV or workbook)"),
        widget=forms.ClearableFileInput({"accept": ".csv,.xlsx,.xls"}),
    )

    def __init__(self, *args: Any, archives: Sequence[Institution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._archives = {each.code: each for each in archives}
        self.fields["institution"].choices = [(each.code, each.name) for each in archives]  # type: ignore[attr-defined]

    def clean_list(self) -> UploadedFile[bytes]:
        sent: UploadedFile[bytes] = self.cleaned_data["list"]
        if (sent.size or 0) > LARGEST:
            raise forms.ValidationError(_("A file is larger than 5 MB."))
        return sent

    @property
    def chosen(self) -> Institution:
        return self._archives[self.cleaned_data["institution"]]


class DoorForm(Dressed):
    """Number and code of a case."""

    number = line_field(_("Number of the enquiry"), 40)
    code = line_field(_("Code of the enquiry"), 40)


class SupplyForm(Dressed):
    """The applicant's answer."""

    said = text_field(_("Your answer"), 2000, rows=4)
    proofs = Proofs(label=_("Proofs (photographs or PDF, at most 6 files of 5 MB)"))


class ComplainForm(Dressed):
    """A complaint, to an authority."""

    authority = forms.ChoiceField(label=_("Authority"))
    words = text_field(_("What you complain of"), 2000, rows=4)

    def __init__(self, *args: Any, authorities: Sequence[Institution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._authorities = {each.code: each for each in authorities}
        self.fields["authority"].choices = [(each.code, each.name) for each in authorities]  # type: ignore[attr-defined]
        if len(authorities) == 1:
            self.fields["authority"].widget = forms.HiddenInput()
            self.fields["authority"].initial = authorities[0].code

    @property
    def chosen(self) -> Institution:
        return self._authorities[self.cleaned_data["authority"]]


class AskMoreForm(Dressed):
    note = text_field(_("What is lacking"), 1000)


class SendBackForm(Dressed):
    why = text_field(_("Reason"), 400)


class ConsultForm(Dressed):
    """A question to the forming unit."""

    unit = forms.ChoiceField(label=_("Forming unit"))
    question = text_field(_("What the unit is asked"), 1000)
    records = forms.MultipleChoiceField(label=_("Records formed by the unit"))

    def __init__(self, *args: Any, units: Sequence[Institution], page: EnquiryPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["records"].choices = [(each.record.ulid, each.record.code) for each in page.meant]  # type: ignore[attr-defined]
        self.fields["records"].widget.attrs["size"] = "4"
        self._units = {each.code: each for each in units}
        self.fields["unit"].choices = [("", "—"), *((each.code, each.name) for each in units)]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Institution:
        return self._units[self.cleaned_data["unit"]]


class DraftForm(Dressed):
    """A draft: outcome, how far, and of each record meant whether it is withheld and why."""

    outcome = forms.ChoiceField(label=_("Proposal"), choices=Decision.Outcome.choices)
    use = forms.ChoiceField(label=_("How the records may be used"), required=False)
    until = forms.DateField(
        label=_("Granted until"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )  # fmt: skip
    conditions = line_field(_("Conditions"), 400, required=False)
    reason = text_field(_("Reason (it stands in the letter)"), 1000, required=False)

    def __init__(self, *args: Any, page: EnquiryPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["use"].choices = [("", "—"), *choices("uses")]  # type: ignore[attr-defined]
        self._records = {f"ground-{each.record.ulid}": each.record for each in page.meant}
        grounds, beyond = [("", _("not withheld")), *choices("grounds")], beyond_of(page.enquiry, page.meant)
        for name, record in self._records.items():
            widget = forms.Select({"class": "form-select"})
            label = _("%(code)s: withheld because of") % {"code": record.code}
            self.fields[name] = forms.ChoiceField(
                label=label, choices=grounds, required=False, widget=widget, help_text=_beyond(beyond.get(record.pk))
            )

    def draft(self) -> Draft:
        said = self.cleaned_data
        withheld = {record.ulid: said[name] for name, record in self._records.items() if said[name]}
        return Draft(said["outcome"], said["use"], said["until"], said["conditions"], said["reason"], withheld)


def _beyond(why: str | None) -> str:
    """Beside a record that goes beyond who asks."""
    if not why:
        return ""
    return str(
        _("Beyond what this kind of applicant may ask for, as %(why)s. Granted only with a reason.") % {"why": why}
    )


class UnitAnswerForm(Dressed):
    answer = forms.ChoiceField(label=_("Reply"), choices=UnitConsent.Answer.choices)
    words = text_field(_("Reason or remark"), 1000, required=False)


class ComplaintAnswerForm(Dressed):
    outcome = forms.ChoiceField(label=_("Result of the complaint"), choices=Complaint.Outcome.choices)
    answer = text_field(_("Answer to the applicant"), 2000, rows=5)
