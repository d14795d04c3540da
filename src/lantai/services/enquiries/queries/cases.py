"""A matter's case at the desk: its clues, the search for persons they prefill, colleagues, cases perhaps the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q

from lantai.base.accounts.access import Actor, Right
from lantai.base.accounts.models import User
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.record_types import record_types
from lantai.holdings.people.queries import PersonHits, find_persons
from lantai.holdings.people.type_clues import CluesAsked
from lantai.services.enquiries.actions import Searched
from lantai.services.enquiries.clues import BORN_WITHIN, search_of
from lantai.services.enquiries.data import open_states
from lantai.services.enquiries.forms_matters import ClueForm
from lantai.services.enquiries.holding import HANDLERS
from lantai.services.enquiries.matters import Matter, matters
from lantai.services.enquiries.models import Enquiry
from lantai.services.enquiries.queries.pages import scope_of

SHOWN = 10
"""So many hits beside the clues; the next ones on the next sheet."""
FIELDS = ("name", "beside", "born", "type", "unit", "place", "year_from", "year_to")


@dataclass(frozen=True, slots=True)
class CaseSearch:
    """The search beside a case. `address`: the question as it would stand in the address, without the sheet."""

    matter: Matter
    form: ClueForm
    found: PersonHits | None
    refusal: ArchiveError | None
    address: str
    other_name: str
    clues: CluesAsked

    @property
    def by_other_name(self) -> str:
        """The same search by the name it may have been written under."""
        if not self.other_name or self.form["name"].value() == self.other_name:
            return ""
        said = {name: self.form[name].value() for name in FIELDS}
        return _address({**said, "name": self.other_name, "searched": "1"})


def _address(said: Mapping[str, Any]) -> str:
    return urlencode({name: value for name, value in said.items() if value not in ("", None)})


def search_beside(enquiry: Enquiry, actor: Actor, asked: Mapping[str, Any], *, after: str = "") -> CaseSearch | None:
    """What is asked for in the address, or what the clues prefill. Nothing for a matter there is no more.

    As many queries as `find_persons` whatever is found.
    """
    matter = matters().get(enquiry.matter)
    if matter is None:
        return None
    filled = search_of(enquiry, matter)
    own = "searched" in asked
    said = {name: asked.get(name, "") for name in FIELDS} if own else {name: filled.get(name, "") for name in FIELDS}
    form = ClueForm(said, matter=matter)
    found, refusal = None, None
    if actor.may(Right.READ_UNOPENED, enquiry.institution_id) and form.is_valid() and form.cleaned_data["name"].strip():
        try:
            question = form.question(BORN_WITHIN)
            found = find_persons(question, scope=scope_of(enquiry, actor), shown=SHOWN, after=after)
        except ArchiveError as problem:
            refusal = problem
    address = _address({**said, "searched": "1"})
    other_name = str(filled.get("other_name", ""))
    return CaseSearch(matter, form, found, refusal, address, other_name, form.clues(enquiry.answers))


def what_was_searched(search: CaseSearch | None, *, more: str, elsewhere: str) -> Searched:
    """For the answer that nothing was found: the last search in words. The types are codes, the rest is as asked."""
    if search is None or not search.form.is_valid():
        return Searched(question=more.strip(), elsewhere=elsewhere.strip())
    said = search.form.cleaned_data
    words = " · ".join(str(said[name]) for name in ("name", "beside", "born", "unit", "place") if said[name])
    years = "–".join(str(search.form[name].value() or "") for name in ("year_from", "year_to")).strip("–")
    names = search.other_name
    if names and names not in words:
        words = f"{words} · {names}"
    near = search.found.count if search.found else 0
    return Searched(words, search.form.types(), years, near, more.strip(), elsewhere.strip())


def searched_types(enquiry: Enquiry) -> list[str]:
    """The names of the record types that were searched."""
    return _type_labels(enquiry.searched)


def searched_outside(enquiry: Enquiry) -> list[dict[str, Any]]:
    """What archives outside searched, each with its name and the names of the record types."""
    return [{**said, "types": _type_labels(said)} for said in enquiry.searched_outside]


def _type_labels(said: Mapping[str, Any]) -> list[str]:
    known = record_types()
    return [known[code].label for code in said.get("types", ()) if code in known]


def colleagues(enquiry: Enquiry) -> list[User]:
    """Who else handles enquiries of this archive."""
    held = User.objects.filter(
        is_active=True, roles__institution__code=enquiry.institution_id, roles__role__in=HANDLERS
    )
    return list(held.exclude(pk=enquiry.handler_id or 0).distinct().order_by("display_name", "pk")[:200])


def perhaps_the_same(enquiry: Enquiry) -> list[Enquiry]:
    """Open cases of the same archive by the same applicant: by name, or by kind and end of the document's number."""
    rows = Enquiry.objects.filter(institution_id=enquiry.institution_id, state__in=open_states()).exclude(pk=enquiry.pk)
    same = Q(name=enquiry.name) & ~Q(name="")
    if enquiry.last4:
        same |= Q(last4=enquiry.last4, document_kind=enquiry.document_kind)
    return list(rows.filter(same)[:5])


def merged_here(enquiry: Enquiry) -> list[Enquiry]:
    """Cases that ended in this one."""
    rows = Enquiry.objects.filter(institution_id=enquiry.institution_id, state="merged", merged_into=enquiry.number)
    return list(rows[:20])


def enquiry_numbered(number: str, actor: Actor) -> Enquiry | None:
    """A case of an archive this person works for, by its number."""
    return Enquiry.objects.of(actor).filter(number=number.strip().upper()[:40]).first()
