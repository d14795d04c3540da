"""The form of one record, made from its type; that of a task; and what is narrowed in the work list. Shape only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Actor, Right
from lantai.base.accounts.models import User
from lantai.holdings.catalogue.models import Fonds
from lantai.holdings.catalogue.record_types import RecordType, record_types
from lantai.holdings.entry.layout import ID_NUMBER, MOST_PERSONS, Asked, Block, all_asked, roles_of
from lantai.holdings.entry.values import cleaned


class EntryForm(forms.Form):
    """One record. The names of its fields are the places of the form (`layout`)."""

    def __init__(self, blocks: Iterable[Block], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "e-%s", **kwargs})
        for asked in all_asked(blocks):
            self.fields[asked.name] = _field(asked)


def _field(asked: Asked) -> forms.Field:
    mark = {"data-place": asked.name, "data-kind": asked.kind, "autocomplete": "off"}
    if asked.choices:
        choices = [("", "—"), *asked.choices]
        widget = forms.Select({**mark, "class": "form-select"})
        return forms.ChoiceField(required=asked.required, choices=choices, label=asked.label, widget=widget)
    if asked.kind == "long":
        area = forms.Textarea({**mark, "class": "form-control", "rows": "2"})
        return forms.CharField(required=False, max_length=asked.longest, label=asked.label, widget=area)
    if asked.kind == "number":
        mark["inputmode"] = "numeric"
    text = forms.TextInput({**mark, "class": "form-control"})
    if asked.kind == "number":
        return forms.RegexField(
            r"^\d{1,9}$",
            required=asked.required,
            label=asked.label,
            widget=text,
            error_messages={"invalid": _("Digits only.")},
        )
    return forms.CharField(required=asked.required, max_length=asked.longest, label=asked.label, widget=text)


@dataclass(frozen=True, slots=True)
class Posted:
    """What a page posted besides the fields themselves. `do`: what was pressed."""

    do: str
    version: int
    page: int
    persons: Mapping[str, int]
    confirmed: frozenset[str]
    accepted: frozenset[str]
    keep: frozenset[str]
    code: str


def posted_in(data: MultiValueDict[str, str], kind: RecordType) -> Posted:
    """Whatever was sent is read as well as it can be: a wrong number is the first."""
    persons = {
        role: min(max(_number(data.get(f"count.{role}"), 1), 1), MOST_PERSONS) for role, _l, _s in roles_of(kind)
    }
    return Posted(
        data.get("do", "next"),
        _number(data.get("version"), 0),
        _number(data.get("page"), 1),
        persons,
        frozenset(data.getlist("confirmed")),
        frozenset(data.getlist("accepted")),
        frozenset(data.getlist("keep")),
        " ".join(data.get("code", "").split())[:200],
    )


def typed_in(data: MultiValueDict[str, str], blocks: Iterable[Block]) -> dict[str, str]:
    """The texts of the places that were asked for, and of no other."""
    return cleaned({asked.name: data.get(asked.name, "") for asked in all_asked(blocks)})


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else otherwise


class ReadingForm(forms.Form):
    """A value that is being typed, and what is known of its person so far."""

    kind = forms.ChoiceField(choices=[("date", "date"), (ID_NUMBER, ID_NUMBER)])
    value = forms.CharField(required=False, max_length=200)
    name = forms.CharField(required=False, max_length=80)
    birth = forms.CharField(required=False, max_length=60)
    sex = forms.CharField(required=False, max_length=10)


class WorkForm(forms.Form):
    """What the work list is narrowed to."""

    fonds = forms.ChoiceField(required=False, label=_("Fonds"))
    type = forms.ChoiceField(required=False, label=_("Record type"))
    volumes = forms.ChoiceField(
        required=False, label=_("What"), choices=[("", _("single records")), ("1", _("volumes, row by row"))]
    )
    volume = forms.CharField(required=False, max_length=26, widget=forms.HiddenInput())

    def __init__(self, *args: Any, fonds: Iterable[Fonds], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.code, kind.label) for kind in record_types().values()]
        self.fields["fonds"].choices = [("", _("all")), *((each.code, str(each)) for each in fonds)]  # type: ignore[attr-defined]
        self.fields["type"].choices = [("", _("all")), *kinds]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"


class TaskForm(forms.Form):
    """A new task of double entry."""

    name = forms.CharField(max_length=120, label=_("Name"))
    fonds = forms.ModelChoiceField(Fonds.objects.none(), label=_("Fonds"), empty_label=None)
    record_type = forms.ChoiceField(label=_("Record type"))
    volume = forms.CharField(required=False, max_length=200, label=_("Volume, by its reference code"))
    share = forms.IntegerField(min_value=1, max_value=100, initial=100, label=_("Typed twice, per cent"))
    first = forms.ModelChoiceField(
        User.objects.none(), required=False, label=_("First person"), empty_label=_("anybody")
    )
    second = forms.ModelChoiceField(
        User.objects.none(), required=False, label=_("Second person"), empty_label=_("anybody else")
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = actor.institutions_with(Right.DESCRIBE)
        fonds, users = Fonds.objects.all(), User.objects.filter(is_active=True)
        if "*" not in codes:
            fonds = fonds.filter(institution__code__in=codes)
            users = users.filter(roles__institution__code__in=codes)
        self.fields["fonds"].queryset = fonds  # type: ignore[attr-defined]
        for name in ("first", "second"):
            self.fields[name].queryset = users.distinct().order_by("username")  # type: ignore[attr-defined]
        kinds = [(kind.code, kind.label) for kind in record_types().values()]
        self.fields["record_type"].choices = kinds  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("first") and given.get("first") == given.get("second"):
            self.add_error("second", _("The second person must be another than the first."))
        return given
