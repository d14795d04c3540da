"""Uploads that survive lost connections and kills: a row says how many bytes are safe, the rest is sent again.

1. Bytes are written behind the safe ones and brought to the disk before the row says so.
2. A whole file is moved into the package and then marked; a kill between the two is mended by the next request.
None of this is a line in the register: submission says what the package holds.
"""

from __future__ import annotations

import base64
import binascii
import errno
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from io import FileIO
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.common.errors import ArchiveError
from lantai.base.common.locks import lock
from lantai.holdings.transfers.actions.stepping import NotNow
from lantai.holdings.transfers.file_names import ancestors, clean_name
from lantai.holdings.transfers.models import Transfer, TransferFile
from lantai.holdings.transfers.package import files_folder, parts_folder
from lantai.holdings.transfers.room import Announced, announce, withdraw
from lantai.holdings.transfers.states import MISSING, State, act_label

GB = 1 << 30
CHECKSUMS = ("sha256", "sha1", "md5")
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class FileNameTaken(ArchiveError):
    code = "transfers.file_name_taken"
    message = gettext_noop("There is another “%(name)s” in this package.")
    hint = gettext_noop("Remove that one first, or give this one another name.")
    http_status = 409


class PackageTooLarge(ArchiveError):
    code = "transfers.package_too_large"
    message = gettext_noop("With this file the package would be larger than the archive takes by upload (%(limit)s).")
    hint = gettext_noop("Divide it into several hand-overs, or bring it on a carrier.")
    http_status = 413


class NoRoom(ArchiveError):
    code = "transfers.no_room"
    message = gettext_noop("There is no room for “%(name)s” on the archive's disk right now.")
    hint = gettext_noop("Tell the archive; what has arrived stays, and the upload goes on from there.")
    http_status = 507


class NotInWhatWasSigned(ArchiveError):
    code = "transfers.not_in_what_was_signed"
    message = gettext_noop("“%(name)s” was not in the package that was signed, or had another size.")
    hint = gettext_noop("Send exactly the files that were signed; nothing can be added or taken away any more.")
    http_status = 422


class OffsetDiffers(ArchiveError):
    code = "transfers.offset_differs"
    message = gettext_noop("The piece begins at byte %(given)s; %(known)s bytes have arrived.")
    hint = gettext_noop("Ask how much has arrived and go on from there.")
    http_status = 409


class PieceDiffers(ArchiveError):
    code = "transfers.piece_differs"
    message = gettext_noop("The piece that arrived is not the piece that was sent: its checksum differs.")
    hint = gettext_noop("Send it again.")
    http_status = 460


class ChecksumUnknown(ArchiveError):
    code = "transfers.checksum_unknown"
    message = gettext_noop("The checksum of the piece cannot be read.")
    hint = gettext_noop("It is written as “sha256” and the digest in base64, with a blank between.")


class PieceTooLong(ArchiveError):
    code = "transfers.piece_too_long"
    message = gettext_noop("More bytes came than “%(name)s” was said to have.")
    hint = gettext_noop("Remove the file and send it anew: it has changed since the upload began.")
    http_status = 413


class PieceInTheWay(ArchiveError):
    code = "transfers.piece_in_the_way"
    message = gettext_noop("Another connection is sending a piece of this file right now.")
    hint = gettext_noop("Wait a moment and try again.")
    http_status = 423


def begin_upload(*, actor: Actor, transfer: Transfer, name: str, size: int) -> TransferFile:
    """Say that a file comes; one that is half here already is given back, to go on with.

    Where the package of a signed hand-over is missing, only the files that were signed come again. Raises `NotNow`,
    `NotInWhatWasSigned`, `FileNameRefused`, `FileNameTaken`, `PackageTooLarge`, `NoRoom`.
    """
    require(actor, Right.HAND_OVER, transfer.unit.code)
    state = _require_open(transfer)
    path = clean_name(name)
    known = transfer.uploads.standing().filter(path=path).first()
    if known is not None and known.size == size:
        return settle_upload(known)
    if state != State.DRAFT:
        raise NotInWhatWasSigned(name=path)
    _require_free_name(transfer, path, taken=known is not None)
    _take_room(transfer, path, size)
    try:
        with transaction.atomic():
            file = TransferFile.objects.create(
                transfer=transfer, path=path, size=size, round=transfer.round, given_by=actor.label
            )
    except IntegrityError as error:  # two browser windows at the same moment
        withdraw(transfer, size)
        raise FileNameTaken(name=path) from error
    return _settled(file) if size == 0 else file


