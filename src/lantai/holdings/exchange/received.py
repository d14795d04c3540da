"""Files in the work folder: descriptions that were read and not loaded yet, exports that wait to be fetched."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings

from lantai.holdings.exchange.ead.units import UNITS, WHOLE
from lantai.holdings.exchange.models import Export, Load


def load_folder(load: Load) -> Path:
    return Path(settings.WORK_FOLDER) / "loads" / load.ulid


def units_path(load: Load) -> Path:
    return load_folder(load) / UNITS


def whole_path(load: Load) -> Path:
    return load_folder(load) / WHOLE


def export_folder(export: Export) -> Path:
    return Path(settings.WORK_FOLDER) / "exports" / export.ulid


def lock_path(ulid: str) -> Path:
    return Path(settings.WORK_FOLDER) / "locks" / f"{ulid}.lock"


def clear_away(load: Load) -> None:
    """What was laid down for a load: it is in the catalogue now, or is not wanted."""
    shutil.rmtree(load_folder(load), ignore_errors=True)
