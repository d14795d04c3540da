"""Entering a box by hand, and correcting what its label says."""

from __future__ import annotations

import re
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.models import Fonds
from lantai.holdings.storerooms.actions.moving import recount_places
from lantai.holdings.storerooms.actions.numbering import BOX, take_barcodes
from lantai.holdings.storerooms.models import Box, Place

_OWN = re.compile(r"[A-Z0-9]{3,20}")


class BarcodeTaken(ArchiveError):
    code = "storerooms.barcode_taken"
    message = gettext_noop("The barcode %(barcode)s is on another label already.")
    hint = gettext_noop("Look at the label again, or leave the field empty to have a new number.")
    http_status = 409


class BarcodeUnfit(ArchiveError):
    code = "storerooms.barcode_unfit"
    message = gettext_noop("“%(barcode)s” cannot be a barcode.")
    hint = gettext_noop("Three to twenty capital letters and digits; leave the field empty to have a new number.")
    http_status = 422


@transaction.atomic
def enter_box(*, actor: Actor, fonds: Fonds, number: str, thickness_mm: int, barcode: str = "") -> Box:
    """Enter one box; `barcode` is that of a label it bears already. Raises `BarcodeTaken`, `BarcodeUnfit`."""
    require(actor, Right.KEEP_STORES, fonds.institution.code)
    own = barcode.strip().upper()
    if own and not _OWN.fullmatch(own):
        raise BarcodeUnfit(barcode=barcode[:40])
    if own and (Box.objects.filter(barcode=own).exists() or Place.objects.filter(barcode=own).exists()):
        raise BarcodeTaken(barcode=own)
    box = Box.objects.create(
        institution=fonds.institution, fonds=fonds, number=" ".join(number.split())[:40],
        barcode=own or take_barcodes(BOX, 1)[0], thickness_mm=thickness_mm,
    )  # fmt: skip
    data = {"fonds": fonds.code, "number": box.number, "barcode": box.barcode, "thickness_mm": thickness_mm}
    record_event("box:enter", actor=actor, subject=("box", box.ulid), data=data)
    return box


@transaction.atomic
def change_box(*, actor: Actor, box: Box, number: str, thickness_mm: int, note: str = "") -> Box:
    """Correct number, thickness and note. The barcode stays: it is on the label."""
    require(actor, Right.KEEP_STORES, box.institution_id)
    said: dict[str, Any] = {"number": " ".join(number.split())[:40], "thickness_mm": thickness_mm}
    said["note"] = " ".join(note.split())[:400]
    before = {name: getattr(box, name) for name in said}
    for name, value in said.items():
        setattr(box, name, value)
    box.save(update_fields=list(said))
    if box.place_id:
        recount_places(Place.objects.filter(pk=box.place_id))
    record_event("box:change", actor=actor, subject=("box", box.ulid), data={"from": before, "to": said})
    return box
