"""Test set-up shared by the apps and by tests/: a home of its own for every run, made before settings are read."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_home = tempfile.mkdtemp(prefix="lantai-test-")
(Path(_home) / "static").mkdir()  # WhiteNoise warns when it is missing
os.environ["LANTAI_HOME"] = _home
os.environ["LANTAI_MEANING"] = "0"  # seconds of every new worker; the test of it turns it on
os.environ.setdefault("LANTAI_SECRET_KEY", "tests-only-not-a-secret-" + "x" * 40)
os.environ.setdefault("LANTAI_SECOND_FACTOR_ROLES", "")  # tests sign in as anybody; those of the factor set it
os.environ["VIPS_CONCURRENCY"] = "1"
atexit.register(shutil.rmtree, _home, ignore_errors=True)
if "LANTAI_TESTS_SHARED" not in os.environ:  # workers have it from the process that started them
    os.environ["LANTAI_TESTS_SHARED"] = tempfile.mkdtemp(prefix="lantai-tests-")

    @atexit.register
    def put_away() -> None:
        """What the processes of this run had in common."""
        shared = Path(os.environ["LANTAI_TESTS_SHARED"])
        if (shared / "template").exists():
            from tests.support.tables import drop_template  # a driver of PostgreSQL: only where there is one

            drop_template(shared)
        shutil.rmtree(shared, ignore_errors=True)
