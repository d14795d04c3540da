"""Letters and requests as the unit, the authority and the archive see them: each only its own."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from lantai.base.accounts.access import RIGHTS, Actor, Role, Scope
from lantai.base.accounts.models import Institution, User
from lantai.base.common.keyset import Sheet, sheet_of, total_of
from lantai.holdings.catalogue.models import Record
from lantai.services.opening.models import BatchItem, Consent, Consultation, Decision, Value
from lantai.services.opening.offline import WithheldTold, proposals_of, withheld_told
from lantai.services.opening.states import OFFICE_RIGHTS, Office

SHEET = 50
ITEMS = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One record of a letter or request: what is proposed, and what the unit said."""

    item: BatchItem
    proposed: Decision | None

    @property
    def withheld(self) -> WithheldTold | None:
        """What a proposal to open in part would withhold; None for any other."""
        is_partial = self.proposed is not None and self.proposed.value == Value.PARTIAL
        return withheld_told(self.proposed) if self.proposed and is_partial else None


@dataclass(frozen=True, slots=True)
class LetterPage:
    """A letter with a sheet of its records."""

    letter: Consultation
    sheet: Sheet[BatchItem]
    lines: tuple[Line, ...]
    records: int
    answered: int
    """Of so many records the unit has given its opinion."""


@dataclass(frozen=True, slots=True)
class ConsentPage:
    """A request with a sheet of the records that wait for it."""

    consent: Consent
    sheet: Sheet[BatchItem]
    lines: tuple[Line, ...]


def letters_of_units(actor: Actor, *, place: str) -> Sheet[Consultation]:
    """Letters to this person's unit."""
    rows = Consultation.objects.of_units(actor).select_related("batch__institution", "fonds")
    return sheet_of(rows, by=["-id"], place=place, size=SHEET, total=total_of(rows))


def letter_of_unit(ulid: str, actor: Actor) -> Consultation | None:
    rows = Consultation.objects.of_units(actor).select_related("batch__institution", "fonds", "unit")
    return rows.filter(ulid=ulid).first()


def letter_at(ulid: str, scope: Scope) -> Consultation | None:
    rows = Consultation.objects.select_related("batch__institution", "fonds", "unit").filter(ulid=ulid)
    return (rows if scope.everything else rows.filter(batch__institution__code__in=scope.institutions)).first()


def letter_page(letter: Consultation, *, place: str) -> LetterPage:
    rows = BatchItem.objects.filter(batch=letter.batch, record__fonds=letter.fonds)
    rows = rows.exclude(state=BatchItem.State.LEFT_OUT)
    shown = rows.select_related("record")
    sheet = sheet_of(shown, by=["position"], place=place, size=ITEMS, total=total_of(rows))
    proposed = proposals_of(sheet.items)
    counted = rows.aggregate(records=Count("pk"), answered=Count("pk", filter=~Q(unit_value="")))
    return LetterPage(letter, sheet, tuple(Line(each, proposed.get(each.pk)) for each in sheet.items), **counted)


def consents_of(actor: Actor, *, place: str) -> Sheet[Consent]:
    """Requests to this person's authority."""
    rows = Consent.objects.of_authorities(actor).select_related("batch__institution")
    return sheet_of(rows, by=["-id"], place=place, size=SHEET, total=total_of(rows))


def consent_of_authority(ulid: str, actor: Actor) -> Consent | None:
    rows = Consent.objects.of_authorities(actor).select_related("batch__institution", "authority")
    return rows.filter(ulid=ulid).first()


def consent_page(consent: Consent, *, place: str) -> ConsentPage:
    """What waits for consent, or was delayed by it: of everything else the authority sees nothing."""
    rows = BatchItem.objects.filter(batch=consent.batch, final_value="delayed")
    shown = rows.select_related("record")
    sheet = sheet_of(shown, by=["position"], place=place, size=ITEMS, total=total_of(rows))
    pks = [each.pk for each in sheet.items]
    final = Decision.objects.filter(item__in=pks, stage="final", withdrawn_at__isnull=True)
    said = {row.item_id: row for row in final}
    return ConsentPage(consent, sheet, tuple(Line(each, said.get(each.pk)) for each in sheet.items))


def authorities() -> list[Institution]:
    return list(Institution.objects.filter(kind=Institution.Kind.AUTHORITY).order_by("code"))


def people_for(institution: Institution) -> dict[str, list[User]]:
    """Who could be named for each office of a batch: active people with a role that has its right. One query."""
    found: dict[str, list[User]] = {}
    active = User.objects.filter(is_active=True, roles__institution=institution).order_by("username")
    rows = list(active.values_list("pk", "roles__role"))
    users = {user.pk: user for user in User.objects.filter(pk__in={pk for pk, _role in rows})}
    for office in Office.values:
        right = OFFICE_RIGHTS[Office(office)]
        pks = dict.fromkeys(pk for pk, role in rows if role in set(Role) and right in RIGHTS[Role(role)])
        found[office] = [users[pk] for pk in pks]
    return found


def record_of(ulid: str, scope: Scope) -> Record | None:
    return Record.objects.within(scope).select_related("fonds__institution").filter(ulid=ulid).first()
