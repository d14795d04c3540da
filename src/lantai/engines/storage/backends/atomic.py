"""The three system calls Python does not offer and a store cannot do without: rename-new, exchange, syncfs."""

from __future__ import annotations

import ctypes
import errno
import os
from pathlib import Path

_AT_FDCWD = -100
_NOREPLACE = 1
_EXCHANGE = 2
_UNSUPPORTED = {errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP}

_libc = ctypes.CDLL(None, use_errno=True)
_renameat2 = getattr(_libc, "renameat2", None)
_syncfs = getattr(_libc, "syncfs", None)


def rename_new(source: Path, target: Path) -> None:
    """Rename, but never over something: `FileExistsError` when the target is there."""
    if not _rename_with(_NOREPLACE, source, target):
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
        source.rename(target)


def exchange(source: Path, target: Path) -> bool:
    """Swap two trees in one step. False, and nothing done, where the kernel or the file system cannot."""
    return _rename_with(_EXCHANGE, source, target)


def _rename_with(flag: int, source: Path, target: Path) -> bool:
    if _renameat2 is None:
        return False
    if _renameat2(_AT_FDCWD, os.fsencode(source), _AT_FDCWD, os.fsencode(target), flag) == 0:
        return True
    code = ctypes.get_errno()
    if code in _UNSUPPORTED:
        return False
    raise OSError(code, os.strerror(code), str(source), None, str(target))


def flush(folder: Path) -> None:
    """Everything written on this folder's file system reaches the disk before this returns.

    One call for a batch: `syncfs` reports write errors (Linux 5.8), and fifty objects cost what one costs.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if _syncfs is None:
            os.sync()
        elif _syncfs(descriptor) != 0:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code), str(folder))
    finally:
        os.close(descriptor)
