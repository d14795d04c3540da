"""Words of detectors and grounds, as pages say them."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop

DETECTORS: dict[str, str] = {}
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
