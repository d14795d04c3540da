"""No code and no class changes without somebody saying why."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError


class ReasonMissing(ArchiveError):
    code = "arrangement.reason_missing"
    message = gettext_noop("This needs a reason: it stays in the history for those who come later.")
    hint = gettext_noop("Say in a few words why, such as the decision or the mistake it corrects.")
    http_status = 422
    exit_code = 2


def reason_given(text: str) -> str:
    """The reason as it is kept. Raises `ReasonMissing`."""
    reason = text.strip()[:200]
    if not reason:
        raise ReasonMissing
    return reason
