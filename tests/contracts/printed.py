"""What of the archive is set on paper: every form that can be printed of it, and the papers of its batch.

They are drawn from records, kept, and reached by identifiers of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from lantai.base.accounts.access import OPERATOR
from lantai.base.common.dates import parse_date
from lantai.base.common.errors import ArchiveError
from lantai.holdings.arrangement.actions import Entry as FileEntry, add_file_entry
from lantai.holdings.catalogue.models import Record
from lantai.holdings.printing.actions import Order, order_printout
from lantai.holdings.printing.models import Printout
from lantai.holdings.printing.printed_forms import printed_forms
from lantai.services.opening.papers import SET, forms
from lantai.services.opening.views.papers import SHEETS
from tests.contracts.partial_archive import PartialArchive


def printouts(archive: PartialArchive) -> list[Printout]:
    """Every form of the fonds that is of no single volume and finds something, printed by who sees everything."""
    made = []
    said = FileEntry(
        "use", "利用情况", parse_date("2003"), "历年利用。", list(Record.objects.filter(fonds=archive.fonds))
    )
    add_file_entry(actor=OPERATOR, fonds=archive.fonds, entry=said)
    for form in printed_forms():
        with suppress(ArchiveError):  # of volumes, of which this archive has none
            made.append(order_printout(actor=OPERATOR, fonds=archive.fonds, order=Order(form), wait=True))
    return made


def sheets(archive: PartialArchive, made: list[Printout]) -> Iterator[str]:
    """The addresses of what is printed, of its batch, and of each of its papers in each of their forms."""
    batch = f"/staff/opening/batches/{archive.notice.batch.ulid}"
    yield batch
    for printout in made:
        yield from (f"/staff/print/{printout.ulid}", f"/staff/print/{printout.ulid}/file")
    for name in (*forms(), SHEETS):
        yield from (f"{batch}/papers/{name}.{form}" for form in (*SET, "xlsx"))
