"""入库: an accepted and signed package goes through the intake everybody uses; then the hand-over is closed."""

from __future__ import annotations

import shutil
from functools import partial

from django.db import transaction
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import Act
from lantai.base.common.errors import ArchiveError
from lantai.holdings.accessions.actions import begin_transfer, carry_out
from lantai.holdings.accessions.models import Transfer as Intake
from lantai.holdings.accessions.package import SourceMissing
from lantai.holdings.transfers.actions.sealing import give_out
from lantai.holdings.transfers.actions.stepping import Told, allowed, step, subject_of
from lantai.holdings.transfers.counting import Progress, read_package
from lantai.holdings.transfers.models import Transfer
from lantai.holdings.transfers.package import folder_of, package_of
from lantai.holdings.transfers.verdicts import digest_of_checks, last_run


class PackageHasChanged(ArchiveError):
    code = "transfers.package_has_changed"
    message = gettext_noop("What lies at “%(path)s” is not what was checked and signed: its digest is another.")
    hint = gettext_noop(
        "Nothing was taken in, and the hand-over stays signed. Put back the carrier or the files that were signed, then"
        " store again; or report the package missing."
    )
    http_status = 409
    exit_code = 1


def store_handover(*, actor: Actor, transfer: Transfer, progress: Progress | None = None) -> Transfer:
    """Take the package in. Killed anywhere and started again, the intake goes on where it was: nothing comes twice.

    What lies there is digested before, and has to be what both signed for. Raises `PackageHasChanged` and what the
    intake raises (`SourceMissing`, `CatalogueUnreadable`, `StorageError`): the hand-over stays signed.
    """
    require(actor, Right.TAKE_IN, transfer.archive.code)
    allowed("store", actor=actor, transfer=transfer)
    source = package_of(transfer)
    if source is None:
        raise SourceMissing(path=transfer.carrier or "–")
    told = progress or (lambda done, total: None)
    if not read_package(transfer, progress=told).is_of(transfer.counted, digest_of_checks(transfer)):
        raise PackageHasChanged(path=source.name)
    intake = _taken_in(transfer) or begin_transfer(actor=actor, fonds=transfer.fonds, source=source)
    Transfer.objects.filter(pk=transfer.pk).update(intake=intake)
    checked, moved = last_run(transfer), lambda _step, at, total: told(at, total)
    done = carry_out(actor=actor, transfer=intake, progress=moved, checked=checked)
    data = {"intake": done.ulid, "records": done.record_count, "files": done.file_count}
    with transaction.atomic():
        event = Act("handover:store", subject_of(transfer), data)
        return step("store", event, actor=actor, transfer=transfer, told=Told(columns={"intake": done}))


def _taken_in(transfer: Transfer) -> Intake | None:
    """The intake that a killed run had brought to its end, before the hand-over could say so: it is not begun anew."""
    return Intake.objects.filter(handovers=transfer, state=Intake.State.STORED).first()


@transaction.atomic
def close_handover(*, actor: Actor, transfer: Transfer) -> Transfer:
    """Give the receipt out, signed, and end it. What was uploaded goes: the originals are in storage."""
    require(actor, Right.TAKE_IN, transfer.archive.code)
    event = Act("handover:close", subject_of(transfer), {"number": transfer.number})
    done = step("close", event, actor=actor, transfer=transfer)
    give_out(done, "receipt", actor)
    transaction.on_commit(partial(shutil.rmtree, folder_of(transfer), ignore_errors=True))
    return done
