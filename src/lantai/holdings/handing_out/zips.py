"""A folder as one zip, so that it can be fetched in one piece: stored, not packed again, and whole or not there."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path


def zip_folder(folder: Path, target: Path) -> None:
    """Write a zip of `folder` with its own name on top. The file appears whole under its name."""
    part = target.with_name(f"{target.name}.unfinished")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED, strict_timestamps=False) as archive:
            for path in _files(folder):
                archive.write(path, f"{folder.name}/{path.relative_to(folder).as_posix()}")
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _files(folder: Path) -> list[Path]:
    """Names only, in order: 200,000 of them are 40 MB."""
    return sorted(Path(above, name) for above, _, names in os.walk(folder) for name in names)
