"""The forms of certificates: shapes and messages, no saving."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.models import Institution
from lantai.base.common.ids import PATTERN, new_ulid
from lantai.services.certificates.actions import Order, Searched
from lantai.services.certificates.data import wording
from lantai.services.certificates.models import Seal
from lantai.services.certificates.queries.register import RecordToCertify
from lantai.services.certificates.queries.verified import LARGEST


class Dressed(forms.Form):
    """Fields with the classes of the frame; ids of its own, as several forms stand on a page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{type(self).__name__.lower()}-%s")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.BooleanField | forms.MultipleChoiceField):
                field.widget.attrs["class"] = "form-check-input"
            else:
                field.widget.attrs["class"] = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
                field.widget.attrs.setdefault("autocomplete", "off")


class NumberForm(Dressed):
    """The public door: number and code."""

    number = forms.CharField(label=_("Number of the certificate"), max_length=60)
    code = forms.CharField(label=_("Code of the certificate"), max_length=40)


class FileForm(Dressed):
    """The public door: the file itself."""

    file = forms.FileField(label=_("The PDF file"), widget=forms.ClearableFileInput({"accept": "application/pdf"}))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(_("The file is larger than 64 MB; no certificate is."))
        return file


class OrderFields(Dressed):
    """For whom, for which case, with which seal. `ulid` is the form's own: sent twice, it is one certificate."""

    case = forms.CharField(label=_("Number of the case"), max_length=40, required=False)
    name = forms.CharField(label=_("Name of who asks"), max_length=80)
    purpose = forms.CharField(label=_("What it is for"), max_length=120, required=False)
    seal = forms.ChoiceField(label=_("Seal"), required=False)
    ulid = forms.CharField(widget=forms.HiddenInput, max_length=26)

    def __init__(self, *args: Any, seals: Sequence[Seal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._seals = {each.ulid: each for each in seals}
        none = ("", _("electronic signature only, no picture of a seal"))
        offered = [*((each.ulid, each.name) for each in seals), none]
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
        return Order(said["name"], said["case"], said["purpose"], seal, address, said["ulid"])


class CopyForm(OrderFields):
    """Which pages of one record."""

    page = forms.MultipleChoiceField(label=_("Pages"), required=False, widget=forms.CheckboxSelectMultiple)
    all_pages = forms.BooleanField(label=_("All pages"), required=False)

    def __init__(self, *args: Any, found: RecordToCertify, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._positions = [leaf.position for leaf in found.leaves]
        pages = [(str(each), str(each)) for each in self._positions]
        self.fields["page"].choices = pages  # type: ignore[attr-defined]

    def pages(self) -> list[int]:
        if self.cleaned_data["all_pages"]:
            return self._positions
        return [int(each) for each in self.cleaned_data["page"]]


class StatementForm(CopyForm):
    """What is quoted of which pages."""

    text = forms.CharField(label=_("Word for word"), widget=forms.Textarea({"rows": 8}))

    def __init__(self, *args: Any, found: RecordToCertify, **kwargs: Any) -> None:
        super().__init__(*args, found=found, **kwargs)
        text = self.fields["text"]
        text.widget.attrs["maxlength"] = wording().most_characters
        text.initial = found.leaves[0].text if found.leaves else ""
        del self.fields["all_pages"]

    def pages(self) -> list[int]:
        return [int(each) for each in self.cleaned_data["page"]]


class NotFoundForm(OrderFields):
    """What was searched."""

    institution = forms.ChoiceField(label=_("Archive"))
    scope = forms.CharField(label=_("What was looked through"), max_length=600, widget=forms.Textarea({"rows": 3}))
    words = forms.CharField(label=_("Words that were searched for"), max_length=300)
    years = forms.CharField(label=_("Years"), max_length=60, required=False)
    gaps = forms.CharField(
        label=_("Gaps of the holdings"), max_length=600, required=False, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, archives: Sequence[Institution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._archives = {each.code: each for each in archives}
        offered = [(each.code, each.name) for each in archives]
        self.fields["institution"].choices = offered  # type: ignore[attr-defined]
        self.order_fields(["institution", "case", "name", "purpose", "scope", "words", "years", "gaps", "seal"])

    @property
    def chosen(self) -> Institution:
        return self._archives[self.cleaned_data["institution"]]

    def searched(self) -> Searched:
        said = self.cleaned_data
        return Searched(said["scope"], said["words"], said["years"], said["gaps"])


class ReasonForm(Dressed):
    """Why something is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=400, widget=forms.Textarea({"rows": 2}))


class ReissueForm(OrderFields):
    """Another one in its place: the same content, for the same or another case."""


class UsersForm(Dressed):
    """Who may use a seal."""

    users = forms.MultipleChoiceField(label=_("Who may use it"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, officers: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["users"].choices = officers  # type: ignore[attr-defined]


class SealForm(UsersForm):
    """A new seal."""

    institution = forms.ChoiceField(label=_("Archive"))
    name = forms.CharField(label=_("Name of the seal"), max_length=60)
    picture = forms.FileField(
        label=_("Picture (PNG with a transparent ground, at most 1 MB)"),
        widget=forms.ClearableFileInput({"accept": "image/png"}),
    )

    def __init__(self, *args: Any, archives: Sequence[Institution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._archives = {each.code: each for each in archives}
        offered = [(each.code, each.name) for each in archives]
        self.fields["institution"].choices = offered  # type: ignore[attr-defined]
        self.order_fields(["institution", "name", "picture", "users"])

    @property
    def chosen(self) -> Institution:
        return self._archives[self.cleaned_data["institution"]]

    def clean_picture(self) -> bytes:
        picture = self.cleaned_data["picture"]
        if (picture.size or 0) > 1024 * 1024:
            raise forms.ValidationError(_("The picture is larger than 1 MB."))
        return bytes(picture.read())
