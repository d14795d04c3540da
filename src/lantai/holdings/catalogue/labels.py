"""Codes of description in words: retention, record types, roles of persons. Unknown codes are shown as they are."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _, gettext_lazy

from lantai.holdings.catalogue.elements import element_set
from lantai.holdings.catalogue.record_types import label_of, record_types, role_labels

PARTY = gettext_lazy("party")
"""The role of a column headed 当事人, whatever the type."""
_OF_LISTS = {
    "box": gettext_lazy("box number"),
    "class": gettext_lazy("class of records"),
    "file_name": gettext_lazy("name of the file"),
    "organisation": gettext_lazy("organisation or matter"),
    "page_numbers": gettext_lazy("page numbers"),
    "unit_number": gettext_lazy("item number of the unit"),
}
"""Columns of lists that are kept under a name for machines, whatever the list called them."""
_ELEMENTS_BESIDE = ("class_no", "keywords", "location")
"""Elements that stand among further columns where the level does not have them, or since before they had a place."""


def retention_label(code: str) -> str:
    """Y → permanent, D30 → 30 years; 长期 and 短期 of the older rule stay as written."""
    if code == "Y":
        return _("permanent")
    if years := re.fullmatch(r"D(\d{1,3})", code):
        return _("%(years)s years") % {"years": years[1]}
    return code


def type_label(code: str) -> str:
    """The record type's name in the language of the page."""
    kind = record_types().get(code)
    return kind.label if kind else code


def field_label(name: str, record_type: str = "") -> str:
    """What a further column is called: in words where we named it, else by the header the list gave it."""
    if name in _OF_LISTS:
        return str(_OF_LISTS[name])
    element = element_set().element(name) if name in _ELEMENTS_BESIDE else None
    if element:
        return element.label
    kind = record_types().get(record_type)
    asked = next((each for each in kind.fields if each.code == name), None) if kind else None
    return asked.label if asked else name


def role_label(code: str) -> str:
    """The role of a person, in words."""
    labels = role_labels().get(code)
    return label_of(labels) if labels else str(PARTY) if code == "party" else code
