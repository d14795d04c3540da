"""How long somebody waits who came too often: counted from the rows that are there anyway."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_noop

from lantai.base.common.errors import ArchiveError

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sending:
    """How a public form came: the mark of its sender, its own identifier, and how many the page takes.

    Sent twice (its identifier is the form's own), it is one. `of_one` sender an hour or a day, as the page says,
    `of_all` senders a day.
    """

    sender: str
    ulid: str
    of_one: int
    of_all: int


class ComeAgain(ArchiveError):
    """The root of every refusal of the kind “not so often”: `seconds` is told to programs, the time to people."""

    code = "limits.come_again"
    message = gettext_noop("More was asked for from here than is answered at the moment.")
    hint = gettext_noop("Nothing was changed.")
    http_status = 429

    def __init__(self, *, seconds: int = 60, **params: Any) -> None:
        super().__init__(minutes=max(1, math.ceil(seconds / 60)), **params)
        self.seconds = max(1, seconds)

    def remedy(self) -> str:
        return f"{super().remedy()} {self.when()}"

    def when(self) -> str:
        """From when on it is answered again, on the minute that has begun by then."""
        now = timezone.localtime()
        then = now + dt.timedelta(seconds=self.seconds + 59)
        if then.date() == now.date():
            return _("Come again from %(time)s on.") % {"time": f"{then:%H:%M}"}
        return _("Come again on %(day)s from %(time)s on.") % {"day": then.date().isoformat(), "time": f"{then:%H:%M}"}


def wait_for(rows: QuerySet[Any], most: int, within: dt.timedelta, *, at: str = "made_at") -> int:
    """Seconds until fewer than `most` of these rows are younger than `within`; 0 when that is so now. One query."""
    now = timezone.now()
    if most <= 0:
        return int(within.total_seconds())
    young = rows.filter(**{f"{at}__gt": now - within}).order_by(f"-{at}")
    oldest: list[dt.datetime] = list(young.values_list(at, flat=True)[most - 1 : most])
    return max(1, math.ceil((oldest[0] + within - now).total_seconds())) if oldest else 0


def hold(refusal: type[ComeAgain], *waits: int, **params: Any) -> None:
    """Go on when nothing is to be waited for. Raises `refusal`, with the longest of the waits."""
    if longest := max(waits):
        raise refusal(seconds=longest, **params)
