"""The stores this installation uses: its own, built once from `settings.STORAGE`, and those of its second copies."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.utils.module_loading import import_string

from lantai.engines.storage.protocol import BlobStore


@cache
def blob_store() -> BlobStore:
    """`STORAGE["BACKEND"]` called with the other entries of the table as lower-case keywords."""
    return _built(settings.STORAGE)


def replica_stores() -> dict[str, BlobStore]:
    """The stores of second copies by name, as `settings.REPLICAS` lists them in tables like `STORAGE`, with a `NAME`.

    They are not made ready here: a disk that is away must be missed, not made anew.
    """
    return {table["NAME"]: _built(table) for table in settings.REPLICAS}


def storage_folder() -> Path | None:
    """The folder the installation's own store lies in; None when it keeps no files on this machine."""
    path = settings.STORAGE.get("PATH")
    return Path(str(path)) if path else None


def storage_place() -> str:
    """The place of the installation's own store, for sentences."""
    return str(storage_folder() or f"s3://{settings.STORAGE.get('BUCKET', '')}/{settings.STORAGE.get('PREFIX', '')}")


def _built(said: Mapping[str, Any]) -> BlobStore:
    table = {name.lower(): value for name, value in said.items() if name not in ("BACKEND", "NAME")}
    return cast("BlobStore", import_string(said["BACKEND"])(**table))
