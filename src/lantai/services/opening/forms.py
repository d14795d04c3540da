"""The forms of opening review: shapes and messages, no saving."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.models import Institution, User
from lantai.holdings.withholding.grounds import grounds
from lantai.services.opening.models import Declassification, Subject, Value
from lantai.services.opening.states import Office, rules

FIRST_YEAR, LAST_YEAR = 1, 9999
LARGEST = 20 << 20


class Dressed(forms.Form):
    """Fields with the classes of the frame."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.MultipleChoiceField):
                continue
            kind = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
            box = isinstance(field, forms.BooleanField)
            field.widget.attrs["class"] = "form-check-input" if box else kind
            field.widget.attrs["autocomplete"] = "off"


class Day(forms.DateField):
    """One day."""

    def __init__(self, *, label: Any, required: bool = True) -> None:
        super().__init__(label=label, required=required, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


def _year(label: Any, *, required: bool = False) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=FIRST_YEAR, max_value=LAST_YEAR, required=required)


class QueueForm(Dressed):
    """By the end of which year it is due."""

    year = _year(_("Plan year"))


class FiguresForm(Dressed):
    """Of which year figures are asked for."""

    year = _year(_("Year"))


class PlanForm(Dressed):
    """What a batch is made of, and by when."""

    name = forms.CharField(label=_("Name"), max_length=200)
    year_from = _year(_("Years from"))
    year_to = _year(_("Years to"))
    record_type = forms.ChoiceField(label=_("Record type"), required=False)
    most = forms.IntegerField(label=_("At most so many records"), min_value=1)
    sample_percent = forms.IntegerField(label=_("Sample in per cent"), min_value=0)
    first_due_on = Day(label=_("First review until"), required=False)
    second_due_on = Day(label=_("Second review until"), required=False)
    due_on = Day(label=_("Approval until"), required=False)
    early = forms.BooleanField(label=_("Early opening, before the years are over"), required=False)
    subject = forms.ChoiceField(label=_("Subject"), required=False, choices=[("", "—"), *Subject.choices])
    early_reason = forms.CharField(label=_("Reason of the early opening"), max_length=400, required=False)
    codes = forms.CharField(
        label=_("Only these records: reference codes, one a line"),
        max_length=200_000,
        required=False,
        widget=forms.Textarea({"rows": "3"}),
        help_text=_("Also what was delayed, restricted, opened in part or withdrawn, before its day has come."),
    )

    def __init__(self, *args: Any, types: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["record_type"].choices = [("", _("all")), *types]  # type: ignore[attr-defined]
        self.fields["most"].widget.attrs["max"] = rules()["most_items"]
        self.fields["sample_percent"].widget.attrs["max"] = rules()["most_sample_percent"]

    def clean_codes(self) -> list[str]:
        lines = (line.strip()[:200] for line in self.cleaned_data["codes"].splitlines())
        return list(dict.fromkeys(line for line in lines if line))


class PeopleForm(Dressed):
    """Who does what. Nobody twice: the act says so."""

    def __init__(self, *args: Any, people: Mapping[str, Sequence[User]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._users = {str(user.pk): user for users in people.values() for user in users}
        for office in Office:
            choices = [("", "—"), *((str(user.pk), str(user)) for user in people.get(office.value, ()))]
            field = forms.ChoiceField(label=office.label, choices=choices, required=False)
            field.widget.attrs["class"] = "form-select"
            self.fields[office.value] = field

    def named(self) -> dict[str, User]:
        return {office: self._users[pk] for office, pk in self.cleaned_data.items() if pk}


class ReasonsForm(Dressed):
    """Grounds, ticked."""

    reasons = forms.MultipleChoiceField(label=_("Reasons"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(code, f"{code} {reason.shown}") for code, reason in grounds().items()]
        self.fields["reasons"].choices = choices  # type: ignore[attr-defined]


class DecideForm(ReasonsForm):
    """One decision for the items that are ticked."""

    value = forms.ChoiceField(label=_("Decision"), choices=[])
    basis = forms.CharField(label=_("Legal basis"), max_length=1000, required=False)
    note = forms.CharField(label=_("In words"), max_length=4000, required=False)
    review_on = Day(label=_("Looked at again on (a delay needs it)"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].choices = [  # type: ignore[attr-defined]
            (each.value, each.label) for each in Value if each != Value.PARTIAL
        ]
        self.order_fields(["value", "review_on", "basis", "note", "reasons"])
        bases = "；".join(basis for reason in grounds().values() for basis in reason.bases[:1])
        self.fields["basis"].widget.attrs |= {"title": bases[:300], "lang": "zh-Hans"}


class WordsForm(Dressed):
    """A reason, or the decision of a meeting."""

    words = forms.CharField(label=_("In words"), max_length=4000, required=False, widget=forms.Textarea({"rows": "2"}))


class LetterForm(Dressed):
    """A letter goes out."""

    asked = forms.CharField(label=_("Unit that is asked"), max_length=300, required=False)
    number = forms.CharField(label=_("Number of the letter"), max_length=100)
    due_on = Day(label=_("Answer until"))


class AnswerForm(Dressed):
    """The workbook that came back."""

    package = forms.FileField(label=_("Workbook with the answers"), validators=[FileExtensionValidator(["xlsx"])])
    reply_number = forms.CharField(label=_("Number of the reply"), max_length=100, required=False)
    words = forms.CharField(label=_("In words"), max_length=4000, required=False)

    def clean_package(self) -> Any:
        given = self.cleaned_data["package"]
        if given.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 20 MB."))
        return given


class FinishForm(Dressed):
    """The unit says that its opinion is complete."""

    reply_number = forms.CharField(label=_("Number of the reply"), max_length=100, required=False)
    words = forms.CharField(label=_("In words"), max_length=4000, required=False)


class AskForm(Dressed):
    """Consent is asked for."""

    authority = forms.ChoiceField(label=_("Authority"), required=False)
    name = forms.CharField(label=_("Name, if it is not listed"), max_length=200, required=False)
    number = forms.CharField(label=_("Number of the letter"), max_length=100)

    def __init__(self, *args: Any, authorities: Sequence[Institution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._authorities = {each.code: each for each in authorities}
        choices = [("", "—"), *((each.code, each.name) for each in authorities)]
        self.fields["authority"].choices = choices  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Institution | None:
        return self._authorities.get(self.cleaned_data["authority"])


class ReplyForm(Dressed):
    """The authority's reply."""

    granted = forms.ChoiceField(label=_("Reply"), choices=[("yes", _("consents")), ("no", _("refuses"))])
    number = forms.CharField(label=_("Number of the reply"), max_length=100)
    replied_on = Day(label=_("Date of the reply"))
    words = forms.CharField(label=_("In words"), max_length=4000, required=False)


class WithdrawForm(ReasonsForm):
    """An opened record is closed again at once."""

    reason = forms.CharField(label=_("Reason"), max_length=400)
    approver = forms.CharField(label=_("Approved by"), max_length=200)
    review_on = Day(label=_("Due for review again on (optional)"), required=False)


class DeclassifyForm(Dressed):
    """What the body that classified it has written."""

    body = forms.CharField(label=_("Declassified by"), max_length=200)
    capacity = forms.ChoiceField(label=_("Which is"), choices=Declassification.Body.choices)
    document = forms.CharField(label=_("Document"), max_length=200)
    decided_on = Day(label=_("Decided on"))


class SearchForm(Dressed):
    """Words in a notice's list."""

    q = forms.CharField(label=_("Title or reference code"), max_length=60, required=False)
