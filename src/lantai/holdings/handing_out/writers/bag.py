"""BagIt 1.0 (RFC 8493): below data a folder for each record and their list; what else is said of them beside it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from lantai.engines.packages.bag.write import TagFile, write_bag
from lantai.engines.packages.digests import is_known
from lantai.engines.packages.model import Progress
from lantai.engines.packages.writing import NewFile
from lantai.holdings.handing_out.documents import LIST, descriptions
from lantai.holdings.handing_out.originals import new_file
from lantai.holdings.handing_out.parcel import Parcel, Tally


def write(parcel: Parcel, target: Path, progress: Progress) -> Tally:
    """Manifests in SHA-512 and SM3: what is in storage has both, so each file is proved while it is copied."""
    tally = Tally()
    with tempfile.TemporaryDirectory(dir=settings.WORK_FOLDER) as folder:
        write_bag(
            target,
            files=_files(parcel, descriptions(parcel, Path(folder)), tally),
            on=timezone.localdate(),
            info=_info(parcel),
            algorithms=[kind for kind in ("sha512", "sm3") if is_known(kind)],
            progress=progress,
        )
    return tally


def _files(parcel: Parcel, documents: list[Path], tally: Tally) -> Iterator[NewFile]:
    for path in documents:
        yield NewFile(LIST, path) if path.name == LIST else TagFile(f"metadata/{path.name}", path)
    for handed in parcel.records():
        tally.add(handed)
        for held in handed.files:
            yield new_file(held, f"{handed.folder}/{held.name}")


def _info(parcel: Parcel) -> dict[str, str]:
    subject = parcel.subject
    institution = subject.fonds.institution
    return {
        "Source-Organization": institution.name,
        "External-Identifier": subject.code,
        "External-Description": subject.title,
        "Bag-Group-Identifier": subject.fonds.code,
    }