def append_piece(
    *, actor: Actor, file: TransferFile, offset: int, pieces: Iterable[bytes], checksum: str = ""
) -> TransferFile:
    """Write what comes behind the bytes that are safe; memory does not grow with the piece.

    Where the connection breaks, what came is kept, unless a checksum was asked for. Raises `NotNow`, `OffsetDiffers`,
    `PieceDiffers`, `PieceTooLong`, `PieceInTheWay`, `NoRoom`, `ChecksumUnknown`.
    """
    require(actor, Right.HAND_OVER, file.transfer.unit.code)
    _require_open(file.transfer)
    expected = _checksum(checksum)
    place = parts_folder(file.transfer) / f"{file.ulid}.lock"
    with lock(place, wait=False) as mine:
        if not mine:
            raise PieceInTheWay
        file.refresh_from_db()
        if offset != file.offset:
            raise OffsetDiffers(given=offset, known=file.offset)
        _write(file, pieces, expected)
        return _settled(file) if file.offset == file.size else file


def remove_upload(*, actor: Actor, file: TransferFile) -> None:
    """Take a file out of a draft; rounds handed in before still list it."""
    require(actor, Right.HAND_OVER, file.transfer.unit.code)
    _require_draft(file.transfer)
    _discard(file)


def upload_whole(*, actor: Actor, transfer: Transfer, name: str, size: int, pieces: Iterable[bytes]) -> TransferFile:
    """A small file in one request, for browsers without scripts."""
    require(actor, Right.HAND_OVER, transfer.unit.code)
    file = begin_upload(actor=actor, transfer=transfer, name=name, size=size)
    if file.state == TransferFile.State.ARRIVED:
        return file
    return append_piece(actor=actor, file=file, offset=file.offset, pieces=_from(pieces, file.offset))


def settle_upload(file: TransferFile) -> TransferFile:
    """What a kill left between the last byte and the mark is mended when somebody asks for the file."""
    due = file.state == TransferFile.State.ARRIVING and file.offset == file.size
    return _settled(file) if due else file


def discard_stale(file: TransferFile) -> None:
    """An upload nobody goes on with: the part goes, and its row."""
    _discard(file)


def _from(pieces: Iterable[bytes], offset: int) -> Iterator[bytes]:
    """The pieces without the bytes that are here already."""
    for piece in pieces:
        if offset < len(piece):
            yield piece[offset:]
        offset = max(0, offset - len(piece))


def _require_draft(transfer: Transfer) -> None:
    if (state := _require_open(transfer)) != State.DRAFT:
        raise NotNow(act=act_label("begin"), state=State(state).label)


def _require_open(transfer: Transfer) -> str:
    """The state, if files may come in it."""
    state: str = Transfer.objects.values_list("state", flat=True).get(pk=transfer.pk)
    if state not in (State.DRAFT, *MISSING):
        raise NotNow(act=act_label("begin"), state=State(state).label)
    return state


def _require_free_name(transfer: Transfer, path: str, *, taken: bool) -> None:
    """No file where a folder is, no folder where a file is.

    Folders are looked for on the disk and among the few files that are arriving: to go through all names for each new
    file would be quadratic.
    """
    standing = transfer.uploads.standing()
    below = transfer.uploads.arriving().filter(path__startswith=f"{path}/")
    if taken or standing.filter(path__in=ancestors(path)).exists() or below.exists():
        raise FileNameTaken(name=path)
    if (files_folder(transfer) / path).is_dir() and standing.filter(path__startswith=f"{path}/").exists():
        raise FileNameTaken(name=path)


