"""Use of the archives in a year, as the yearly return asks for it: users, purposes, records, copies, certificates.

Everything is counted from rows that stay when what tells of an applicant is removed: the case as a number, the records
given, the register of certificates. A case is counted where it is held now, a duplicate that was merged is not.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Count, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from lantai.base.accounts.models import Institution
from lantai.holdings.catalogue.applicants import applicants
from lantai.holdings.catalogue.models import Record
from lantai.services.certificates.models import Certificate, CertificateSource
from lantai.services.enquiries.data import listed
from lantai.services.enquiries.matters import GENERAL, matter_label
from lantai.services.enquiries.models import Enquiry, Meant, ServiceTally
from lantai.services.enquiries.queries.dashboard import FOUND
from lantai.services.enquiries.visits import Room, room_of, visits_of

RETURNED = ("work", "research", "economy", "publicity", "history")
"""Purposes the yearly return has a line for; all others are its “others”, what people need for their lives."""
ONLINE = (Enquiry.Channel.WEB, Enquiry.Channel.NATIONAL, Enquiry.Channel.PROVINCIAL)


@dataclass(frozen=True, slots=True)
class Use:
    """The sums of one year. `came` by channel, purpose, kind of applicant and matter; `given` by level of records.

    `region`, `abroad`: applications with a permit of Hong Kong, Macao or Taiwan residents, and with a passport.
    """

    year: int
    channels: Mapping[str, int]
    purposes: Mapping[str, int]
    applicants: Mapping[str, int]
    matters: Mapping[str, int]
    visits: int
    answers: Mapping[str, int]
    satisfaction: Mapping[str, int]
    given: Mapping[str, int]
    issued: Mapping[str, int]
    copied: int
    for_others: int
    room: Room
    region: int
    abroad: int

    @property
    def came(self) -> int:
        return sum(self.channels.values())

    @property
    def users(self) -> int:
        """Who booked and came is counted once, whether or not it was written down what for."""
        return self.came + max(self.visits, self.room.booked) + self.room.walked_in

    @property
    def said_purposes(self) -> dict[str, int]:
        return dict(Counter(self.purposes) + self.room.purposes)


def use_of(archives: Sequence[Institution], year: int) -> Use:
    """Ten queries, however many cases, archives and matters there are."""
    codes = [each.code for each in archives]
    begin, end = _midnight(year), _midnight(year + 1)
    rows = Enquiry.objects.filter(institution__code__in=codes).exclude(state="merged").order_by()
    came = rows.filter(made_at__gte=begin, made_at__lt=end)
    columns = ("channel", "purpose", "applicant_kind", "matter")
    sums: dict[str, Counter[str]] = {column: Counter() for column in columns}
    for each in _told(came.values(*columns).annotate(number=Count("pk"))):
        for column in columns:
            sums[column][each[column]] += each["number"]
    answered = rows.filter(answered_on__year=year)
    answers, said = Counter[str](), Counter[str]()
    for each in _told(answered.values("answer", "satisfaction").annotate(number=Count("pk"))):
        answers[each["answer"]] += each["number"]
        said[each["satisfaction"]] += each["number"]
    given = Meant.objects.filter(enquiry__in=answered.filter(answer__in=FOUND)).exclude(verdict="withheld").order_by()
    out = (
        Certificate.objects.out()
        .filter(institution__code__in=codes, issued_at__gte=begin, issued_at__lt=end)
        .order_by()
    )
    pages = CertificateSource.objects.filter(certificate__in=out.filter(kind=Certificate.Kind.COPY))
    return Use(
        year, sums["channel"], sums["purpose"], sums["applicant_kind"], sums["matter"], visits_of(year, codes),
        answers, said, _counted(given, "record__level"), _counted(out, "kind"), pages.count(),
        Enquiry.objects.filter(counter__code__in=codes, made_at__gte=begin, made_at__lt=end).count(),
        room_of(year, codes), **_from_afar(year, codes),
    )  # fmt: skip


def _from_afar(year: int, codes: Collection[str]) -> dict[str, int]:
    """Counted as applications came: of which kind a document was is forgotten with the applicant."""
    rows = ServiceTally.objects.filter(institution__code__in=codes, month__year=year, name__in=("region", "abroad"))
    return {"region": 0, "abroad": 0} | dict(rows.order_by().values_list("name").annotate(number=Sum("number")))


def _told(rows: Any) -> Iterable[Mapping[str, Any]]:
    return cast("Iterable[Mapping[str, Any]]", rows)


def _counted(rows: QuerySet[Any], column: str) -> dict[str, int]:
    return dict(rows.values_list(column).annotate(number=Count("pk")))


def _midnight(year: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime(year, 1, 1))  # noqa: DTZ001 - made aware here


def sheet_of_use(use: Use) -> list[tuple[str, str, str, int]]:
    """Group, figure, unit, number: one row a figure of the return, in the language that is spoken now."""
    purposes = {code: each.label for code, each in listed("purposes").items()}
    said = use.said_purposes
    other = sum(number for code, number in said.items() if code not in RETURNED)
    cases, people = _("cases"), _("visits")
    rows = [
        *_users(use, people),
        *((_("Purposes of the return"), purposes[code], people, said.get(code, 0)) for code in RETURNED),
        (_("Purposes of the return"), _("others (matters of people’s lives)"), people, other),
        (_("Purposes of the return"), _("not written down"), people, use.users - sum(said.values())),
        *_lines(_("Purposes one by one"), purposes, said, people),
        *_lines(_("Who asked"), {code: each.label for code, each in applicants().items()}, use.applicants, people),
        *_lines(_("Channel"), {code: str(label) for code, label in Enquiry.Channel.choices}, use.channels, cases),
        (_("Channel"), _("online together"), cases, sum(use.channels.get(each, 0) for each in ONLINE)),
        (_("Channel"), _("by way of other archives, both ways"), cases, use.channels.get("peer", 0) + use.for_others),
        (_("Channel"), _("taken here for other archives"), cases, use.for_others),
        *_lines(_("Matter"), _matters(use.matters), use.matters, cases),
        (_("How cases ended"), _("something found"), cases, sum(use.answers.get(name, 0) for name in FOUND)),
        (_("How cases ended"), _("nothing found"), cases, use.answers.get("not_found", 0)),
        (_("How cases ended"), _("use refused"), cases, use.answers.get("refused", 0)),
        *((_("Records used"), str(Record.Level(code).label), _("times"), number) for code, number in _levels(use)),
        *_read(use),
        (_("Copies and certificates"), _("pages copied"), _("page(s)"), use.copied),
        (_("Copies and certificates"), _("pages copied in the reading room"), _("page(s)"), use.room.amounts["copied"]),
        (_("Copies and certificates"), _("pages excerpted"), _("page(s)"), use.room.amounts["excerpted"]),
    ]  # fmt: skip
    kinds = {code: str(label) for code, label in Certificate.Kind.choices}
    rows += [(_("Copies and certificates"), kinds[code], _("copies"), use.issued.get(code, 0)) for code in kinds]
    satisfied = {code: each.label for code, each in listed("satisfaction").items()}
    return rows + _lines(_("Satisfaction"), satisfied, use.satisfaction, cases)


Row = tuple[str, str, str, int]


def _users(use: Use, people: str) -> list[Row]:
    """In all, by what they used and where they came from: who applied used archives, as did who came unnoted."""
    room, group, by_what = use.room, _("Users"), _("Users by what they used")
    others = {name: room.what[name] for name in ("electronic", "materials", "government")}
    return [
        (group, _("applications"), people, use.came),
        (group, _("visits to the reading room that were booked"), people, max(use.visits, room.booked)),
        (group, _("visits to the reading room without a booking"), people, room.walked_in),
        (group, _("together"), people, use.users),
        (group, _("of them from Hong Kong, Macao or Taiwan"), people, use.region + room.who["region"]),
        (group, _("of them from abroad"), people, use.abroad + room.who["abroad"]),
        (group, _("besides: only advised, there or by telephone"), people, room.advised),
        (by_what, _("archives"), people, use.users - sum(others.values())),
        (by_what, _("electronic records"), people, others["electronic"]),
        (by_what, _("library materials"), people, others["materials"]),
        (by_what, _("government information"), people, others["government"]),
    ]


def _read(use: Use) -> list[Row]:
    """What the register of the reading room counts, volumes and items apart."""
    group, amounts, times = _("Used in the reading room"), use.room.amounts, _("times")
    return [
        (group, _("volumes of archives"), times, amounts["volumes"]),
        (group, _("items of archives"), times, amounts["items"]),
        (group, _("volumes of library materials"), times, amounts["books"]),
        (group, _("documents of government information"), times, amounts["documents"]),
    ]


def _levels(use: Use) -> list[tuple[str, int]]:
    """Volumes and items are never added up."""
    return [(code, use.given.get(code, 0)) for code in Record.Level.values]


def _matters(known: Collection[str]) -> dict[str, str]:
    return {code: _("Use of unopened archives") if code == GENERAL else matter_label(code) for code in sorted(known)}


def _lines(
    group: str, labels: Mapping[str, str], numbers: Mapping[str, int], unit: str
) -> list[tuple[str, str, str, int]]:
    """Every line of the list, also those with nothing; and those a later edition of the list has dropped."""
    dropped = {code: code for code in numbers if code and code not in labels}
    return [(group, label, unit, numbers.get(code, 0)) for code, label in {**labels, **dropped}.items()]
