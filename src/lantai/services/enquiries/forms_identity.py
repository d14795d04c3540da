"""The forms of identity (counter, code, picture, review) and of what people say afterwards. Shapes, no saving."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from lantai.services.enquiries.actions import LARGEST
from lantai.services.enquiries.data import choices
from lantai.services.enquiries.forms import HOSTILE, Dressed, line_field, text_field

AGREED = _("I agree that this is used to make sure who I am, for this application and for nothing else.")
VERDICTS = [("accepted", _("accept: it is the applicant’s")), ("refused", _("do not accept"))]


class SeenForm(Dressed):
    """An officer saw the document."""

    document_kind = forms.ChoiceField(label=_("Identity document"))
    last4 = forms.CharField(label=_("Its last four characters"), max_length=4, min_length=4, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document_kind"].choices = choices("documents")  # type: ignore[attr-defined]


class RenewForm(SeenForm):
    """The document the case records was shown: its last four characters are not offered, they are read from it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last4"].required = True


class ReviewForm(Dressed):
    """A person looked at the picture."""

    verdict = forms.ChoiceField(label=_("What the picture shows"), choices=VERDICTS)
    last4 = forms.CharField(label=_("Its last four characters"), max_length=4, min_length=4, required=False)
    reason = text_field(_("Reason, if not accepted (the applicant reads this)"), 400, required=False, rows=2)


class AskCodeForm(Dressed):
    """Where to a code is sent: one of the ways the application gave."""

    way = forms.ChoiceField(label=_("Send a code by"))
    agreed = forms.BooleanField(label=AGREED)

    def __init__(self, *args: Any, ways: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = ways  # type: ignore[attr-defined]


class LoginForm(Dressed):
    """Before anybody is sent to a government's login."""

    agreed = forms.BooleanField(label=AGREED)


class CodeForm(Dressed):
    code = line_field(_("The code you received"), 12)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}


class LostForm(Dressed):
    """What who lost the code of a case still knows."""

    number = line_field(_("Number of the enquiry"), 40)
    contact = line_field(_("Telephone or e-mail given in the application"), 120)
    last4 = forms.CharField(label=_("Last four characters of the identity document"), max_length=4, min_length=4)


class PictureForm(Dressed):
    """A picture of a document."""

    document_kind = forms.ChoiceField(label=_("Identity document"))
    picture = forms.FileField(
        label=_("Photograph of it (JPEG, PNG or PDF, at most 5 MB)"),
        widget=forms.ClearableFileInput({"accept": "image/jpeg,image/png,application/pdf"}),
    )
    agreed = forms.BooleanField(label=AGREED)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document_kind"].choices = choices("documents")  # type: ignore[attr-defined]

    def clean_picture(self) -> UploadedFile[bytes]:
        sent: UploadedFile[bytes] = self.cleaned_data["picture"]
        if (sent.size or 0) > LARGEST:
            raise forms.ValidationError(_("A file is larger than 5 MB."), HOSTILE)
        return sent


class RateForm(Dressed):
    """How it was, after the end."""

    stars = forms.ChoiceField(
        label=_("One to five: five is very satisfied"), widget=forms.RadioSelect,
        choices=[(str(number), str(number)) for number in range(1, 6)],
    )  # fmt: skip
    words = text_field(_("In your own words, if you like (no names, please)"), 1000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stars"].widget.attrs.pop("class", None)
