"""问题清单, made by the program: everything a round was returned for, row by row, with the check's code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _, gettext_lazy

from lantai.holdings.transfers.models import Transfer

FIELD_NAMES = {
    "volumes": gettext_lazy("volumes"),
    "items": gettext_lazy("items"),
    "files": gettext_lazy("files"),
    "bytes": gettext_lazy("bytes"),
    "digest": gettext_lazy("digest"),
}
BY_HAND = "manual"


def problems_of(transfer: Transfer, reason: str) -> Iterator[dict[str, Any]]:
    """What the person says first, then what counting found, then what the checks found."""
    if reason.strip():
        yield {
            "code": BY_HAND,
            "severity": "error",
            "message": reason.strip(),
            "remedy": _("Mend it and hand it in again."),
        }
    yield from _differences(transfer)


def _differences(transfer: Transfer) -> Iterator[dict[str, Any]]:
    for each in transfer.counted.get("differences", ()):
        name = str(FIELD_NAMES[each["field"]])
        said = _("Declared: %(declared)s %(what)s; counted: %(counted)s.")
        yield {
            "code": each["code"],
            "severity": "error",
            "field": name,
            "message": said % {"declared": each["declared"], "counted": each["counted"], "what": name},
            "remedy": _("Correct the declaration, or send what is missing."),
        }
