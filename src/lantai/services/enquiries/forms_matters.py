"""The forms of matters: the guided questions, the desk's search by clues, and how a case ends. Shapes, no saving."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.models import Institution, User
from lantai.base.common.date_fields import ENDS, AsksDates, FirstDayField, LastDayField
from lantai.base.common.dates.asked import LONGEST
from lantai.holdings.catalogue.record_types import record_types
from lantai.holdings.people.asking import PersonQuestion
from lantai.holdings.people.births import one_year
from lantai.holdings.people.forms import PLACEHOLDERS, BirthYearField
from lantai.holdings.people.type_clues import CluesAsked, TypeClue, clues_asked, lacking
from lantai.services.enquiries.actions import Application
from lantai.services.enquiries.clues import in_words
from lantai.services.enquiries.data import choices
from lantai.services.enquiries.forms import ApplicationFields, ApplyForm, Dressed, EnterForm, line_field, text_field
from lantai.services.enquiries.matters import Asking, Matter, Question
from lantai.services.enquiries.sealed import Reachable

_FIRST = 1800
ASKED = "q-"
ALL_TYPES = "*"


class YearField(forms.CharField):
    """A year as people write it: 1975, 1975年3月, 民国三十七年. Cleaned, it is in four digits; empty when none was."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST, **kwargs)

    def clean(self, value: Any) -> str:
        said = str(super().clean(value) or "").strip()
        year = one_year(said)
        if said and (year is None or not _FIRST <= year <= dt.datetime.now(dt.UTC).year + 1):
            raise forms.ValidationError(_("This cannot be read as one year. Write it like 1975."))
        return str(year) if year else ""


class BornField(BirthYearField):
    """The year of birth as an answer that is kept: in four digits. An age is kept as the year it means today."""

    def clean(self, value: Any) -> str:
        year = super().clean(value)
        return str(year) if year else ""


