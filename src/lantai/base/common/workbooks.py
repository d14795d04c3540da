"""Workbooks on a disk that takes nothing more: the library that writes them has an error of its own for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def disk_errors() -> Iterator[None]:
    """Give what the disk said as the `OSError` it was, so that it is told in words as everywhere."""
    from xlsxwriter.exceptions import FileCreateError  # heavy: only who writes a workbook pays

    try:
        yield
    except FileCreateError as error:
        cause = error.args[0] if error.args else None
        raise (cause if isinstance(cause, OSError) else OSError(str(error))) from error
