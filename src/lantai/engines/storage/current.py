"""The store this installation uses, built once from `settings.STORAGE`."""

from __future__ import annotations

from functools import cache
from typing import Any, cast

from django.conf import settings
from django.utils.module_loading import import_string

from lantai.engines.storage.protocol import BlobStore


@cache
def blob_store() -> BlobStore:
    """`STORAGE["BACKEND"]` called with the other entries of the table as lower-case keywords."""
    table: dict[str, Any] = dict(settings.STORAGE)
    backend = import_string(table.pop("BACKEND"))
    return cast("BlobStore", backend(**{name.lower(): value for name, value in table.items()}))
