"""What the web server loads before its processes part: everything that answers need, nothing that cannot be shared."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.support.shared import CHECKOUT

TOLD = """
import gc, json, sys, threading
import lantai.config.wsgi
from django.db import connections
from django.urls import get_resolver
from lantai.engines.storage.current import blob_store
print(json.dumps({
    "addresses": bool(get_resolver()._populated),
    "connections": sum(each.connection is not None for each in connections.all()),
    "threads": threading.active_count(),
    "store": blob_store.cache_info().currsize,
    "index": "tantivy" in sys.modules,
    "frozen": gc.get_freeze_count() > 100_000 and gc.isenabled(),
}))
"""


def test_all_is_loaded_and_nothing_is_open(tmp_path: Path) -> None:
    environment = {**os.environ, "LANTAI_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", TOLD], env=environment, cwd=CHECKOUT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "addresses": True, "connections": 0, "threads": 1, "store": 0, "index": False, "frozen": True,
    }  # fmt: skip
