"""Laying a message into the outbox, inside the transaction of the act that tells somebody; and forgetting a case's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from django.db import transaction
from django.utils import timezone

from lantai.base.accounts.models import Institution
from lantai.holdings.catalogue.sealing import person_keys
from lantai.services.notices.channels.current import current_channels, page_address
from lantai.services.notices.models import Notice
from lantai.services.notices.sealed import seal_notice, shown


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is told, and in which language (zh or en)."""

    email: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    language: str = "zh"

    def ways(self) -> list[tuple[str, str]]:
        """The ways in which this person can be reached from here, the cheaper first."""
        known = current_channels()
        return [(way, to) for way, to in (("email", self.email), ("sms", self.phone)) if to and way in known]


def post(
    *, institution: Institution, case: str, event: str, to: Recipient, values: Mapping[str, str], way: str = ""
) -> str:
    """Gives the way it goes; empty where there is none. `way`: this one and no other."""
    from lantai.services.notices.tasks import send  # the task calls into this package

    channel, address = next((each for each in to.ways() if way in ("", each[0])), ("", ""))
    if not channel:
        return ""
    said = {"archive": institution.name, "number": case, "page": page_address(), **values}
    notice = Notice.objects.create(
        institution=institution, case=case, event=event, channel=channel, language=to.language,
        sealed=seal_notice(address, said, person_keys()), shown=shown(channel, address), due_at=timezone.now(),
    )  # fmt: skip
    transaction.on_commit(partial(send.enqueue, notice.pk))
    return channel


def forget_notices(case: str) -> None:
    """Whatever tells of the person goes; that something was sent stays. What still waited is sent no more."""
    left = Notice.objects.filter(case=case)
    left.filter(state=Notice.State.WAITING).update(state=Notice.State.FAILED, problem="erased")
    left.update(sealed=b"", shown="")
