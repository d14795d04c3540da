"""The forms of arrangement: shapes and messages, no saving."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from lantai.holdings.arrangement.choosing import Chosen
from lantai.holdings.arrangement.plans import Renumbering
from lantai.holdings.arrangement.queries import Tree, codes_borne_by_none
from lantai.holdings.arrangement.scheme_files import code_schemes, scheme_named
from lantai.holdings.arrangement.schemes import VALUES, in_words
from lantai.holdings.catalogue.codes import canonical
from lantai.holdings.catalogue.models import Record, Series

MOST_PAIRS = 2000
MOST_TOLD = 10
"""So many codes are named that no record bears."""
PATHS = (
    "class",
    "class,year",
    "class,year,retention",
    "class,year,organisation",
    "class,year,retention,organisation",
    "class,year,organisation,retention",
    "class,retention,year",
    "class,series",
    "class,series,year",
    "series",
    "year",
    "year,retention",
    "catalogue",
)
"""Orders of classification in use (DA/T 22-2015 names the first five); a tree follows one of them."""


class Dressed(forms.Form):
    """Fields look as everywhere; small numbers are small."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, forms.CheckboxInput):
                field.widget.attrs["class"] = "form-check-input"
            elif isinstance(field, forms.ChoiceField):
                field.widget.attrs["class"] = "form-select"
            else:
                small = " is-year" if isinstance(field, forms.IntegerField) else ""
                field.widget.attrs["class"] = f"form-control{small}"


class ReasonForm(Dressed):
    """Why."""

    reason = forms.CharField(max_length=200, label=gettext_lazy("Why"))


class AddSeriesForm(Dressed):
    """A class below another, or at the top."""

    parent = forms.ChoiceField(required=False, label=gettext_lazy("Below"))
    code = forms.CharField(max_length=60, label=gettext_lazy("Code"))
    title = forms.CharField(max_length=300, label=gettext_lazy("Title"))

    def __init__(self, *args: Any, tree: Tree, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].choices = [("", _("at the top")), *series_choices(tree)]  # type: ignore[attr-defined]


def series_choices(tree: Tree) -> list[tuple[str, str]]:
    """The classes that may take something, by their codes from the top down."""
    rows = (row for row in tree.rows if row.series.retired_at is None)
    return [(row.series.ulid, f"{row.label} {row.series.title}") for row in rows]


def series_chosen(tree: Tree, ulid: str) -> Series | None:
    """The class of a choice."""
    return next((row.series for row in tree.rows if row.series.ulid == ulid), None)


class TreeForm(ReasonForm):
    """A tree as text."""

    text = forms.CharField(max_length=200_000, widget=forms.Textarea(attrs={"rows": 8}), label=gettext_lazy("Classes"))
    field_order = ["text", "reason"]


class MoveForm(ReasonForm):
    """Another place in the tree."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    parent = forms.ChoiceField(required=False, label=gettext_lazy("Below"))
    position = forms.IntegerField(min_value=1, max_value=9999, label=gettext_lazy("Place among its neighbours"))
    field_order = ["version", "parent", "position", "reason"]

    def __init__(self, *args: Any, tree: Tree, series: Series, **kwargs: Any) -> None:
        parent = series.parent.ulid if series.parent else ""
        initial = {"version": series.version, "parent": parent, "position": series.position + 1}
        super().__init__(*args, initial=initial, **kwargs)
        choices = [choice for choice in series_choices(tree) if choice[0] != series.ulid]
        self.fields["parent"].choices = [("", _("at the top")), *choices]  # type: ignore[attr-defined]


class RetireForm(ReasonForm):
    """Closing a class."""

    version = forms.IntegerField(widget=forms.HiddenInput)


def scheme_choices(level: str = "") -> list[tuple[str, str]]:
    """The schemes there are, with an example of each."""
    known = code_schemes().values()
    return [(each.reference, f"{each.label} {each.example}") for each in known if not level or level in each.levels]


class RuleForm(ReasonForm):
    """Which scheme numbers what from when."""

    level = forms.ChoiceField(choices=Record.Level.choices, label=gettext_lazy("Level"))
    series = forms.ChoiceField(required=False, label=gettext_lazy("Class"))
    scheme = forms.ChoiceField(label=gettext_lazy("Scheme"))
    from_year = forms.IntegerField(required=False, min_value=0, max_value=2999, label=gettext_lazy("From the year"))
    field_order = ["level", "series", "scheme", "from_year", "reason"]

    def __init__(self, *args: Any, tree: Tree, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["series"].choices = [("", _("the whole fonds")), *series_choices(tree)]  # type: ignore[attr-defined]
        self.fields["scheme"].choices = scheme_choices()  # type: ignore[attr-defined]


class ValuesForm(Dressed):
    """Values of a code that are given by hand; empty ones are taken from elsewhere."""

    def __init__(self, *args: Any, names: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in names:
            self.fields[f"value_{name}"] = forms.CharField(
                required=False, max_length=40, label=VALUES[name], widget=forms.TextInput({"class": "form-control"})
            )

    def values(self) -> dict[str, str]:
        """Those that were given."""
        given = {name.removeprefix("value_"): value for name, value in self.cleaned_data.items()}
        return {name: value for name, value in given.items() if name in VALUES and value}


class NextForm(ReasonForm, ValuesForm):
    """The next code of a sequence, for one record."""

    scheme = forms.ChoiceField(label=gettext_lazy("Scheme"))

    def __init__(self, *args: Any, level: str, **kwargs: Any) -> None:
        names = ("class", "series", "catalogue", "organisation", *(("volume",) if level == "item" else ()))
        super().__init__(*args, names=names, **kwargs)
        self.fields["scheme"].choices = scheme_choices(level)  # type: ignore[attr-defined]
        self.order_fields(["scheme", *(f"value_{name}" for name in names), "reason"])


class ReserveForm(ReasonForm, ValuesForm):
    """Numbers to be set aside."""

    level = forms.ChoiceField(choices=Record.Level.choices, label=gettext_lazy("Level"))
    scheme = forms.ChoiceField(label=gettext_lazy("Scheme"))
    count = forms.IntegerField(min_value=1, max_value=10_000, label=gettext_lazy("How many"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        names = ("class", "series", "catalogue", "year", "retention", "organisation", "volume")
        super().__init__(*args, names=names, **kwargs)
        self.fields["scheme"].choices = scheme_choices()  # type: ignore[attr-defined]
        self.order_fields(["level", "scheme", *(f"value_{name}" for name in names), "count", "reason"])


class CodeForm(ReasonForm):
    """Another code for one record. `version` is the record as it was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    code = forms.CharField(max_length=200, label=gettext_lazy("Reference code"))
    field_order = ["version", "code", "reason"]


