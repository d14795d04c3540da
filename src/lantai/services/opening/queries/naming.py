"""Records named for a batch by their reference codes, and which of them cannot be taken, each with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from lantai.holdings.catalogue.codes import parse_code
from lantai.holdings.catalogue.models import Fonds, OpeningState, Record
from lantai.holdings.catalogue.models.years import DatedYear
from lantai.holdings.disposal.models import DestroyedRecord
from lantai.holdings.withholding.models import Withheld
from lantai.services.opening.models import BatchItem
from lantai.services.opening.queries.due import Asked

PIECE = 500


@dataclass(frozen=True, slots=True)
class Named:
    """What was found of the codes that were named: row ids with opening states, and codes with why they cannot be."""

    taken: list[tuple[int, str]]
    refused: list[tuple[str, str]]


def named_to_take(fonds: Sequence[Fonds], codes: Sequence[str], asked: Asked) -> Named:
    """The records of these codes that can be decided anew, in the order they were named: a query for each 500.

    What is unreviewed must be old enough, or asked for early; what was decided before is taken whatever its day is.
    """
    keys = {parse_code(code).key[:200]: code for code in codes}
    open_items = BatchItem.objects.filter(record=OuterRef("pk"), is_open=True)
    gone = DestroyedRecord.objects.filter(record=OuterRef("pk"))
    partly = Withheld.objects.filter(record=OuterRef("pk"))
    rows = Record.objects.filter(fonds__in=fonds).annotate(
        due_of=DatedYear(), reviewed=Exists(open_items), gone=Exists(gone), partly=Exists(partly)
    )
    found, named = {}, list(keys)
    for start in range(0, len(named), PIECE):
        for row in rows.filter(code_key__in=named[start : start + PIECE]).order_by():
            found[row.code_key] = row
    refused = [(code, why) for key, code in keys.items() if (why := _why_not(found.get(key), asked))]
    return Named([(found[key].pk, found[key].opening_state) for key in keys if key in found], refused)


def _why_not(record: Record | None, asked: Asked) -> str:
    """Why a record cannot be taken; empty when it can. Annotated as above."""
    if record is None:
        return _("the fonds has no such record.")
    said = vars(record)
    if said["gone"]:
        return _("it was destroyed.")
    if said["reviewed"]:
        return _("it is in a batch already.")
    if record.opening_state == OpeningState.OPEN and not said["partly"]:
        return _("it is open, and nothing of it is withheld.")
    if record.opening_state == OpeningState.UNREVIEWED and not said["due_of"]:
        return _("it bears neither date nor year: complete its description.")
    if record.opening_state == OpeningState.UNREVIEWED and said["due_of"] > asked.ceiling:
        return _("it is not old enough: choose early opening with its subject and a reason.")
    return ""
