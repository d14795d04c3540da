"""A signed hand-over whose package is lost before it was stored: it comes again as it was signed, or both give it up.

What comes again has to have the digest that both signed for; nothing else changes, and the signatures stand.
"""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import Act, record
from lantai.base.common.errors import ArchiveError
from lantai.holdings.transfers.actions.stepping import Told, allowed, step, subject_of
from lantai.holdings.transfers.actions.working import WorkRuns, begin_job
from lantai.holdings.transfers.counting import Progress, read_package
from lantai.holdings.transfers.models import Transfer, TransferFile, Way
from lantai.holdings.transfers.package import files_folder, folder_of
from lantai.holdings.transfers.verdicts import digest_of_checks

_PIECE = 500


class NotWhatWasSigned(ArchiveError):
    code = "transfers.not_what_was_signed"
    message = gettext_noop("What has come for hand-over %(number)s is not what was signed: its digest is another.")
    hint = gettext_noop("Send or bring exactly the files that were signed, all of them under the same names.")
    http_status = 409
    exit_code = 1


@transaction.atomic
def report_missing(*, actor: Actor, transfer: Transfer, reason: str) -> Transfer:
    """Say that what was signed cannot be stored: it is not there, or is not what it was. Nothing is deleted.

    Of an uploaded package the files that lack, or all where none lacks, are then awaited again.
    """
    require(actor, Right.TAKE_IN, transfer.archive.code)
    awaited = 0 if transfer.way == Way.CARRIER else _await_again(transfer)
    event = Act("handover:report_missing", subject_of(transfer), {"round": transfer.round, "awaited": awaited})
    return step("report_missing", event, actor=actor, transfer=transfer, told=Told(words=reason))


@transaction.atomic
def order_send_again(*, actor: Actor, transfer: Transfer) -> Transfer:
    """The unit says that everything has come; a worker compares. Raises `NotNow`, `NotReady`, `WorkRuns`."""
    from lantai.holdings.transfers.tasks import work_on  # the task calls back into this package

    require(actor, Right.HAND_OVER, transfer.unit.code)
    allowed("send_again", actor=actor, transfer=transfer)
    if transfer.is_working:
        raise WorkRuns
    transfer.job = begin_job(transfer, "send_again")
    transfer.save(update_fields=["job"])
    work_on.enqueue(transfer.pk, "send_again", actor.user_id)
    record("handover:send_again:order", actor=actor, subject=subject_of(transfer), data={"round": transfer.round})
    return transfer


def send_again(*, actor: Actor, transfer: Transfer, progress: Progress | None = None) -> Transfer:
    """What the unit sent again is compared: the same digest, and it is signed by both as before.

    Raises `NotWhatWasSigned`; the files are then awaited once more.
    """
    require(actor, Right.HAND_OVER, transfer.unit.code)
    allowed("send_again", actor=actor, transfer=transfer)
    try:
        _compare(transfer, progress)
    except NotWhatWasSigned:
        _await_again(transfer)
        raise
    event = Act("handover:send_again", subject_of(transfer), {"digest": transfer.counted.get("digest", "")})
    with transaction.atomic():
        return _all_there(step("send_again", event, actor=actor, transfer=transfer))


def find_again(*, actor: Actor, transfer: Transfer, progress: Progress | None = None) -> Transfer:
    """The archive has found the package, or the unit has brought the carrier again. Raises `NotWhatWasSigned`."""
    require(actor, Right.TAKE_IN, transfer.archive.code)
    allowed("find_again", actor=actor, transfer=transfer)
    _compare(transfer, progress)
    event = Act("handover:find_again", subject_of(transfer), {"digest": transfer.counted.get("digest", "")})
    with transaction.atomic():
        return _all_there(step("find_again", event, actor=actor, transfer=transfer))


@transaction.atomic
def ask_cancel(*, actor: Actor, transfer: Transfer, reason: str) -> Transfer:
    """The archive proposes to give the hand-over up; until the unit agrees, the package may still come again."""
    require(actor, Right.TAKE_IN, transfer.archive.code)
    event = Act("handover:cancel:ask", subject_of(transfer), {"round": transfer.round})
    return step("ask_cancel", event, actor=actor, transfer=transfer, told=Told(words=reason))


@transaction.atomic
def cancel_handover(*, actor: Actor, transfer: Transfer, reason: str) -> Transfer:
    """The unit agrees: the hand-over ends with its number, its signatures and both reasons on it."""
    require(actor, Right.HAND_OVER, transfer.unit.code)
    event = Act("handover:cancel", subject_of(transfer), {"number": transfer.number})
    done = step("cancel", event, actor=actor, transfer=transfer, told=Told(words=reason))
    transaction.on_commit(partial(shutil.rmtree, folder_of(transfer), ignore_errors=True))
    return done


def _compare(transfer: Transfer, progress: Progress | None) -> None:
    if not read_package(transfer, progress=progress).is_of(transfer.counted, digest_of_checks(transfer)):
        raise NotWhatWasSigned(number=transfer.number)


def _all_there(transfer: Transfer) -> Transfer:
    """Its digest is right, so nothing lacks, whatever the rows said."""
    awaited = transfer.uploads.arriving()
    awaited.update(state=TransferFile.State.ARRIVED, offset=F("size"))
    return transfer


def _await_again(transfer: Transfer) -> int:
    """Files that are not there as long as they were are awaited again; where all are, something else is wrong: all."""
    folder, standing = files_folder(transfer), transfer.uploads.standing()
    rows = standing.order_by().values_list("pk", "path", "size")
    lacking = [pk for pk, path, size in rows.iterator() if not _is_there(folder / path, size)]
    pks: list[int] = lacking or list(standing.order_by().values_list("pk", flat=True))
    for at in range(0, len(pks), _PIECE):
        some = TransferFile.objects.filter(pk__in=pks[at : at + _PIECE])
        some.update(state=TransferFile.State.ARRIVING, offset=0)
    return len(pks)


def _is_there(path: Path, size: int) -> bool:
    try:
        return path.is_file() and path.stat().st_size == size
    except OSError:
        return False
