"""Codes of description in words: retention, record types, roles of persons. Unknown codes are shown as they are."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _, gettext_lazy

from lantai.holdings.catalogue.record_types import record_types

ROLES = {
    "party": gettext_lazy("party"),
    "groom": gettext_lazy("groom"),
    "bride": gettext_lazy("bride"),
    "youth": gettext_lazy("sent-down youth"),
    "worker": gettext_lazy("worker"),
    "veteran": gettext_lazy("veteran"),
    "householder": gettext_lazy("householder"),
    "contractor": gettext_lazy("contractor"),
    "holder": gettext_lazy("holder of the right"),
    "pupil": gettext_lazy("pupil"),
    "cadre": gettext_lazy("cadre"),
}


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
    return str(ROLES.get(code, code))
