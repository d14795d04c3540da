"""The index the settings name, one for each process."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from lantai.engines.search.protocol import SearchIndex


def search_index() -> SearchIndex:
    """The index of this process; a forked one gets its own, as writers and readers do not survive a fork."""
    return _index(str(settings.SEARCH["BACKEND"]), index_folder(), os.getpid())


def index_folder() -> Path:
    """Where the index and the locks of its writers are."""
    return Path(str(settings.SEARCH["PATH"]))


@lru_cache(maxsize=8)
def _index(backend: str, path: Path, process: int) -> SearchIndex:
    made: SearchIndex = import_string(backend)(path)
    return made
