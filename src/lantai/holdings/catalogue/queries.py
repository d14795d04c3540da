"""Looking described things up, within a scope: what the API lists, with the same filters the pages have."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Scope
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.catalogue.pages import fonds_by_code


class FondsAmbiguous(ArchiveError):
    code = "catalogue.fonds_ambiguous"
    message = gettext_noop("Several archives here have a fonds “%(code)s”: %(archives)s.")
    hint = gettext_noop("Add the archive you mean: “?archive=CODE”.")
    http_status = 409


@dataclass(frozen=True, slots=True)
class RecordsWanted:
    """What a list of records is narrowed to; each set of values is empty for all. `parent` is a record's identifier."""

    fonds: tuple[str, ...] = ()
    archive: str = ""
    type: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    retention: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    parent: str = ""

    def condition(self) -> Q:
        """The filters that are set, as one condition on records."""
        asked = {
            "fonds__code__in": self.fonds,
            "fonds__institution__code": self.archive,
            "record_type__in": self.type,
            "opening_state__in": self.state,
            "level__in": self.level,
            "retention__in": self.retention,
        }
        exact = Q(**{name: value for name, value in asked.items() if value not in ("", (), None)})
        return exact & may_lie_within(self.year_from, self.year_to)


def may_lie_within(first: int | None, last: int | None) -> Q:
    """Records that may be of these years: their 年度 and all their date may mean, as the index has it too.

    五十年代 is found under 1953, a winter under both its years, a range under each of its own.
    """
    wanted = Q()
    if first is not None:
        wanted &= Q(year__gte=first) | Q(date_end__gte=dt.date(first, 1, 1))
    if last is not None:
        wanted &= Q(year__lte=last) | Q(date_start__lte=dt.date(last, 12, 31))
    return wanted


@dataclass(frozen=True, slots=True)
class RecordDescription:
    """One record with the record it belongs to, when that one may be seen too."""

    record: Record
    parent: Record | None = None
    persons: tuple[tuple[str, str], ...] = field(default=())


def records_wanted(wanted: RecordsWanted, *, scope: Scope) -> QuerySet[Record]:
    """The records of a list in order of fonds and code. A parent that may not be seen has no children either."""
    records = Record.objects.visible_to(scope).listed().filter(wanted.condition())
    if wanted.parent:
        records = records.filter(parent__in=Record.objects.visible_to(scope).filter(ulid=wanted.parent).order_by())
    return records


def record_description(ulid: str, *, scope: Scope) -> RecordDescription | None:
    """One record, or None: unknown and unopened cannot be told apart. Three queries at most."""
    visible = Record.objects.visible_to(scope)
    record = visible.listed().filter(ulid=ulid).first()
    if record is None:
        return None
    parent = visible.filter(pk=record.parent_id).first() if record.parent_id else None
    return RecordDescription(record, parent, tuple(record.persons.values_list("name", "role")))


def one_fonds(code: str, *, archive: str) -> Fonds | None:
    """The fonds of this code. Raises `FondsAmbiguous` when archives share it and none is named."""
    found = fonds_by_code(code, archive)
    if len(found) > 1:
        raise FondsAmbiguous(code=code, archives=", ".join(fonds.institution.code for fonds in found))
    return found[0] if found else None
