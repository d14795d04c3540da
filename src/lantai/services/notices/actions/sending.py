"""The acts of the outbox: a message is sent by a worker, or tried again because somebody asked for it."""

from __future__ import annotations

import datetime as dt
import logging
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.sealing import person_keys
from lantai.services.notices.channels.current import current_channels
from lantai.services.notices.channels.protocol import AddressRefused, ChannelUnavailable, Letter
from lantai.services.notices.models import Notice
from lantai.services.notices.sealed import NoticeSealed, open_notice
from lantai.services.notices.texts import filled, texts

logger = logging.getLogger(__name__)
IN_HAND = dt.timedelta(minutes=5)
WAITS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360))
"""How long a message rests after each try that did not work; after the last it has failed."""
STALE = {"code": dt.timedelta(minutes=10), "lost": dt.timedelta(minutes=10)}
"""What is of no use later."""


class NothingToSend(ArchiveError):
    code = "notices.nothing_to_send"
    message = gettext_noop("This message was sent, waits already, or its address was removed.")
    hint = gettext_noop("Load the page again; it shows what can be done now.")
    http_status = 409


def send_notice(*, actor: Actor, notice: Notice) -> Notice:
    """Send what is due; how it went is written down afterwards, in one transaction with its event.

    A worker that is killed in between has it sent again five minutes later: twice is better than not at all.
    """
    require(actor, Right.HANDLE_ENQUIRIES, notice.institution_id)
    now = timezone.now()
    claimed = Notice.objects.due(now).filter(pk=notice.pk).update(due_at=now + IN_HAND)
    notice.refresh_from_db()
    if not claimed:
        return notice  # sent, or in somebody's hands
    problem, for_good = _tried(notice, now)
    return _settled(actor, notice, problem, for_good=for_good)


def _tried(notice: Notice, now: dt.datetime) -> tuple[str, bool]:
    """What went wrong, in words that name nobody, and whether for good; nothing when it was sent."""
    channel = current_channels().get(notice.channel)
    if now - notice.made_at > STALE.get(notice.event, dt.timedelta(days=7)):
        return "too late to be of use", True
    if channel is None:
        return f"{notice.channel} is not set up", False
    try:
        channel.send(_letter(notice))
    except (AddressRefused, NoticeSealed) as problem:
        return str(problem) or "encrypted with another key", True
    except ChannelUnavailable as problem:
        return str(problem) or "not to be reached", False
    except Exception as problem:  # noqa: BLE001 a provider of somebody else's must not stop the worker
        logger.warning("notice %s: the way %s raised %s", notice.ulid, notice.channel, type(problem).__name__)
        return type(problem).__name__, False
    return "", False


def _letter(notice: Notice) -> Letter:
    to, values = open_notice(bytes(notice.sealed), person_keys())
    text, language = texts()[notice.event], notice.language
    body = text.text if notice.channel == Notice.Channel.EMAIL else text.short
    return Letter(to, filled(text.subject[language], values), filled(body[language], values))


@transaction.atomic
def _settled(actor: Actor, notice: Notice, problem: str, *, for_good: bool) -> Notice:
    now, notice.tries, notice.problem = timezone.now(), notice.tries + 1, problem[:200]
    if not problem:
        notice.state, notice.sealed, notice.sent_at = Notice.State.SENT, b"", now
    elif for_good or notice.tries > len(WAITS):
        notice.state = Notice.State.FAILED
    else:
        notice.due_at = now + WAITS[notice.tries - 1]
    notice.save(update_fields=["state", "sealed", "sent_at", "tries", "problem", "due_at"])
    data = {"case": notice.case, "event": notice.event, "way": notice.channel, "tries": notice.tries}
    subject = ("notice", notice.ulid)
    if problem:
        record_event("notice:fail", actor=actor, subject=subject, data=data | {"why": problem})
    else:
        record_event("notice:send", actor=actor, subject=subject, data=data)
    return notice


@transaction.atomic
def retry_notice(*, actor: Actor, notice: Notice) -> Notice:
    """Have what failed sent once more, from the beginning. Raises `NothingToSend`."""
    from lantai.services.notices.tasks import send  # the task calls back into this module

    require(actor, Right.HANDLE_ENQUIRIES, notice.institution_id)
    again = Notice.objects.failed().filter(pk=notice.pk).exclude(sealed=b"")
    if notice.event in STALE or not again.update(state=Notice.State.WAITING, tries=0, due_at=timezone.now()):
        raise NothingToSend
    notice.refresh_from_db()
    data = {"case": notice.case, "event": notice.event, "way": notice.channel}
    record_event("notice:retry", actor=actor, subject=("notice", notice.ulid), data=data)
    transaction.on_commit(partial(send.enqueue, notice.pk))
    return notice
