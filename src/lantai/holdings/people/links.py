"""Links as pages show them, within a scope: those of one record, the sheet of those to decide, and one by its id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from lantai.base.accounts.access import Scope
from lantai.base.common.keyset import Sheet, sheet_of, total_of
from lantai.holdings.catalogue.models import PersonEntry, Record
from lantai.holdings.people.likeness import agree, reasons_of
from lantai.holdings.people.models import PersonLink, PersonLinkQuerySet
from lantai.holdings.people.reasons import Reason

SHEET = 25
SHOWN = 500
"""So many links of one record are shown, the surest of each state first."""

_SHOWN_OF_AN_END = (
    "record_id", "is_withheld", "record__ulid", "record__code", "record__opening_state", "record__institution_id",
)  # fmt: skip

Words: TypeAlias = str | Promise


@dataclass(frozen=True, slots=True)
class Side:
    """One thing known of both: its name, what each record says, and whether these agree."""

    label: Words
    here: str
    there: str
    agrees: bool


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link seen from one of its ends."""

    link: PersonLink
    here: PersonEntry
    there: PersonEntry

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return reasons_of(self.link.reasons)

    @property
    def ends(self) -> tuple[PersonEntry, PersonEntry]:
        return self.here, self.there

    @property
    def institutions(self) -> frozenset[str]:
        """Codes of those in whose records this is decided."""
        return frozenset({self.here.record.institution_id, self.there.record.institution_id})

    @property
    def is_confirmed(self) -> bool:
        return self.link.state == PersonLink.State.CONFIRMED

    @property
    def sides(self) -> tuple[Side, ...]:
        """What is known of both, side by side; what neither record says is left out."""
        reasons = set(self.link.reasons)
        told = [
            (label, _said(self.here, column), _said(self.there, column), bool(codes & reasons))
            for column, label, codes in _SIDES
        ]
        return tuple(
            Side(label, here, there, agrees or agree(here, there))
            for label, here, there, agrees in told
            if here + there
        )


_SIDES: tuple[tuple[str, Words, set[str]], ...] = (
    ("former_names", _("Former names"), set()),
    ("sex", _("Sex"), set()),
    ("birth", _("Born"), {"birth_date", "birth_year", "birth_near"}),
    ("unit", _("Unit"), {"unit"}),
    ("place", pgettext_lazy("of a person", "Place"), {"place"}),
    ("id_last4", _("ID number"), {"id_number"}),
)


def _said(entry: PersonEntry, column: str) -> str:
    match column:
        case "sex":
            return entry.sex_label
        case "birth":
            return entry.birth_text or str(entry.birth_year or "")
        case "id_last4":
            return f"…{entry.id_last4}" if entry.id_last4 else ""
        case _:
            return str(getattr(entry, column))


def links_of_record(
    record: Record, persons: Iterable[PersonEntry], *, scope: Scope
) -> Mapping[int, tuple[LinkView, ...]]:
    """By person of the record, whom they are or may be elsewhere, confirmed ones first: one query.

    `persons` are named one by one: of two subqueries joined by “or” PostgreSQL makes a walk through all links.
    """
    own = [each.pk for each in persons]
    if not own:
        return {}
    shown = PersonLink.objects.visible_to(scope).exclude(state=PersonLink.State.REJECTED)
    rows = shown.of_entries(own).with_both_ends()
    found: dict[int, list[LinkView]] = defaultdict(list)
    for link in rows.order_by("state", "doubt", "pk")[:SHOWN]:
        ends = (link.first, link.second) if link.first.record_id == record.pk else (link.second, link.first)
        found[ends[0].pk].append(LinkView(link, *ends))
    return {pk: tuple(views) for pk, views in found.items()}


def also_on(entries: Iterable[int], *, scope: Scope) -> Mapping[int, tuple[Record, ...]]:
    """By person, the other records that are known to name them: one query, and a second one where there are any.

    State and scope are looked at in what is found for these persons: asked for as well, they make SQLite walk through
    all links that are confirmed, or all records that fit the scope.
    """
    wanted = set(entries)
    links = PersonLink.objects.of_entries(sorted(wanted)).order_by("pk").values_list("state", "first", "second")
    pairs = [(first, second) for state, first, second in links if state == PersonLink.State.CONFIRMED]
    if not pairs:
        return {}
    ends = PersonEntry.objects.filter(pk__in={pk for pair in pairs for pk in pair}).select_related("record")
    seen = {each.pk: each.record for each in ends.only(*_SHOWN_OF_AN_END) if _may_be_seen(each, scope)}
    found: dict[int, list[Record]] = defaultdict(list)
    for first, second in pairs:
        for here, there in ((first, second), (second, first)):
            if here in wanted and there in seen:
                found[here].append(seen[there])
    return {pk: tuple(records) for pk, records in found.items()}


def _may_be_seen(entry: PersonEntry, scope: Scope) -> bool:
    record = entry.record
    is_said = not entry.is_withheld or scope.reads_in_full(record.institution_id)
    return is_said and scope.covers(state=record.opening_state, institution=record.institution_id)


def links_to_decide(scope: Scope, *, place: str) -> Sheet[PersonLink]:
    """A sheet of what is proposed for records of these institutions, the surest first: three queries."""
    rows = _to_decide(scope)
    total = total_of(rows)
    if not total:
        return Sheet((), total)
    return sheet_of(rows.with_both_ends(), by=["doubt", "id"], place=place, size=SHEET, total=total)


def _to_decide(scope: Scope) -> PersonLinkQuerySet:
    """Where no link of theirs leads to another archive, both ends are their own: the beginning of an index, no join."""
    proposed, codes = PersonLink.objects.proposed(), scope.institutions
    if scope.everything:
        return proposed
    if proposed.crossing().within(scope).exists():
        return proposed.visible_to(scope).within(scope)
    return proposed.filter(first_institution__in=codes)


def link_at(ulid: str, *, scope: Scope) -> PersonLink | None:
    """One link, or None: unknown and not to be seen cannot be told apart."""
    return PersonLink.objects.visible_to(scope).with_both_ends().filter(ulid=ulid).first()
