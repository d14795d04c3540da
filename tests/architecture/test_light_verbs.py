"""Verbs start often: what only pages, workers or other verbs need is not loaded by them.

Held by the names of modules, not by time. Who needs one of these at the start has it imported where it is used.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.support.shared import CHECKOUT

TOLD = """
import json, sys
import lantai.__main__
import django
django.setup()
from lantai.config import ready
from django.core.management import load_command_class
for verb in sys.argv[1:]:
    load_command_class(*verb.split(":"))
print(json.dumps(sorted(sys.modules)))
"""
PAGES = ("ninja", "pydantic", "lantai.config.urls", "lantai.config.wsgi")
LIBRARIES = (
    "cryptography.x509", "lxml", "numpy", "openpyxl", "PIL", "polars", "pypdfium2", "pyvips", "rich",
)  # fmt: skip
OF_WORKERS = (
    "lantai.base.audit.verification", "lantai.base.audit.signing",
    "lantai.engines.packages.eark", "lantai.engines.packages.eep", "lantai.engines.signatures.certificates",
    "lantai.front.oversight.actions", "lantai.front.oversight.queries", "lantai.holdings.checks.actions",
    "lantai.holdings.fixity.actions", "lantai.holdings.transfers.actions",
)  # fmt: skip
PARTS_OF_APPS = frozenset({"views", "forms", "urls"})


def loaded_by(home: Path, *verbs: str) -> list[str]:
    environment = {**os.environ, "LANTAI_HOME": str(home), "DJANGO_SETTINGS_MODULE": "lantai.config.settings"}
    command = [sys.executable, "-c", TOLD, *verbs]
    done = subprocess.run(command, env=environment, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def test_verbs_do_not_load_what_they_never_use(tmp_path: Path) -> None:
    loaded = loaded_by(tmp_path, "lantai.holdings.accessions:take_in", "lantai.holdings.imports:import_catalogue")

    never = (*PAGES, *LIBRARIES, *OF_WORKERS)
    assert not [name for name in loaded if name.startswith(tuple(f"{each}." for each in never)) or name in never]
    assert not [name for name in loaded if name.startswith("lantai.") and PARTS_OF_APPS & set(name.split("."))]
