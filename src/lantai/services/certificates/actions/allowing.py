"""What a certificate may show: of which records, by whom, for which case, and what of it stays covered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.bindings import Deed, refuse_bound
from lantai.holdings.catalogue.models import OpeningState, Record
from lantai.holdings.fulltext.models import Page
from lantai.holdings.fulltext.queries import page_states
from lantai.holdings.withholding.queries import veil_of, withheld_of, words_withheld
from lantai.services.certificates.data import wording
from lantai.services.certificates.granting import granted
from lantai.services.certificates.models import CertificateSource

if TYPE_CHECKING:
    from lantai.services.certificates.actions.issuing import Chosen


TELLING = 6
"""So many withheld characters in a row are a quotation."""


class NothingChosen(ArchiveError):
    code = "certificates.nothing_chosen"
    message = gettext_noop("No page was chosen, or more than %(most)s, or one that the record does not have.")
    hint = gettext_noop("Tick the pages the certificate is to show. Nothing was issued.")
    http_status = 422


class NotYourRecord(ArchiveError):
    """Unknown, of another archive and not to be seen answer alike."""

    code = "certificates.not_your_record"
    message = gettext_noop("There is no such record of one archive that you may see.")
    hint = gettext_noop("Certificates are issued by the archive that holds the record, one archive at a time.")
    http_status = 404
    exit_code = 1


class GrantNeeded(ArchiveError):
    code = "certificates.grant_needed"
    message = gettext_noop("%(record)s is not opened, and case %(case)s was not granted copies of it.")
    hint = gettext_noop("Have the case decided first, then give its number. Nothing was issued.")
    http_status = 403
    exit_code = 5


class WithheldInExtract(ArchiveError):
    code = "certificates.withheld_in_extract"
    message = gettext_noop("The extract quotes what is withheld of %(record)s.")
    hint = gettext_noop("Leave the passage out, or have the case granted it. Nothing was issued.")
    http_status = 403
    exit_code = 5


@dataclass(frozen=True, slots=True)
class AllowedPages:
    """The pages as they will be kept, and the records (by row id) of which nothing is covered: they were granted."""

    sources: list[CertificateSource]
    given: frozenset[int]

    @property
    def in_full(self) -> bool:
        return all(source.record_id in self.given for source in self.sources)


def allowed_pages(actor: Actor, chosen: Sequence[Chosen], case: str, day: dt.date) -> AllowedPages:
    """Raises `NothingChosen`, `NotYourRecord`, `GrantNeeded`, and `RecordIsBound` where a donor allowed no copies."""
    records = [each.record for each in chosen]
    number = sum(len(each.pages) for each in chosen)
    if not number or number > wording().most_pages:
        raise NothingChosen(most=wording().most_pages)
    pks = [record.pk for record in records]
    seen = set(Record.objects.visible_to(actor.scope()).filter(pk__in=pks).values_list("pk", flat=True))
    if seen != set(pks) or len({record.institution_id for record in records}) != 1:
        raise NotYourRecord
    refuse_bound(pks, Deed.COPY)
    given = granted(case.strip().upper(), pks, day)
    hold_closed(records, given, case)
    return AllowedPages([source for each in chosen for source in _sources(each, given)], given)


def hold_closed(records: Sequence[Record], given: frozenset[int], case: str) -> None:
    """Go on only where every record is opened or granted. Raises `GrantNeeded`."""
    for record in records:
        if record.opening_state != OpeningState.OPEN and record.pk not in given:
            raise GrantNeeded(record=record.code, case=case or "—")


def _sources(chosen: Chosen, given: frozenset[int]) -> list[CertificateSource]:
    record, wanted = chosen.record, sorted(set(chosen.pages))
    known = set(Page.objects.filter(record=record, position__in=wanted).values_list("position", flat=True))
    if not wanted or set(wanted) - known:
        raise NothingChosen(most=wording().most_pages)
    rows = {} if record.pk in given else withheld_of([record.pk]).get(record.pk, {})
    states = page_states(record.pk, [number for number in wanted if number in rows]) if rows else {}
    veils = {number: veil_of(rows[number], state) for number, state in states.items()}
    return [
        CertificateSource(record=record, page=number, withheld=veil.key if (veil := veils.get(number)) else "")
        for number in wanted
    ]


def hold_extract(text: str, chosen: Sequence[Chosen], pages: AllowedPages) -> None:
    """An extract must not say what is covered on a copy. Raises `WithheldInExtract`."""
    said = "".join(text.split())
    for each in chosen:
        hidden = "" if each.record.pk in pages.given else words_withheld(each.record.pk)
        if any(_quotes(said, "".join(line.split())) for line in hidden.splitlines()):
            raise WithheldInExtract(record=each.record.code)


def _quotes(said: str, words: str) -> bool:
    """Whether withheld words are said, or so many of them in a row as chance does not give: of a page that is withheld
    whole, its lines are the words."""
    if len(words) < 2:
        return False
    return any(words[at : at + TELLING] in said for at in range(max(1, len(words) - TELLING + 1)))
