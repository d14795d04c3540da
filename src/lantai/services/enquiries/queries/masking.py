"""One page of the basket to be masked: its hints (other persons, what the precheck noticed), its masks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lantai.base.accounts.access import Scope
from lantai.engines.formats.model import Box, Line
from lantai.holdings.catalogue.models import PersonEntry
from lantai.holdings.catalogue.type_fields import masked_words, masks_numbers
from lantai.holdings.fulltext.leaves import Leaf, leaf_of
from lantai.holdings.withholding.queries import Part
from lantai.services.enquiries.models import ChosenPage, Enquiry, Meant
from lantai.services.precheck.queries import hints_of_page

MOST_HINTS = 200
_NUMBER = re.compile(r"(?<![0-9])(?:[0-9]{17}[0-9Xx]|[0-9]{15})(?![0-9])")


@dataclass(frozen=True, slots=True)
class MaskHint:
    """Some words of the page that may concern somebody else. `boxes` are fractions of the image; `ticked`: masked."""

    start: int
    end: int
    label: str
    text: str
    boxes: tuple[Part, ...]
    ticked: bool

    @property
    def value(self) -> str:
        return f"{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class MaskView:
    """The page, what may be ticked, and the boxes drawn so far. `has_changed`: since it was masked."""

    meant: Meant
    leaf: Leaf
    hints: tuple[MaskHint, ...]
    boxes: tuple[str, ...]
    has_changed: bool
    previous: int
    next: int


def mask_view(enquiry: Enquiry, meant: Meant, position: int, *, scope: Scope, digest: str) -> MaskView:
    """Raises `PageUnknown`. Who may not read all of the page is offered no words of it, only boxes to draw."""
    leaf = leaf_of(meant.record.ulid, position, scope=scope)
    row = ChosenPage.objects.filter(meant=meant, page=position).first()
    has_changed = bool(row and row.digest and row.digest != digest)
    kept = [] if row is None or has_changed else [(start, end) for start, end in row.spans]
    hints = tuple(_hints(enquiry, leaf, kept)) if leaf.in_full else ()
    boxes = () if row is None or has_changed else tuple(",".join(f"{part:.5f}" for part in box) for box in row.boxes)
    numbers = sorted(meant.chosen.values_list("page", flat=True))
    before = max((n for n in numbers if n < position), default=0)
    behind = min((n for n in numbers if n > position), default=0)
    return MaskView(meant, leaf, hints, boxes, has_changed, before, behind)


def _hints(enquiry: Enquiry, leaf: Leaf, kept: Sequence[tuple[int, int]]) -> Iterator[MaskHint]:
    """In the order of the text, each passage once; what was masked is always among them."""
    found: dict[tuple[int, int], str] = {}
    for name in leaf.names:
        if name != enquiry.name:
            found |= dict.fromkeys(_places(leaf.text, name), _("another person of the record"))
    found |= _by_type(enquiry, leaf)
    for hint in hints_of_page(leaf.record.pk, leaf.position).hints:
        found.setdefault((hint.start, hint.end), hint.label)
    found |= {span: found.get(span, _("masked")) for span in kept}
    for (start, end), label in sorted(found.items())[:MOST_HINTS]:
        yield MaskHint(start, end, label, leaf.text[start:end], _boxes(leaf, start, end), (start, end) in kept)


def _by_type(enquiry: Enquiry, leaf: Leaf) -> dict[tuple[int, int], str]:
    """What the record type masks for others: fields, unit and place of other persons, their numbers. One query."""
    record, found = leaf.record, dict[tuple[int, int], str]()
    persons = PersonEntry.objects.filter(record=record).defer("id_cipher")
    for text, label in masked_words(record, persons, but=enquiry.name).items():
        found |= dict.fromkeys(_places(leaf.text, text), _("masked for this record type: %(what)s") % {"what": label})
    if masks_numbers(record):
        numbers = (each for each in _NUMBER.finditer(leaf.text) if each[0][-4:].upper() != enquiry.last4.upper())
        label = _("masked for this record type: %(what)s") % {"what": _("ID number")}
        found |= dict.fromkeys(((each.start(), each.end()) for each in numbers), label)
    return found


def _places(text: str, name: str) -> Iterator[tuple[int, int]]:
    at = text.find(name) if name else -1
    while at >= 0:
        yield at, at + len(name)
        at = text.find(name, at + len(name))


def _boxes(leaf: Leaf, start: int, end: int) -> tuple[Part, ...]:
    """One box a line, where the characters have places."""
    found, offset = [], 0
    for line in leaf.lines:
        first, last = max(0, start - offset), min(len(line.text), end - offset)
        if first < last and line.boxes and leaf.has_image:
            found.append(_around(line, first, last, leaf))
        offset += len(line.text) + 1
    return tuple(found)


def _around(line: Line, first: int, last: int, leaf: Leaf) -> Part:
    run: Sequence[Box] = line.boxes[first:last]
    left, top = min(box[0] for box in run), min(box[1] for box in run)
    right, bottom = max(box[0] + box[2] for box in run), max(box[1] + box[3] for box in run)
    return left / leaf.width, top / leaf.height, (right - left) / leaf.width, (bottom - top) / leaf.height
