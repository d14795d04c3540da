"""Printing labels: of boxes, of places, and the slips that stand where lent papers stood."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.base.common.ids import new_ulid
from lantai.holdings.printing.actions import set_form
from lantai.holdings.printing.composing import sheet_values
from lantai.holdings.storerooms.labels import label_forms, section
from lantai.holdings.storerooms.models import Box, Loan, Place

MOST_LABELS = 1000

Address = Callable[[str], str]
"""The whole address a label leads to, from what is written on it."""


class NoSuchLabels(ArchiveError):
    code = "storerooms.no_such_labels"
    message = gettext_noop("There is nothing to print labels for, or more than %(most)s.")
    hint = gettext_noop("Print them for one rack or one boxing at a time.")
    http_status = 422


@dataclass(frozen=True, slots=True)
class Labels:
    """A sheet of labels, ready to be sent."""

    pdf: bytes
    name: str
    count: int


def print_labels(*, actor: Actor, things: Sequence[Box] | Sequence[Place] | Sequence[Loan], address: Address) -> Labels:
    """Labels of boxes or of places, or a slip for every paper of a loan that is out. Raises `NoSuchLabels`."""
    first = things[0] if things else None
    if first is None:
        raise NoSuchLabels(most=f"{MOST_LABELS:,}")
    for institution in {thing.institution_id for thing in things}:
        require(actor, Right.KEEP_STORES, institution)
    code = {Box: "box_label", Place: "place_label", Loan: "loan_slip"}[type(first)]
    form = label_forms()[code]
    sections = [
        section(form, said, barcode=barcode, address=address(barcode)) for barcode, said in _told(things)
    ][: MOST_LABELS + 1]  # fmt: skip
    if not 0 < len(sections) <= MOST_LABELS:
        raise NoSuchLabels(most=f"{MOST_LABELS:,}")
    target = Path(settings.WORK_FOLDER) / "printouts" / f"{new_ulid()}.pdf"
    try:
        set_form(form, sheet_values(form, sections), target, len(sections))
        pdf = target.read_bytes()
    finally:
        target.unlink(missing_ok=True)
    _enter(actor, first, {"form": code, "version": form.version, "labels": len(sections)})
    return Labels(pdf, f"{form.title}-{len(sections)}.pdf", len(sections))


@transaction.atomic
def _enter(actor: Actor, first: Box | Place | Loan, data: dict[str, Any]) -> None:
    kind = {Box: "box", Place: "place", Loan: "loan"}[type(first)]
    record_event("label:print", actor=actor, subject=(kind, first.ulid), data=data)


def _told(things: Sequence[Box] | Sequence[Place] | Sequence[Loan]) -> Iterator[tuple[str, dict[str, str]]]:
    for thing in things:
        if isinstance(thing, Box):
            yield thing.barcode, _of_box(thing)
        elif isinstance(thing, Place):
            room = thing.room.name if thing.room else thing.name
            yield thing.barcode, {"name": thing.path, "kind": thing.label, "place": room}
        else:
            yield from _slips(thing)


def _of_box(box: Box) -> dict[str, str]:
    return {
        "name": box.number,
        "fonds": f"{box.fonds.code} {box.fonds.title}",
        "first": box.first_code,
        "last": box.last_code,
        "place": box.place.path if box.place else "",
    }


def _slips(loan: Loan) -> Iterator[tuple[str, dict[str, str]]]:
    items = loan.items.select_related("paper__record", "paper__box__place", "paper__place")
    for item in items.filter(returned_at__isnull=True):
        paper = item.paper
        box = paper.box if paper else None
        place = paper.stands if paper else None
        lies = [f"{box.number}盒" if box else "", place.path if place else ""]
        yield (
            item.code,
            {
                "name": item.code,
                "number": loan.number,
                "title": paper.record.title if paper else "",
                "borrower": loan.borrower,
                "unit": loan.unit,
                "purpose": loan.purpose,
                "first": f"{loan.lent_at:%Y-%m-%d}",
                "last": f"{loan.due:%Y-%m-%d}",
                "kind": loan.lent_by,
                "place": " ".join(each for each in lies if each),
            },
        )
