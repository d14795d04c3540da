"""An archive with a storage and a second copy on another path."""

from __future__ import annotations

import pytest

from lantai.engines.storage.current import blob_store


@pytest.fixture
def replicated(settings, home):
    """The settings name one second copy."""
    settings.REPLICAS = [
        {
            "NAME": f"file://{home}/copy",
            "BACKEND": "lantai.engines.storage.backends.filesystem.FilesystemBlobStore",
            "PATH": home / "copy",
            "DURABLE": False,
        }
    ]
    settings.STORAGE = {**settings.STORAGE, "DURABLE": False}
    blob_store.cache_clear()
    return home
