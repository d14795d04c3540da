"""One step of a lead or an acquisition: possible now, and claimed by a conditional update."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.holdings.acquisitions.models import Acquisition, Lead
from lantai.holdings.acquisitions.states import OF_LEADS, TRANSITIONS, LeadState, State


class NotNow(ArchiveError):
    code = "acquisitions.not_now"
    message = gettext_noop("“%(act)s” is not possible: it stands at “%(state)s”.")
    hint = gettext_noop("Load the page again; it shows what can be done now.")
    http_status = 409


class WordsMissing(ArchiveError):
    code = "acquisitions.words_missing"
    message = gettext_noop("It was not said: %(what)s.")
    hint = gettext_noop("Say it, then try again. Nothing was changed.")
    http_status = 422


def step(act: str, acquisition: Acquisition, **columns: Any) -> Acquisition:
    """Make one step inside the transaction of its act; of two people at once, the second gets `NotNow`."""
    transition = TRANSITIONS[act]
    if transition.after:
        columns["state"] = transition.after
    claimed = Acquisition.objects.filter(pk=acquisition.pk, state__in=transition.before)
    if not claimed.update(**(columns or {"state": acquisition.state})):
        acquisition.refresh_from_db()
        raise NotNow(act=transition.label, state=State(acquisition.state).label)
    acquisition.refresh_from_db()
    return acquisition


def step_lead(act: str, lead: Lead, **columns: Any) -> Lead:
    """The same of a lead."""
    transition = OF_LEADS[act]
    claimed = Lead.objects.filter(pk=lead.pk, state__in=transition.before)
    if not claimed.update(state=transition.after, **columns):
        lead.refresh_from_db()
        raise NotNow(act=transition.label, state=LeadState(lead.state).label)
    lead.refresh_from_db()
    return lead


def trimmed(text: str, most: int = 400) -> str:
    """One line, without doubled blanks."""
    return " ".join(text.split())[:most]


def needed(text: str, what: Any, most: int = 400) -> str:
    """The same of what must be said. Raises `WordsMissing`."""
    said = trimmed(text, most)
    if not said:
        raise WordsMissing(what=what)
    return said


def subject_of(row: Acquisition | Lead) -> tuple[str, str]:
    """How the audit chain names it."""
    return ("lead" if isinstance(row, Lead) else "acquisition", row.ulid)