class UnitCodeForm(ReasonForm):
    """The number the unit gave."""

    code = forms.CharField(required=False, max_length=200, label=gettext_lazy("Unit-assigned code"))
    field_order = ["code", "reason"]


class ChosenForm(ValuesForm):
    """Which records of the fonds."""

    level = forms.ChoiceField(required=False, label=gettext_lazy("Level"))
    series = forms.ChoiceField(required=False, label=gettext_lazy("Class"))
    year_from = forms.IntegerField(required=False, min_value=1, max_value=2999, label=gettext_lazy("From the year"))
    year_to = forms.IntegerField(required=False, min_value=1, max_value=2999, label=gettext_lazy("To the year"))
    retention = forms.CharField(required=False, max_length=20, label=gettext_lazy("Retention"))
    begins = forms.CharField(required=False, max_length=200, label=gettext_lazy("Code begins with"))
    volume = forms.CharField(required=False, max_length=200, label=gettext_lazy("In the volume (its code)"))
    CHOICE: tuple[str, ...] = ("level", "series", "year_from", "year_to", "retention", "begins", "volume")

    def __init__(self, *args: Any, tree: Tree, names: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, names=names, **kwargs)
        self._fonds = tree.fonds
        self.fields["level"].choices = [("", _("all")), *Record.Level.choices]  # type: ignore[attr-defined]
        self.fields["series"].choices = [("", _("all")), *series_choices(tree)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        first, last = given.get("year_from"), given.get("year_to")
        if first and last and first > last:
            self.add_error("year_from", _("The first year is after the last one."))
        return given

    def known(self, typed: Mapping[str, str]) -> None:
        """Every code that was typed (by its key) is one a record of the fonds bears: none is passed over."""
        if unknown := codes_borne_by_none(self._fonds, list(typed)):
            named = [typed[key] for key in unknown[:MOST_TOLD]] + ["…"] * (len(unknown) > MOST_TOLD)
            told = {"codes": ", ".join(named)}
            raise forms.ValidationError(_("No record of this fonds bears the code %(codes)s now.") % told)

    def choice_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.CHOICE]

    def plan_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in self.CHOICE]

    def chosen(self, **more: Any) -> Chosen:
        """What the fields narrow to."""
        return Chosen(**{name: self.cleaned_data[name] for name in self.CHOICE}, **more)


