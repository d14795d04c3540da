"""Messages of a made-up case, and a way of sending that keeps what it was given."""

from __future__ import annotations

from lantai.base.accounts.models import Institution
from lantai.services.notices.actions import Recipient, post
from lantai.services.notices.channels.protocol import Letter
from lantai.services.notices.models import Notice

EMAIL, PHONE = "wenlan@example.test", "000-5550123"


class KeptSms:
    """A provider as an archive may plug one in: what came in by it, and what it is to raise instead."""

    sent: list[Letter] = []
    problem: Exception | None = None

    def send(self, letter: Letter) -> None:
        if KeptSms.problem:
            raise KeptSms.problem
        KeptSms.sent.append(letter)


KEPT = f"{KeptSms.__module__}.KeptSms"


def a_notice(institution: Institution, event: str = "taken_on", **to: str) -> Notice:
    """One that waits, by whichever way is set up."""
    known = Recipient(**({"email": EMAIL, "phone": PHONE} | to))
    way = post(institution=institution, case="LT01-LY2026-0001", event=event, to=known, values={"day": "2026-12-01"})
    assert way, "no way of sending is set up: set settings.NOTICE_MAIL or NOTICE_SMS first"
    return Notice.objects.latest("pk")
