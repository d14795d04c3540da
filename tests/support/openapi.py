"""The API's description as docs/reference/openapi.json keeps it. `python -m tests.support.openapi` writes it anew."""

from __future__ import annotations

import json
import os
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lantai.config.settings")

import django
from django.apps import apps
from django.utils import translation

SNAPSHOT = Path(__file__).resolve().parents[2] / "docs" / "reference" / "openapi.json"
COMMAND = ".venv/bin/python -m tests.support.openapi"
if not apps.ready:
    django.setup()


def described() -> str:
    """What `/api/v1/openapi.json` says, in a form whose differences can be read."""
    from lantai.front.api.assembly import api  # routers need Django to be set up

    with translation.override("en"):
        said = json.loads(json.dumps(api.get_openapi_schema()))  # statuses are numbers before, names after
    return json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    SNAPSHOT.write_text(described(), encoding="utf-8")
