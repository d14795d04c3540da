"""Real inputs that lie beside the checkout and are never copied into it. Where they are absent, tests skip in words."""

from __future__ import annotations

import os
import tarfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("LANTAI_SHARED_DATA", CHECKOUT.parent / "shared" / "data"))


def shared_data(*parts: str) -> Path:
    """A path below the shared data, or a skip that says what is missing."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"real inputs are not beside this checkout: {'/'.join(parts)} (set LANTAI_SHARED_DATA)")
    return path


def unpack_shared(folder: Path, *parts: str) -> Path:
    """A suite of the shared data, unpacked into a folder; Python before 3.11.4 knows no filters."""
    with tarfile.open(shared_data(*parts)) as archive:
        archive.extractall(folder, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
    return folder
