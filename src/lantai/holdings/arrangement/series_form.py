"""The form of one class of records: its names, and the elements of its level with what the standard asks of each."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from lantai.base.common.dates import parse_date
from lantai.holdings.arrangement.forms import ReasonForm
from lantai.holdings.catalogue.elements import Element, Need, element_set
from lantai.holdings.catalogue.models import Series


def elements_of_series() -> list[Element]:
    """What people say of a class besides its code and title (DA/T 18-2022, 类别级)."""
    return [each for each in element_set().at("series") if each.is_typed and each.kept not in ("code", "title")]


_NEEDS = {Need.MUST: gettext_lazy("must be described"), Need.WHERE_PRESENT: gettext_lazy("where there is one")}


class SeriesForm(ReasonForm):
    """One class: its names and elements. `version` is the class as it was read.

    The constraints of the level hold as on the form of a record: what must be described may be missing where it was,
    and the form says so, but cannot be emptied. A date is one that can be read. What is not typed stays as it is.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    code = forms.CharField(max_length=60, label=gettext_lazy("Code"))
    title = forms.CharField(max_length=300, label=gettext_lazy("Title"))

    def __init__(self, *args: Any, series: Series, **kwargs: Any) -> None:
        self.before = {name: _as_text(value) for name, value in series.elements.items()}
        initial = {"version": series.version, "code": series.code, "title": series.title} | {
            f"element_{name}": text for name, text in self.before.items()
        }
        super().__init__(*args, initial=initial, **kwargs)
        for each in elements_of_series():
            self.fields[f"element_{each.code}"] = self._field_of(each)
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])

    def _field_of(self, element: Element) -> forms.CharField:
        long = element.kind in ("long_text", "list")
        widget = forms.Textarea({"rows": 3}) if long else forms.TextInput()
        widget.attrs["class"] = "form-control"
        need = element.need("series")
        told = [str(_NEEDS[need])] if need in _NEEDS else []
        if need is Need.MUST and not self.before.get(element.code):
            told.append(_("Not described yet."))
        if element.kind == "list":
            told.append(_("One on each line."))
        if element.choices:
            told.append(" / ".join(element.choices))
        return forms.CharField(
            required=False, max_length=10_000, widget=widget, label=element.label, help_text=" · ".join(told)
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for each in elements_of_series():
            name = f"element_{each.code}"
            if each.code in self._typed() and (problem := self._problem(each, given.get(name, ""))):
                self.add_error(name, problem)
        return given

    def _problem(self, element: Element, text: str) -> str:
        if not text:
            return _("This must be described.") if element.need("series") is Need.MUST else ""
        if element.kind == "date" and (problem := parse_date(text, latest=timezone.localdate()).problem):
            said = _("“%(text)s” is not a possible date.") if problem == "impossible" else ""
            return (said or _("“%(text)s” cannot be read as a date.")) % {"text": text}
        if element.choices and not element.others and text not in element.choices:
            return _("“%(text)s” is not one of the choices.") % {"text": text}
        return ""

    def _typed(self) -> dict[str, str]:
        """What is not what it was, by the names of elements."""
        typed = {
            each.code: self.cleaned_data[name].replace("\r\n", "\n").strip()
            for each in elements_of_series()
            if (name := f"element_{each.code}") in self.data and name in self.cleaned_data
        }
        return {code: text for code, text in typed.items() if text != self.before.get(code, "").strip()}

    def elements(self) -> dict[str, Any]:
        """What is new, by the names of elements; a list as a list."""
        lists = {each.code for each in elements_of_series() if each.kind == "list"}
        return {
            code: [line for line in text.splitlines() if line.strip()] if code in lists else text
            for code, text in self._typed().items()
        }


def _as_text(value: Any) -> str:
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)
