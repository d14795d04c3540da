"""What binds records: apps above the catalogue say here that something may not be done with a record, and why.

A hold, a condition of a donor, a destruction under way: the catalogue knows none of them. Each app registers a function
when it starts; whoever opens, removes, lends, copies or destroys records asks all of them at once, in its transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy, gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.models import Record

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Deed(StrEnum):
    """What is about to be done with records."""

    OPEN = "open"
    CHANGE_OPENING = "change_opening"
    DESTROY = "destroy"
    REMOVE = "remove"
    CHANGE_RETENTION = "change_retention"
    LIFT_SECRECY = "lift_secrecy"
    MOVE = "move"
    CLASSIFY = "classify"
    LEND = "lend"
    SHELVE = "shelve"
    COPY = "copy"
    ADD_FILES = "add_files"

    @property
    def label(self) -> StrOrPromise:
        return _LABELS[self]


_LABELS: dict[Deed, StrOrPromise] = {
    Deed.OPEN: gettext_lazy("opening records"),
    Deed.CHANGE_OPENING: gettext_lazy("changing the opening state"),
    Deed.DESTROY: gettext_lazy("destroying records"),
    Deed.REMOVE: gettext_lazy("removing records"),
    Deed.CHANGE_RETENTION: gettext_lazy("changing the retention"),
    Deed.LIFT_SECRECY: gettext_lazy("taking a secrecy level away"),
    Deed.MOVE: gettext_lazy("moving records between volumes"),
    Deed.CLASSIFY: gettext_lazy("putting records into another class"),
    Deed.LEND: gettext_lazy("lending papers"),
    Deed.SHELVE: gettext_lazy("putting papers into boxes"),
    Deed.COPY: gettext_lazy("handing out copies"),
    Deed.ADD_FILES: gettext_lazy("adding files"),
}


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why one record may not be treated so. `record`: its row id; `sentence`: a lazily translated reason.

    `until`: the last day it binds, None when nobody has said. `source`: what it comes from, as people name it, and
    `source_id`, what that is found by.
    """

    record: int
    code: str
    sentence: StrOrPromise
    until: dt.date | None
    source: StrOrPromise
    source_id: str


Binding = Callable[[Sequence[int], Deed], Iterable[Obstacle]]
"""Asked with row ids, which may be hundreds of thousands, in a constant number of queries (`models.numbered.IsAmong`);
gives at least one obstacle for each of them that is bound."""


class RecordIsBound(ArchiveError):
    code = "catalogue.record_is_bound"
    message = gettext_noop(
        "Refused: %(deed)s. %(record)s is bound until %(until)s – %(why)s (%(source)s). Records bound: %(count)s."
    )
    hint = gettext_noop("Leave these records out, or have the binding ended where it was made. Nothing was changed.")
    http_status = 409
    exit_code = 5


_BINDINGS: dict[str, Binding] = {}


def register_binding(name: str, function: Binding) -> None:
    """Said once at the start, by the app that binds. Raises ValueError for a name that is taken."""
    if _BINDINGS.setdefault(name, function) is not function:
        msg = f"the binding {name} is registered twice"
        raise ValueError(msg)


def obstacles(records: Sequence[int], deed: Deed) -> list[Obstacle]:
    """Everything that stands in the way, in the order of registration."""
    if not records:
        return []
    return [each for function in _BINDINGS.values() for each in function(records, deed)]


def refuse_bound(records: Sequence[int], deed: Deed) -> None:
    """Part of an act, before it changes anything. Raises `RecordIsBound`, naming the first and how many there are."""
    found = obstacles(records, deed)
    if not found:
        return
    first = found[0]
    raise RecordIsBound(
        deed=deed.label,
        record=Record.every.values_list("code", flat=True).get(pk=first.record),
        until=first.until or gettext_lazy("it is ended"),
        why=first.sentence,
        source=first.source,
        count=len({each.record for each in found}),
    )
