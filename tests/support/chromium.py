"""The browser of tests that need one: Debian's Chromium, whose pages are painted by the processor without a detour."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
NEEDS_CHROMIUM = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium is not installed (Debian: chromium)")


def launched(driver: Any) -> Any:
    """A browser without a window. Where there is no graphics card, one would be imitated for every frame."""
    return driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
