"""Codes of description in words: retention, record types, roles of persons. Unknown codes are shown as they are."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _, gettext_lazy

from lantai.holdings.catalogue.record_types import label_of, record_types, role_labels

PARTY = gettext_lazy("party")
"""The role of a column headed 当事人, whatever the type."""


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


def role_label(code: str) -> str:
    """The role of a person, in words."""
    labels = role_labels().get(code)
    return label_of(labels) if labels else str(PARTY) if code == "party" else code
