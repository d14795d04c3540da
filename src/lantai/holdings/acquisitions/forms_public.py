"""The form of the public page: strict, without help of third parties against machines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.models import Institution
from lantai.holdings.acquisitions.forms import OfferFields
from lantai.holdings.acquisitions.models import Call

_PHONE = re.compile(r"[0-9+()（）\- ]{5,40}")
_LINK = re.compile(r"https?://|www\.|\[url|<a\s", re.IGNORECASE)


class DonateForm(OfferFields):
    """What a citizen offers. `website` is a field people do not see: what stands in it was written by a machine."""

    institution = forms.ChoiceField(label=_("Archive"))
    call = forms.ChoiceField(label=_("In answer to"), required=False)
    agreed = forms.BooleanField(label=_("I have read how the archive uses what I write here, and agree."))
    website = forms.CharField(required=False, max_length=200, label=_("Leave this empty"))

    field_order = ("institution", "call", "offered", "medium", "quantity", "date_text", "wish", "name", "kind")

    def __init__(self, *args: Any, archives: Sequence[Institution], calls: Sequence[Call], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._archives = {each.code: each for each in archives}
        self._calls = {each.ulid: each for each in calls}
        self._is_stale = False
        self.fields["institution"].choices = [(each.code, each.name) for each in archives]  # type: ignore[attr-defined]
        self.fields["call"].choices = [("", "—"), *((each.ulid, each.title) for each in calls)]  # type: ignore[attr-defined]
        self.fields["website"].widget.attrs |= {"tabindex": "-1", "autocomplete": "off"}
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["phone"].widget.attrs |= {"autocomplete": "tel", "inputmode": "tel"}
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        if len(archives) == 1:
            self.fields["institution"].widget = forms.HiddenInput()
            self.fields["institution"].initial = archives[0].code
        if not calls:
            del self.fields["call"]

    def refuse_stale(self) -> None:
        """The stamp of the page was missing, too young or too old."""
        self._is_stale = True

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"].strip()
        if phone and not _PHONE.fullmatch(phone):
            raise forms.ValidationError(_("A telephone number has digits, blanks, + and - only."))
        return phone

    def clean_offered(self) -> str:
        offered: str = self.cleaned_data["offered"].strip()
        if _LINK.search(offered):
            raise forms.ValidationError(_("Please describe it in words, without addresses of web pages."))
        if len(offered) < 6:
            raise forms.ValidationError(_("Say in a sentence what it is."))
        return offered

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self._is_stale:
            raise forms.ValidationError(_("This page was open too long or came back too fast. Please send it again."))
        if not (said.get("phone") or said.get("email") or "email" in self.errors or "phone" in self.errors):
            self.add_error("phone", _("Give a telephone number or an e-mail address, so that the archive can answer."))
        call = self._calls.get(said.get("call", ""))
        if call and call.institution_id != said.get("institution"):
            self.add_error("call", _("This call is of another archive."))
        return said

    @property
    def is_trapped(self) -> bool:
        return bool(self.cleaned_data.get("website"))

    @property
    def chosen(self) -> Institution:
        return self._archives[self.cleaned_data["institution"]]

    @property
    def answered(self) -> Call | None:
        """The call it answers."""
        return self._calls.get(self.cleaned_data.get("call", ""))
