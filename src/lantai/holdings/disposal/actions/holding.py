"""Placing and releasing holds. Who places one may be anybody who appraises; who releases it approves disposal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record
from lantai.base.common.errors import ArchiveError
from lantai.base.common.rows import insert_values
from lantai.holdings.catalogue.models import Fonds, Record, Series
from lantai.holdings.disposal.models import HeldRecord, Hold

MOST_NAMED = 5000


class ReasonMissing(ArchiveError):
    code = "disposal.reason_missing"
    message = gettext_noop("A reason is missing.")
    hint = gettext_noop("Write in a few words why; whoever reads the file later will ask.")
    http_status = 422
    exit_code = 2


class HoldReachesNothing(ArchiveError):
    code = "disposal.hold_reaches_nothing"
    message = gettext_noop("This hold would reach nothing of fonds %(code)s, or more than %(most)s named records.")
    hint = gettext_noop("Name records or a class of this fonds, or hold the whole fonds.")
    http_status = 422
    exit_code = 2


class HoldEndsEarly(ArchiveError):
    code = "disposal.hold_ends_early"
    message = gettext_noop("A hold cannot end on %(until)s when it begins on %(since)s.")
    hint = gettext_noop("Leave the end empty when nobody has said it.")
    http_status = 422
    exit_code = 2


class HoldIsReleased(ArchiveError):
    code = "disposal.hold_is_released"
    message = gettext_noop("This hold was released already, by %(by)s.")
    hint = gettext_noop("Nothing was changed.")
    http_status = 409


@dataclass(frozen=True, slots=True)
class HoldSaid:
    """What is held, why, by which document, from when, and until when if anybody has said."""

    reach: str
    reason: str
    document: str
    since: dt.date
    until: dt.date | None = None
    series: Series | None = None
    records: Sequence[Record] = ()


@transaction.atomic
def place_hold(*, actor: Actor, fonds: Fonds, said: HoldSaid) -> Hold:
    """Hold records: from that day nothing of them is destroyed. Raises `HoldReachesNothing`, `ReasonMissing`."""
    require(actor, Right.APPRAISE, fonds.institution.code)
    reason, document = words(said.reason), words(said.document)[:200]
    if said.until and said.until < said.since:
        raise HoldEndsEarly(since=said.since, until=said.until)
    _refuse_empty(fonds, said)
    list(Fonds.objects.select_for_update().filter(pk=fonds.pk).values_list("pk"))  # a destruction under way waits
    hold = Hold.objects.create(
        fonds=fonds, reach=said.reach, series=said.series if said.reach == Hold.Reach.SERIES else None,
        reason=reason, document=document, since=said.since, until=said.until, placed_by=actor.label,
    )  # fmt: skip
    named = said.records if said.reach == Hold.Reach.RECORDS else ()
    insert_values(HeldRecord, ("hold", "record"), [(hold.pk, each.pk) for each in named])
    data = {"fonds": fonds.code, "reach": said.reach, "records": len(named), "document": document}
    record("hold:place", actor=actor, subject=("hold", hold.ulid), data=data)
    return hold


def _refuse_empty(fonds: Fonds, said: HoldSaid) -> None:
    strange = said.series is None or said.series.fonds_id != fonds.pk
    few = not 0 < len(said.records) <= MOST_NAMED or any(each.fonds_id != fonds.pk for each in said.records)
    if (said.reach == Hold.Reach.SERIES and strange) or (said.reach == Hold.Reach.RECORDS and few):
        raise HoldReachesNothing(code=fonds.code, most=MOST_NAMED)


@transaction.atomic
def release_hold(*, actor: Actor, hold: Hold, reason: str) -> Hold:
    """End a hold before its time, or one that has no end. Raises `ReasonMissing`, `HoldIsReleased`."""
    require(actor, Right.APPROVE_DISPOSAL, hold.fonds.institution.code)
    reason = words(reason)
    released = {"released_by": actor.label, "released_at": timezone.now(), "release_reason": reason}
    if not Hold.objects.filter(pk=hold.pk, released_at__isnull=True).update(**released):
        hold.refresh_from_db()
        raise HoldIsReleased(by=hold.released_by)
    hold.refresh_from_db()
    record("hold:release", actor=actor, subject=("hold", hold.ulid), data={"reason": reason})
    return hold


def words(text: str) -> str:
    """One line of words. Raises `ReasonMissing` when there are none."""
    line = " ".join(text.split())[:400]
    if not line:
        raise ReasonMissing
    return line