class MatterFields(ApplicationFields):
    """The questions of a matter, and who asks. Purpose and kind of applicant are known from where the form is."""

    def __init__(self, *args: Any, matter: Matter, asking: Asking, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.matter, self.asking = matter, asking
        for name in ("applicant_kind", "purpose", "clues"):
            del self.fields[name]
        self.fields["sought"].label, self.fields["sought"].required = _("Anything else that may help"), False
        self.fields["sought"].widget.attrs["rows"] = "3"
        for question in self._asked():
            self.fields[ASKED + question.code] = self._field(question)

    def _asked(self) -> list[Question]:
        own = self.asking.kind.code == "self"
        return [each for each in self.matter.questions if not (own and each.own)]

    def _field(self, question: Question) -> forms.Field:
        required, label = question.code in self.matter.required, question.label
        if question.kind != "year":
            field = line_field(label, 80, required=required)
        else:
            field = (BornField if question.fills == "born" else YearField)(label=label, required=required)
        field.widget.attrs |= {"class": "form-control", "autocomplete": "off"}
        return field

    def questions(self) -> list[Any]:
        """The fields of the questions, for the template."""
        return [self[ASKED + each.code] for each in self._asked()]

    def needed(self) -> list[str]:
        """What cannot be left out, in words."""
        return [str(field.label) for field in self.questions() if field.field.required]

    def lacking(self) -> list[TypeClue]:
        """What the records of the matter are found by and the answers do not say; nothing is refused for it."""
        given = self.answers()
        filled = {each.fills: given[each.code] for each in self.matter.questions if each.fills and each.code in given}
        return lacking(self.matter.clues(), filled | given)

    def answers(self) -> dict[str, str]:
        said = {each.code: self.cleaned_data[ASKED + each.code].strip() for each in self._asked()}
        if self.asking.kind.code == "self":
            said |= {each.code: self.cleaned_data["name"].strip() for each in self.matter.questions if each.own}
        return {code: value for code, value in said.items() if value}

    def application(self) -> Application:
        said, answers = self.cleaned_data, self.answers()
        contact = Reachable(said["phone"], said["email"], said["address"].strip())
        same = ("name", "document_kind", "document", "body")
        return Application(
            self.asking.kind.code, purpose=self.matter.purpose, contact=contact, matter=self.matter.code,
            answers=answers, sought=in_words(self.matter, answers, said["sought"])[:2000],
            **{name: said[name].strip() for name in same},
        )  # fmt: skip


class MatterApplyForm(MatterFields, ApplyForm):
    """As the public sends it."""


class MatterEnterForm(MatterFields, EnterForm):
    """As staff enter it."""


class ClueForm(Dressed, AsksDates):
    """The search for persons of a case, prefilled with its clues; everything can be changed."""

    field_order = ("name", "beside", "born", "type", "unit", "place", *ENDS)
    name = line_field(_("Full name"), 80, required=False)
    beside = line_field(_("Together with"), 80, required=False)
    born = BirthYearField()
    type = forms.ChoiceField(required=False, label=_("Record type"))
    unit = line_field(_("Unit"), 80, required=False)
    place = line_field(_("Place"), 80, required=False)
    year_from = FirstDayField(label=_("Records from"))
    year_to = LastDayField(label=_("Records until"))

    def __init__(self, *args: Any, matter: Matter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._matter = matter
        kinds = [(kind.code, kind.label) for kind in record_types().values() if kind.roles]
        own = [("", _("those of the matter"))] if matter.types else []
        self.fields["type"].choices = [*own, (ALL_TYPES, _("all")), *kinds]  # type: ignore[attr-defined]
        self.fields["born"].widget = forms.TextInput(
            {"class": "form-control", "autocomplete": "off", "placeholder": PLACEHOLDERS["born"]}
        )

    def types(self) -> tuple[str, ...]:
        chosen = self.cleaned_data["type"]
        if chosen == ALL_TYPES:
            return ()
        return (chosen,) if chosen else self._matter.types

    def clues(self, answers: Mapping[str, str]) -> CluesAsked:
        """What the types searched are found by. `answers`: of the case, which say more than the search can take."""
        given = self.cleaned_data if self.is_valid() else {}
        known = dict.fromkeys(self._matter.known, "known") if given and not given["type"] else {}
        return clues_asked(self.types() if given else (), {**answers, **known, **given})

    def question(self, born_within: int) -> PersonQuestion:
        """An applicant's year is a memory: of a record without a year or date nobody can say that it does not fit."""
        left = ("type", *ENDS)
        given = {
            name: value for name, value in self.cleaned_data.items() if value not in ("", None) and name not in left
        }
        given |= self.between()
        return PersonQuestion(**given, record_types=self.types(), born_within=born_within, or_undated=True)


class NotFoundForm(Dressed):
    """What was searched besides, and where else it may lie. `search`: the search as it stands on the page."""

    search = forms.CharField(widget=forms.HiddenInput, max_length=1500, required=False)
    more = text_field(_("What else was looked through (lists, volumes by hand)"), 1000, required=False)
    elsewhere = text_field(_("Where else it may be kept (the applicant reads this)"), 400, required=False, rows=2)


class ReasonForm(Dressed):
    """A reason somebody else reads."""

    why = text_field(_("Reason"), 400, rows=2)


class DeliverForm(Dressed):
    """How it is given; `counters`: where it may be collected, unless a counter took the case."""

    way = forms.ChoiceField(label=_("How it was given"))
    counter = forms.ChoiceField(label=_("Collected at (only for a counter near the applicant)"), required=False)
    note = text_field(_("What was given (the applicant reads this)"), 400, required=False, rows=2)

    def __init__(self, *args: Any, counters: Sequence[Institution] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._counters = {each.code: each for each in counters}
        self.fields["way"].choices = choices("deliveries")  # type: ignore[attr-defined]
        self.fields["counter"].choices = [("", "—"), *((each.code, each.name) for each in counters)]  # type: ignore[attr-defined]
        if not counters:
            del self.fields["counter"]

    def said(self) -> dict[str, Any]:
        """As the act takes it."""
        said = self.cleaned_data
        return {"way": said["way"], "note": said["note"], "counter": self._counters.get(said.get("counter", ""))}


class CloseForm(Dressed):
    satisfaction = forms.ChoiceField(label=_("What the applicant said"))
    note = text_field(_("Effect of use, if told"), 400, required=False, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["satisfaction"].choices = choices("satisfaction")  # type: ignore[attr-defined]


class HandOverForm(ReasonForm):
    """To whom. `chosen` is one of those offered."""

    to = forms.ChoiceField(label=_("To whom"))
    field_order = ("to", "why")

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people: Mapping[str, User] = {str(each.pk): each for each in people}
        named = [(pk, each.display_name or each.username) for pk, each in self._people.items()]
        self.fields["to"].choices = [("", "—"), *named]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> User:
        return self._people[self.cleaned_data["to"]]


class PassOnForm(ReasonForm):
    """To which archive. `chosen` is one of those offered."""

    to = forms.ChoiceField(label=_("To which archive"))
    field_order = ("to", "why")

    def __init__(self, *args: Any, archives: Sequence[Institution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._archives = {each.code: each for each in archives}
        self.fields["to"].choices = [("", "—"), *((each.code, each.name) for each in archives)]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Institution:
        return self._archives[self.cleaned_data["to"]]


class MergeForm(ReasonForm):
    number = line_field(_("Number of the case that goes on"), 40)
    field_order = ("number", "why")
