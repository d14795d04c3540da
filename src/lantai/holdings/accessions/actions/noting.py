"""What is found out about the files of a transfer after they were stored."""

from __future__ import annotations

from django.db import transaction

from lantai.base.common.findings import Finding, Severity
from lantai.holdings.accessions.actions.batches import enter_findings
from lantai.holdings.accessions.models import TransferItem
from lantai.holdings.fulltext.models import Page
from lantai.holdings.imports.scan_quality import READ_TURNED
from lantai.holdings.imports.scan_rules import scan_rules
from lantai.holdings.preservation.marking import mark


@transaction.atomic
def note_turned_pages(file: int) -> None:
    """Say with the transfer that brought a file which of its pages recognition had to turn. Said once, however often
    it is read; nothing is said of a record no transfer has brought. No event: nothing of the record changes.
    """
    turned = Page.objects.filter(file_id=file, state=Page.State.READY).exclude(rotation=0).order_by("number")
    found = list(turned.values_list("number", "rotation"))
    first = turned.select_related("file", "record").first()
    if first is None:
        return
    items = TransferItem.objects.filter(record_id=first.record_id, state=TransferItem.State.STORED)
    item = items.select_related("transfer__fonds__institution").order_by("pk").last()
    if item is None:
        return
    rules = scan_rules(item.transfer.fonds.institution.code)
    if not rules.tell_turned or rules.leaves_out(first.record.code):
        return
    name = first.file.original_name
    told = {"place": name, "count": len(found), "page": found[0][0], "found": found[0][1]}
    enter_findings(item.transfer, [Finding(READ_TURNED, Severity.WARNING, name, told)], first.record)
    mark("transfer", [item.transfer_id])
