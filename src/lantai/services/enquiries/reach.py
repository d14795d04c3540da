"""How far an application reaches: the `scope` of who asks (catalogue/applicants.yaml), held to each record linked.

What is opened anybody may have. Of the rest the index of persons, the type of the record and the fonds say whether it
is the own record, that of whom the application names, of the kind the matter asks for, or of the body that asks. Where
they say nothing (a record whose persons nobody entered), the officer has to look: nothing is held against it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _, gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.applicants import Applicant, applicants
from lantai.holdings.catalogue.models import OpeningState, PersonEntry, Record
from lantai.holdings.catalogue.person_keys import names_in, plain_name
from lantai.services.enquiries.matters import matters
from lantai.services.enquiries.models import Enquiry, Meant, UnitConsent


class BeyondApplicant(ArchiveError):
    code = "enquiries.beyond_applicant"
    message = gettext_noop(
        "By the rules %(kind)s may ask for: %(scope)s. Record %(record)s goes beyond that, as %(why)s."
    )
    hint = gettext_noop(
        "Withhold it or take it out of the basket; or prepare a decision that states the reason, which another person "
        "then makes. Nothing was given."
    )
    http_status = 409


@dataclass(frozen=True, slots=True)
class _Asked:
    """A case with what is asked of its records, each by one question for all of them."""

    enquiry: Enquiry
    kind: Applicant
    names: Mapping[int, frozenset[str]]
    consented: frozenset[str]

    @property
    def said(self) -> str:
        """Everything the application says, as names are compared."""
        enquiry = self.enquiry
        return plain_name(" ".join([enquiry.sought, enquiry.clues, *(str(each) for each in enquiry.answers.values())]))


def beyond_of(enquiry: Enquiry, meant: Sequence[Meant]) -> dict[int, str]:
    """By the row id of the record, in words why it goes beyond; nothing of those that do not. Two queries at most."""
    kind = applicants().get(enquiry.applicant_kind)
    closed = [each.record for each in meant if each.record.opening_state != OpeningState.OPEN]
    if kind is None or not kind.reach or not closed:
        return {}
    of_names = {"own", "named"} & set(kind.reach)
    names = _names_of(closed) if of_names else {}
    asked = _Asked(enquiry, kind, names, _consented(enquiry) if "unit" in kind.reach else frozenset())
    found = {record.pk: _why(asked, record) for record in closed}
    return {pk: str(why) for pk, why in found.items() if why}


def hold_reach(enquiry: Enquiry, meant: Sequence[Meant]) -> None:
    """Go on only where none of these goes beyond. Raises `BeyondApplicant`."""
    beyond = beyond_of(enquiry, meant)
    first = next((each.record for each in meant if each.record_id in beyond), None)
    kind = applicants().get(enquiry.applicant_kind)
    if first is not None and kind is not None:
        raise BeyondApplicant(kind=kind.label, scope=kind.scope_label, record=first.code, why=beyond[first.pk])


def granted_beyond(enquiry: Enquiry) -> bool:
    """Whether the draft that waits would grant what goes beyond."""
    given = enquiry.meant.filter(verdict=Meant.Verdict.GRANTED)
    return bool(beyond_of(enquiry, list(given.select_related("record__fonds"))))


def _names_of(records: Sequence[Record]) -> dict[int, frozenset[str]]:
    found: defaultdict[int, set[str]] = defaultdict(set)
    rows = PersonEntry.objects.filter(record__in=[record.pk for record in records]).order_by()
    for pk, name, former in rows.values_list("record_id", "name", "former_names"):
        found[pk] |= {plain_name(each) for each in (name, *names_in(former))} - {""}
    return {pk: frozenset(names) for pk, names in found.items()}


def _consented(enquiry: Enquiry) -> frozenset[str]:
    given = enquiry.consents.filter(answer=UnitConsent.Answer.CONSENTS)
    return frozenset(ulid for records in given.values_list("records", flat=True) for ulid in records)


def _why(asked: _Asked, record: Record) -> Any:
    return next((why for name in asked.kind.reach if (why := _REACHES[name](asked, record))), "")


def _own(asked: _Asked, record: Record) -> Any:
    """Under the name of who asks, or one of the other names that were answered."""
    names, other = asked.names.get(record.pk), str(asked.enquiry.answers.get("other_name", ""))
    own = {plain_name(each) for each in (asked.enquiry.name, *names_in(other))}
    return _("it does not name who asks") if names and not names & own else ""


def _named(asked: _Asked, record: Record) -> Any:
    names = asked.names.get(record.pk)
    is_named = any(len(name) > 1 and name in asked.said for name in names or ())
    return _("it names nobody whom the application names") if names and not is_named else ""


def _of_matter(asked: _Asked, record: Record) -> Any:
    matter = matters().get(asked.enquiry.matter)
    is_other = matter and matter.types and record.record_type and record.record_type not in matter.types
    return _("it is of another type than this matter is about") if is_other else ""


def _of_unit(asked: _Asked, record: Record) -> Any:
    """Of the fonds the body itself has formed, or with a consent that is entered on the case."""
    body, fonds = plain_name(asked.enquiry.body), record.fonds
    own = [plain_name(each) for each in (fonds.unit, fonds.title) if each]
    if record.ulid in asked.consented or (body and any(body in each or each in body for each in own)):
        return ""
    return _("it is not of the fonds of this body, and no consent is entered")


def _opened(asked: _Asked, record: Record) -> Any:
    return _("it is not opened")


_REACHES: Mapping[str, Callable[[_Asked, Record], Any]] = {
    "own": _own,
    "named": _named,
    "matter": _of_matter,
    "unit": _of_unit,
    "opened": _opened,
}
