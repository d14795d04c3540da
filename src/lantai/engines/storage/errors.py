"""What a store refuses, in words: every failure of a disk names the place, the state and what to do."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError


class StorageError(ArchiveError):
    """The disk under the store failed in a way that has no own sentence."""

    code = "storage.failed"
    message = gettext_noop("The storage at %(place)s failed: %(reason)s.")
    hint = gettext_noop("Nothing was changed. Look at the disk and the system log, then start the same act again.")
    http_status = 503
    exit_code = 4


class DiskIsFull(StorageError):
    code = "storage.disk_full"
    message = gettext_noop("There is no room left at %(place)s (%(reason)s).")
    hint = gettext_noop(
        "What was stored before is whole. Make room or enlarge the disk, then start the same act again."
    )
    http_status = 507


class StorageIsReadOnly(StorageError):
    code = "storage.read_only"
    message = gettext_noop("Nothing can be written at %(place)s (%(reason)s).")
    hint = gettext_noop("Give the account that runs Lantai the right to write there, or mount the disk for writing.")


class StorageIsMissing(StorageError):
    code = "storage.missing"
    message = gettext_noop("The storage folder %(place)s is not there.")
    hint = gettext_noop("If it lies on a disk of its own, mount the disk. A new archive makes the folder at set-up.")


class WorkFolderLiesElsewhere(StorageError):
    code = "storage.work_folder_elsewhere"
    message = gettext_noop("The work folder %(work)s is not on the same file system as the storage folder %(place)s.")
    hint = gettext_noop(
        "Objects appear by renaming. Set the storage to a folder inside the mounted disk, not its root."
    )


class BlobIsMissing(StorageError):
    code = "storage.blob_missing"
    message = gettext_noop("There is nothing stored at %(key)s.")
    hint = gettext_noop("Run the fixity check: it lists what is missing and repairs it from a second copy.")
    http_status = 404
    exit_code = 1


class KeyIsUnsafe(StorageError):
    code = "storage.unsafe_key"
    message = gettext_noop("%(key)s cannot be the name of something stored.")
    hint = gettext_noop("Names are relative, with single slashes, without . and .. parts.")
    http_status = 400
    exit_code = 3


class TreeHasChanged(StorageError):
    """Somebody else published at the same prefix since the caller looked: nothing of theirs is overwritten."""

    code = "storage.tree_changed"
    message = gettext_noop("What is stored at %(prefix)s is no longer what this change was made from.")
    hint = gettext_noop("Somebody else changed it meanwhile. Read it again and repeat the change.")
    http_status = 409
    exit_code = 3


_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}


def as_storage_error(error: OSError, place: Path | str) -> StorageError:
    """The refusal that says in words what an `OSError` met at `place` means."""
    kind = StorageError
    if error.errno in _FULL:
        kind = DiskIsFull
    elif error.errno in _READ_ONLY:
        kind = StorageIsReadOnly
    return kind(place=str(place), reason=error.strerror or type(error).__name__)


@contextmanager
def worded(place: Path | str) -> Iterator[None]:
    """Turn any `OSError` inside the block into the refusal that says what happened at `place`."""
    try:
        yield
    except OSError as error:
        raise as_storage_error(error, place) from error