class RenumberForm(ChosenForm):
    """New codes for them."""

    scheme = forms.ChoiceField(label=gettext_lazy("Scheme"))
    number = forms.ChoiceField(label=gettext_lazy("Numbers"))
    start = forms.IntegerField(required=False, min_value=1, max_value=99_999, label=gettext_lazy("Count from"))
    with_items = forms.BooleanField(required=False, label=gettext_lazy("Items follow their volume"))
    provisional = forms.BooleanField(required=False, label=gettext_lazy("Provisional codes only"))
    pairs = forms.CharField(
        required=False,
        max_length=500_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        label=gettext_lazy("Or old and new codes, a pair a line"),
    )
    CHOICE = (*ChosenForm.CHOICE, "provisional")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        names = ("class", "series", "catalogue", "organisation")
        super().__init__(*args, names=names, **kwargs)
        self.fields["scheme"].choices = scheme_choices()  # type: ignore[attr-defined]
        self.fields["number"].choices = [  # type: ignore[attr-defined]
            ("keep", _("keep the numbers")),
            ("count", _("count anew")),
            ("next", _("go on behind the highest")),
        ]
        values = [f"value_{name}" for name in names]
        self.order_fields([*self.CHOICE, "scheme", "number", "start", *values, "with_items", "pairs"])

    def clean_pairs(self) -> Mapping[str, str]:
        pairs: dict[str, str] = {}
        typed: dict[str, str] = {}
        for number, line in enumerate(self.cleaned_data["pairs"].splitlines(), start=1):
            words = line.replace("→", " ").split()
            if words and (len(words) != 2 or len(line) > 400 or len(pairs) >= MOST_PAIRS):
                raise forms.ValidationError(_("Line %(line)s is no pair of codes.") % {"line": number})
            if words and pairs.setdefault(key := canonical(words[0]), words[1]) != words[1]:
                raise forms.ValidationError(_("Line %(line)s gives the code %(code)s a second new one.") % {
                    "line": number, "code": words[0],
                })  # fmt: skip
            if words:
                typed[key] = words[0]
        self.known(typed)
        return pairs

    def wanted(self) -> tuple[Chosen, Renumbering]:
        """What was asked for; pairs say which records as well."""
        given = self.cleaned_data
        chosen = self.chosen()
        if given["pairs"]:
            chosen = Chosen(codes=tuple(given["pairs"]))
        return chosen, Renumbering(
            scheme_named(given["scheme"]),
            self.values(),
            given["number"],
            given["start"] or 1,
            given["with_items"],
            given["pairs"],
        )


class _NamedForm(ChosenForm):
    """Records may also be named by their codes; the other choices narrow them further."""

    codes = forms.CharField(
        required=False, max_length=500_000, widget=forms.Textarea(attrs={"rows": 3}),
        label=gettext_lazy("These codes, one a line"),
    )  # fmt: skip
    CHOICE = (*ChosenForm.CHOICE, "codes")

    def clean_codes(self) -> tuple[str, ...]:
        words = self.cleaned_data["codes"].split()
        if len(words) > MOST_PAIRS:
            raise forms.ValidationError(_("At most %(most)s codes can be named at once.") % {"most": MOST_PAIRS})
        typed = {canonical(word)[:200]: word for word in words}
        self.known(typed)
        return tuple(typed)


class ClassifyForm(_NamedForm):
    """A class for them."""

    unclassed = forms.BooleanField(required=False, label=gettext_lazy("Only those in no class yet"))
    path = forms.ChoiceField(label=gettext_lazy("By what their codes say"))
    target = forms.ChoiceField(required=False, label=gettext_lazy("Or all into this class"))
    with_items = forms.BooleanField(required=False, label=gettext_lazy("Items follow their volume"))

    def __init__(self, *args: Any, tree: Tree, **kwargs: Any) -> None:
        super().__init__(*args, tree=tree, **kwargs)
        self.fields["path"].choices = [(path, in_words(path.split(","))) for path in PATHS]  # type: ignore[attr-defined]
        self.fields["target"].choices = [("", "—"), *series_choices(tree)]  # type: ignore[attr-defined]


class VolumeForm(_NamedForm):
    """A volume for them, or none."""

    to = forms.CharField(required=False, max_length=200, label=gettext_lazy("Into the volume (its code)"))
    out = forms.BooleanField(required=False, label=gettext_lazy("Out of their volume, into none"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if bool(given.get("to", "").strip()) == bool(given.get("out")):
            self.add_error("to", _("Give the code of a volume, or say that they leave theirs."))
        if not any(given.get(name) for name in self.CHOICE):
            self.add_error(None, _("Say which records: nobody moves a whole fonds into one volume."))
        return given


class PlaceForm(ReasonForm):
    """The volume one item lies in. `version` is the record as it was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    volume = forms.CharField(required=False, max_length=200, label=gettext_lazy("In the volume (its code)"))
    field_order = ["version", "volume", "reason"]


class ClassForm(ReasonForm):
    """The class one record stands in."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    series = forms.ChoiceField(required=False, label=gettext_lazy("Class"))
    field_order = ["version", "series", "reason"]

    def __init__(self, *args: Any, tree: Tree, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["series"].choices = [("", _("in none")), *series_choices(tree)]  # type: ignore[attr-defined]
