"""The forms of the auditor: what to list, what to write out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.forms import dressed
from lantai.base.accounts.models import Institution
from lantai.front.oversight.queries import Asked
from lantai.front.oversight.verbs import VERBS
from lantai.front.oversight.words import KINDS, kind_words, verb_words


class Days(forms.Form):
    """From one day to another, both whole."""

    since = forms.DateField(required=False, label=_("From day"))
    until = forms.DateField(required=False, label=_("To day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("since", "until"):
            self.fields[name].widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        dressed(self)

    def moments(self) -> dict[str, dt.datetime | None]:
        """From the first moment of the one to the last of the other, once it is valid."""
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        return {"since": _start(since, 0), "until": _start(until, 1)}


def _start(day: dt.date | None, later: int) -> dt.datetime | None:
    """The first moment of a day, or of the day after; nothing for days at the ends of the calendar."""
    if day is None or not 1 < day.year < 9999:
        return None
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=later), dt.time.min))


class EventFilter(Days):
    """The list's address: every part optional; a part that cannot be read narrows nothing and is named."""

    verb = forms.ChoiceField(required=False, label=_("Act"))
    who = forms.CharField(required=False, max_length=80, label=_("By whom"))
    kind = forms.ChoiceField(required=False, label=_("Kind of subject"))
    subject = forms.CharField(required=False, max_length=200, label=_("Subject"))
    institution = forms.ChoiceField(required=False, label=_("Institution"))
    field_order = ("verb", "who", "kind", "subject", "institution", "since", "until")

    def __init__(self, *args: Any, institutions: Sequence[Institution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("all")), *((each.code, each.name) for each in institutions)]
        self._offer("institution", choices)
        self._offer("verb", [("", _("all")), *((verb, verb_words(verb)) for verb in VERBS)])
        self._offer("kind", [("", _("all")), *((kind, kind_words(kind)) for kind in KINDS)])
        dressed(self)

    def _offer(self, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        self.full_clean()
        given = {name: self.cleaned_data.get(name, "") for name in ("verb", "who", "kind", "subject", "institution")}
        return Asked(**given, **self.moments())  # type: ignore[arg-type]
