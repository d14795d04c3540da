"""What a certificate may show: of which records, by whom, for which case, and what of it stays covered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.bindings import Deed, refuse_bound
from lantai.holdings.catalogue.models import OpeningState, Record
from lantai.holdings.fulltext.models import Page
from lantai.holdings.fulltext.queries import page_states
from lantai.holdings.withholding.queries import NOTHING, Part, Rows, Span, veil_of, withheld_of
from lantai.services.certificates.data import wording
from lantai.services.certificates.extracts import Texts
from lantai.services.certificates.granting import granted
from lantai.services.certificates.models import Certificate, CertificateSource

if TYPE_CHECKING:
    from lantai.holdings.withholding.sources import PageState


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


class PageHasChanged(ArchiveError):
    """A mask is drawn on a page as it was: on another one it would hide something else."""

    code = "certificates.page_has_changed"
    message = gettext_noop("Page %(page)s of %(record)s has changed since it was masked, or the mask lies outside it.")
    hint = gettext_noop("Look at the page and mask it again. Nothing was issued.")
    http_status = 409


class WithheldInExtract(ArchiveError):
    code = "certificates.withheld_in_extract"
    message = gettext_noop(
        "Something of %(record)s is withheld, and extract or purpose say what cannot be read on the pages chosen."
    )
    hint = gettext_noop(
        "Quote the pages word for word as they are shown, correct one that was misread, or have the case granted it."
    )
    http_status = 403
    exit_code = 5


@dataclass(frozen=True, slots=True)
class Mask:
    """What of one page is hidden on this copy alone, such as who else is named on it.

    `boxes` are fractions of the upright page, `spans` characters of its text; `digest` is the page they were drawn on.
    """

    boxes: tuple[Part, ...] = ()
    spans: tuple[Span, ...] = ()
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Pages of one record, by their position in it, and what is hidden on some of them."""

    record: Record
    pages: Sequence[int]
    masks: Mapping[int, Mask] = field(default_factory=dict)


def chosen_of(certificate: Certificate) -> list[Chosen]:
    """The pages a certificate was made from, record by record."""
    found: dict[int, Chosen] = {}
    for source in certificate.sources.select_related("record__fonds__institution"):
        kept = found.get(source.record_id) or Chosen(source.record, [])
        masks = {**kept.masks, source.page: _mask_of(source)} if source.masked else kept.masks
        found[source.record_id] = Chosen(source.record, [*kept.pages, source.page], masks)
    return list(found.values())


def _mask_of(source: CertificateSource) -> Mask:
    said = source.masked
    boxes = tuple((x, y, w, h) for x, y, w, h in said["boxes"])
    return Mask(boxes, tuple((start, end) for start, end in said["spans"]), said["digest"])


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
    masks = {number: mask for number, mask in chosen.masks.items() if number in wanted}
    states = page_states(record.pk, [n for n in wanted if n in rows or n in masks]) if rows or masks else {}
    for number, mask in masks.items():
        if not _fits(mask, states[number]):
            raise PageHasChanged(record=record.code, page=number)
    veils = {number: veil_of(rows[number], states[number]) for number in wanted if number in rows}
    return [
        CertificateSource(
            record=record, page=number, withheld=veil.key if (veil := veils.get(number)) else "",
            masked=asdict(masks[number]) if number in masks else {},
        )
        for number in wanted
    ]  # fmt: skip


def _fits(mask: Mask, page: PageState) -> bool:
    """Whether a mask was drawn on this very page and lies on it."""
    inside = all(0 <= x < 1 and 0 <= y < 1 and 0 < w <= 1.0001 - x and 0 < h <= 1.0001 - y for x, y, w, h in mask.boxes)
    said = all(0 <= start < end <= len(page.text) for start, end in mask.spans)
    return mask.digest == page.digest and inside and said and (page.has_image or not mask.boxes)


def hold_extract(words: Mapping[str, str], chosen: Sequence[Chosen], given: frozenset[int]) -> None:
    """An extract says what may be read of the pages chosen, and nothing else: see `extracts`.

    A record of which nothing is withheld, or that the case was granted, is not looked at: its text may be misread.
    Raises `WithheldInExtract`, one refusal for every cause: whoever may not read what is withheld does not learn by
    trying whether a guess was right.
    """
    covered = withheld_of([each.record.pk for each in chosen if each.record.pk not in given])
    for each in chosen:
        if each.record.pk in covered and not _texts(chosen, covered).allow(words["text"], words["purpose"]):
            raise WithheldInExtract(record=each.record.code)


def _texts(chosen: Sequence[Chosen], covered: Mapping[int, Rows]) -> Texts:
    texts = Texts()
    for each in chosen:
        rows, wanted = covered.get(each.record.pk, NOTHING), set(each.pages)
        for number, page in page_states(each.record.pk, wanted | set(rows)).items():
            veil = veil_of(rows.get(number, ()), page)
            if veil is not None:
                (texts.whole if veil.whole else texts.partly).append(page.text)
            shown = veil.text(page.text) if veil else page.text
            texts.seen.append(shown)
            if number in wanted:
                texts.chosen.append(shown)
    return texts
