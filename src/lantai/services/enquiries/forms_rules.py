"""The forms of what the rules want of a case: proofs looked at, and as whom somebody decides. Shapes, no saving."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lantai.services.enquiries.forms import Dressed
from lantai.services.enquiries.models import ProofSeen
from lantai.services.enquiries.rules import Needed


class ProofsForm(Dressed):
    """Each proof of the rules with the form in which it was shown; nothing chosen: not looked at."""

    def __init__(self, *args: Any, needed: Sequence[Needed], **kwargs: Any) -> None:
        self._names = {f"proof_{at}": each.what for at, each in enumerate(needed)}
        super().__init__(*args, **kwargs)
        offered = [("", _("not looked at")), *ProofSeen.Form.choices]
        for (name, _what), each in zip(self._names.items(), needed, strict=True):
            initial = each.seen.form if each.seen else ""
            field = forms.ChoiceField(label=each.label, choices=offered, required=False, initial=initial)
            field.widget.attrs["class"] = "form-select"
            self.fields[name] = field

    def seen(self) -> dict[str, str]:
        """By the words of the rules."""
        return {what: self.cleaned_data[name] for name, what in self._names.items()}


class DecideForm(Dressed):
    """As whom it is decided, where the rules say who decides for this kind of applicant."""

    def __init__(self, *args: Any, capacities: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if capacities:
            offered = [("", "—"), *capacities]
            field = forms.ChoiceField(label=_("I decide as"), choices=offered)
            field.widget.attrs["class"] = "form-select"
            self.fields["capacity"] = field
