"""The forms of partner archives: a card, a file, a reason. Shapes, no saving."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.models import Institution
from lantai.services.enquiries.forms import Dressed, line_field, text_field


class AgreeForm(Dressed):
    """The card of another archive, for one of ours."""

    institution = forms.ChoiceField(label=_("For which archive here"))
    card = text_field(_("Card of the other archive (the whole text of its file)"), 500_000, rows=6)
    address = line_field(_("Address (empty: packages go as files)"), 200, required=False)
    accepts_identity = forms.BooleanField(
        label=_("Who asks counts here as proved as far as that archive has proved it"), required=False
    )
    compared = forms.BooleanField(
        label=_("The fingerprint was compared with the other archive, by telephone or on paper.")
    )

    def __init__(self, *args: Any, archives: Sequence[Institution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._archives = {each.code: each for each in archives}
        self.fields["institution"].choices = [(each.code, each.name) for each in archives]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Institution:
        return self._archives[self.cleaned_data["institution"]]


class LoadForm(Dressed):
    file = forms.FileField(label=_("File of packages"))


class WhyForm(Dressed):
    why = text_field(_("Reason"), 400, rows=2)
