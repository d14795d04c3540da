"""What a reader may ask and correct: shapes and messages, no saving."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict  # noqa: TID251 — an address is what this form reads, several values a name
from django.utils.translation import gettext_lazy as _

from lantai.base.common.date_fields import AsksDates
from lantai.engines.search.document import FILTERS, SearchQuery, Sort
from lantai.holdings.fulltext.confirming import PageAsChanged, passages_anew
from lantai.holdings.withholding.actions import WithheldPassage
from lantai.holdings.withholding.anew import places_of
from lantai.holdings.withholding.grounds import ground_label

SORTS = [
    (Sort.RELEVANCE.value, _("best match")),
    (Sort.OLDEST.value, _("oldest first")),
    (Sort.NEWEST.value, _("newest first")),
    (Sort.CODE.value, _("reference code")),
]
MOST_VALUES = 20
NAMES = {"year_from": "from", "year_to": "to"}


class SearchForm(AsksDates):
    """The search page's address as a form: every part optional, all of it in the address."""

    q = forms.CharField(required=False, max_length=200, label=_("Words"))
    sort = forms.ChoiceField(required=False, choices=SORTS, label=_("Order"))
    tolerant = forms.BooleanField(required=False, label=_("Allow one wrong character"))
    cursor = forms.CharField(required=False, max_length=500)

    def __init__(self, address: QueryDict) -> None:
        super().__init__(address)
        self.filters = {name: tuple(v[:60] for v in address.getlist(name)[:MOST_VALUES] if v) for name in FILTERS}

    def add_prefix(self, field_name: str) -> str:
        """Dates are `from` and `to` in the address, words Python keeps to itself."""
        return NAMES.get(field_name, field_name)

    @property
    def asks(self) -> bool:
        """Whether anything was asked at all; an empty page only shows how to begin."""
        return any(self.cleaned_data.get(name) for name in ("q", "year_from", "year_to")) or any(self.filters.values())

    def query(self) -> SearchQuery:
        given = self.cleaned_data
        return SearchQuery(
            words=given["q"].strip(),
            sort=given["sort"] or Sort.RELEVANCE,
            tolerant=given["tolerant"],
            cursor=given["cursor"],
            fonds=self.filters["fonds"],
            type=self.filters["type"],
            retention=self.filters["retention"],
            state=self.filters["state"],
            level=self.filters["level"],
            **self.between(),
        )


class ConfirmForm(forms.Form):
    """What of a changed page is withheld now: the words of each passage that was, and that drawn places stay right.

    Every one of them is asked: what is left out here by oversight would be given out. `digest` is the page as it was
    seen. Words that do not stand on the page are refused.
    """

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, changed: PageAsChanged, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "confirm_%s", **kwargs})
        self.changed = changed
        self.fields["digest"].initial = changed.digest
        for number, each in enumerate(changed.passages, 1):
            named = {"number": number, "ground": ground_label(each.row.ground)}
            if each.is_drawn:
                label = _("Place %(number)s on the image is still right (%(ground)s)") % named
                field: forms.Field = forms.BooleanField(label=label)
                field.widget.attrs["class"] = "form-check-input"
            else:
                label = _("Words of passage %(number)s (%(ground)s)") % named
                field = forms.CharField(label=label, max_length=2000, initial=each.words)
                field.widget.attrs.update({"class": "form-control", "autocomplete": "off"})
            self.fields[f"passage_{each.row.pk}"] = field

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for each in self.changed.passages:
            name, said = f"passage_{each.row.pk}", given.get(f"passage_{each.row.pk}")
            if said and not each.is_drawn and not places_of(said, self.changed.page.text):
                self.add_error(name, _("These words do not stand on the page as it is now."))
        return given

    def passages(self) -> list[WithheldPassage]:
        given, text = self.cleaned_data, self.changed.page.text
        said = [(each.row, given[f"passage_{each.row.pk}"]) for each in self.changed.passages]
        rows = [(row, places_of(words, text) if isinstance(words, str) else []) for row, words in said]
        return passages_anew(self.changed, rows, given["digest"])


class WholeForm(forms.Form):
    """The page as the person saw it, to be withheld whole."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)


class CorrectionForm(forms.Form):
    """One corrected line with the version of the page it was read from."""

    line = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    text = forms.CharField(
        required=False,
        max_length=2000,
        strip=False,
        label=_("Text of the line"),
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off", "spellcheck": "false"}),
    )


class WritingForm(forms.Form):
    """The text of a page that has none, with the version of the page it was typed for."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    text = forms.CharField(
        max_length=50_000,
        label=_("Text of the page, line by line"),
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 12, "spellcheck": "false"}),
    )