def _take_room(transfer: Transfer, path: str, size: int) -> None:
    limits = settings.HANDOVER
    if not announce(transfer, size, Announced(limits["MOST_FILES"], limits["MOST_GB"] * GB)):
        raise PackageTooLarge(limit=f"{limits['MOST_GB']} GB, {limits['MOST_FILES']}")
    promised = TransferFile.objects.arriving().order_by().aggregate(left=Sum(F("size") - F("offset")))["left"] or 0
    if _free() < size + promised + limits["SPARE_GB"] * GB:
        withdraw(transfer, size)
        raise NoRoom(name=path)


def _free() -> int:
    return shutil.disk_usage(settings.WORK_FOLDER).free


def _checksum(given: str) -> tuple[str, bytes] | None:
    """`sha256 <base64>`, as the tus protocol writes it."""
    if not given:
        return None
    name, _, text = given.partition(" ")
    try:
        digest = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ChecksumUnknown from error
    if name not in CHECKSUMS:
        raise ChecksumUnknown
    return name, digest


def _write(file: TransferFile, pieces: Iterable[bytes], expected: tuple[str, bytes] | None) -> None:
    """What came is kept where writing or the connection breaks off, unless a checksum of the whole piece was asked for.

    Nothing waits in a buffer: a disk that is full says so while the piece is written, and not when all is over.
    """
    part = _part(file)
    part.parent.mkdir(parents=True, exist_ok=True)
    told = hashlib.new(expected[0], usedforsecurity=False) if expected else None
    with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT, 0o600), "r+b", buffering=0) as target:
        try:
            broken: OSError | None = None
            target.truncate(file.offset)
            target.seek(file.offset)
            try:
                for piece in _append(file, pieces, target):
                    if told is not None:
                        told.update(piece)
            except OSError as error:
                broken = error
            if broken is None and told is not None and expected is not None and told.digest() != expected[1]:
                raise PieceDiffers
            if broken is None or told is None:
                _keep(file, target)
            if broken is not None:
                raise broken
        except OSError as error:
            if error.errno in FULL:
                raise NoRoom(name=file.path) from error
            raise


def _append(file: TransferFile, pieces: Iterable[bytes], target: FileIO) -> Iterator[bytes]:
    """Write behind what is safe, and give what has been written."""
    reached = file.offset
    for piece in pieces:
        reached += len(piece)
        if reached > file.size:
            raise PieceTooLong(name=file.path)
        rest = memoryview(piece)
        while rest:
            rest = rest[target.write(rest) or 0 :]
        yield piece


def _keep(file: TransferFile, target: FileIO) -> None:
    """Bytes on the disk first, then the row that vouches for them."""
    os.fdatasync(target.fileno())
    reached, now = target.tell(), timezone.now()
    TransferFile.objects.filter(pk=file.pk).update(offset=reached, touched_at=now)
    file.offset, file.touched_at = reached, now


def _settled(file: TransferFile) -> TransferFile:
    """Move a whole file into the package, and only then call it arrived."""
    part, target = _part(file), files_folder(file.transfer) / file.path
    target.parent.mkdir(parents=True, exist_ok=True)
    if part.exists():
        part.replace(target)
    elif file.size == 0:
        target.touch()
    if not target.is_file() or target.stat().st_size != file.size:  # somebody cleared the folder: begin anew
        TransferFile.objects.filter(pk=file.pk).update(offset=0)
        file.offset = 0
        return file
    (parts_folder(file.transfer) / f"{file.ulid}.lock").unlink(missing_ok=True)
    TransferFile.objects.filter(pk=file.pk).update(state=TransferFile.State.ARRIVED, touched_at=timezone.now())
    file.state = TransferFile.State.ARRIVED
    return file


def _part(file: TransferFile) -> Path:
    return parts_folder(file.transfer) / f"{file.ulid}.part"


def _discard(file: TransferFile) -> None:
    _part(file).unlink(missing_ok=True)
    (parts_folder(file.transfer) / f"{file.ulid}.lock").unlink(missing_ok=True)
    (files_folder(file.transfer) / file.path).unlink(missing_ok=True)
    if file.round < file.transfer.round:
        TransferFile.objects.filter(pk=file.pk).update(removed_in=file.transfer.round)
    else:
        TransferFile.objects.filter(pk=file.pk).delete()
    withdraw(file.transfer, file.size)
