"""What of the home folder belongs to a backup: everything but what is saved otherwise, made anew, or is a key."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from lantai.engines.storage.current import storage_folder

_MADE_ANEW = (
    "cache",
    "static",
    "tests.db",
    "work/locks",
    "work/exports",
    "work/printouts",
    "work/audit_exports",
    "work/storage",
    "work/replicas",
)
_FIRST = ("audit",)


def belongs(path: str) -> bool:
    """Whether this path, relative to the home folder, is to be saved with it.

    Said by what is left out, so that a folder that a later version or the operator adds is saved without being named.
    """
    parts = path.split("/")
    if path in {*_MADE_ANEW, *_saved_otherwise()} or parts[0].startswith("lantai.db"):
        return False
    return not (parts[0] == "work" and parts[-1].endswith(".lock"))


def comes_first(path: str) -> bool:
    """Saved before the database: checkpoints later than it would say that events were cut off."""
    return path.split("/")[0] in _FIRST


def outside() -> list[str]:
    """Folders and files that settings name outside the home folder: an operator saves those otherwise."""
    named = [
        settings.RECORD_TYPES_FOLDER,
        settings.CODE_SCHEMES_FOLDER,
        settings.EAD_SCHEMAS_FOLDER,
        settings.DESCRIPTION_ELEMENTS_FILE,
        settings.PRINTED_FORMS_FOLDER,
        settings.HOLIDAYS_FILE,
        settings.GROUNDS_FILE,
        settings.MATTERS_FOLDER,
        settings.INTAKE_FOLDER,
        settings.AUDIT["PATH"],
    ]
    return sorted(str(place) for place in named if not _is_below(Path(place), settings.HOME) and Path(place).exists())


def _saved_otherwise() -> set[str]:
    """The storage root, the index and the keys, where they lie in the home folder."""
    kept = [place for place in (storage_folder(), Path(str(settings.SEARCH["PATH"]))) if place is not None]
    drafts = [place.with_name(f"{place.name}.work") for place in kept]
    places = [*kept, *drafts, Path(settings.KEYS_FOLDER)]
    return {str(place.relative_to(settings.HOME)) for place in places if _is_below(place, settings.HOME)}


def _is_below(place: Path, home: Path) -> bool:
    return place.is_relative_to(home)
