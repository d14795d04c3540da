"""The `openssl` command as a referee: what it makes we read, what we make it reads."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest


@pytest.fixture
def openssl(tmp_path):
    """Run `openssl` in the test's folder, or skip in words where it is absent or older than version 3."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("the openssl command is not installed")
    version = subprocess.run([program, "version"], capture_output=True, text=True, check=True).stdout
    if not version.startswith("OpenSSL 3"):
        pytest.skip(f"openssl 3 is needed for SM2: {version.strip()}")

    def run(*arguments: str | Path, check: bool = True) -> subprocess.CompletedProcess:
        return subprocess.run([program, *map(str, arguments)], capture_output=True, cwd=tmp_path, check=check)

    return run
