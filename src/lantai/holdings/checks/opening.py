"""A path as a package that can be judged: a zip or tar is unpacked beside first, and what that met is told."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.base.common.findings import Finding
from lantai.engines.formats.archives import extract
from lantai.engines.formats.identify import FormatKind
from lantai.engines.formats.readers.base import Unreadable
from lantai.engines.formats.workers import ReaderPool
from lantai.engines.packages.model import Package
from lantai.engines.packages.opening import open_package
from lantai.engines.storage.errors import worded
from lantai.holdings.checks.listed import with_list


class NoPackage(ArchiveError):
    code = "checks.no_package"
    message = gettext_noop("%(path)s cannot be checked: %(reason)s.")
    hint = gettext_noop("Name a folder, an archive file or a sealed package that is there and may be read.")
    http_status = 422
    exit_code = 3


@contextmanager
def opened(path: Path, pool: ReaderPool, work: Path | None = None) -> Iterator[tuple[Package, list[Finding]]]:
    """The package, and what unpacking found. Raises `NoPackage`, and `StorageError` for a full disk."""
    if not path.exists():
        raise NoPackage(path=path, reason="it is not there")
    if path.is_dir() or not _is_archive(path, pool):
        with with_list(open_package(path), pool) as package:
            yield package, []
        return
    with tempfile.TemporaryDirectory(dir=work) as folder:
        with worded(folder):
            _files, findings = extract(path, Path(folder))
        with with_list(open_package(top_of(Path(folder))), pool) as package:
            yield package, findings


def _is_archive(path: Path, pool: ReaderPool) -> bool:
    """Whether it is a zip, tar or the like, by its content; a document in a zip (docx, ofd) is none."""
    try:
        identity = pool.call("lantai.engines.formats.identify.identify", path)
    except Unreadable as failure:
        raise NoPackage(path=path, reason=failure.finding(path.name).sentence()) from failure
    return bool(identity.kind == FormatKind.ARCHIVE)


def top_of(folder: Path) -> Path:
    """The one folder everything was packed in, or the folder itself."""
    inside = list(folder.iterdir())
    return inside[0] if len(inside) == 1 and inside[0].is_dir() else folder
