"""Words of detectors and grounds, as pages say them."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop

DETECTORS = {
    "id_number": gettext_noop("ID number"),
    "bank_card": gettext_noop("bank card"),
    "phone": gettext_noop("telephone number"),
    "address": gettext_noop("address"),
    "name": gettext_noop("name of a person in a private matter"),
    "secrecy": gettext_noop("mark of secrecy"),
    "health": gettext_noop("health of a person"),
    "religion": gettext_noop("religion of a person"),
    "ethnicity": gettext_noop("dispute between ethnic groups"),
    "informers": gettext_noop("informers"),
    "minors": gettext_noop("minors"),
    "case_files": gettext_noop("papers of a case"),
    "cadre_appraisal": gettext_noop("appraisal of a cadre"),
    "trade_secret": gettext_noop("trade secret"),
    "state_interest": gettext_noop("border, foreign affairs or defence"),
    "lexicon": gettext_noop("a word of the archive's own lists"),
}
GROUNDS = {
    "R1": gettext_noop("state secrets"),
    "R2": gettext_noop("major interests of state and society"),
    "R3a": gettext_noop("personal information and privacy"),
    "R3b": gettext_noop("intellectual property and trade secrets"),
    "R4": gettext_noop("other restrictions by law"),
    "R5": gettext_noop("restrictions of whoever handed over or donated"),
}


def detector_label(name: str) -> str:
    """In the language of the page; one without words is called by its name."""
    return gettext(DETECTORS[name]) if name in DETECTORS else name


def ground_label(code: str) -> str:
    """In the language of the page, empty for none."""
    return gettext(GROUNDS[code]) if code in GROUNDS else code
