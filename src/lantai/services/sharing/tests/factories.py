"""Made-up agreements, proposed and accepted by the people who may."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from lantai.base.accounts.access import OPERATOR
from lantai.base.accounts.models import Institution
from lantai.services.sharing.actions import Terms, accept_agreement, propose_agreement
from lantai.services.sharing.models import SharingAgreement

PAPER = "云档发〔2026〕7号"


def terms(**said: Any) -> Terms:
    """Of one record type, with pages, for a year from today."""
    today = timezone.localdate()
    given = {
        "level": "pages", "types": ["marriage"], "fonds": [], "begins_on": today,
        "ends_on": today + dt.timedelta(days=365), "paper": PAPER, "purpose": "便民查档",
    }  # fmt: skip
    return Terms(**{**given, **said})


def proposed(giver: Institution, receiver: Institution, **said: Any) -> SharingAgreement:
    return propose_agreement(actor=OPERATOR, giver=giver, receiver=receiver, terms=terms(**said))


def agreed(giver: Institution, receiver: Institution, **said: Any) -> SharingAgreement:
    """In force from its first day."""
    return accept_agreement(actor=OPERATOR, agreement=proposed(giver, receiver, **said))
