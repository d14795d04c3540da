"""Which words in the field of the secrecy level (密级) stand for a state secret: data (`secrecy.yaml`).

Unknown words count as secret: the gate errs on the side that can be mended.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from lantai.holdings.catalogue.data_files import read_data_file

FILE = Path(__file__).with_name("secrecy.yaml")
_TEXTS = {"type": "array", "items": {"type": "string"}, "minItems": 1}
SCHEMA = {
    "type": "object",
    "required": ["schema", "version", "levels", "none"],
    "additionalProperties": False,
    "properties": {
        "schema": {"const": 1},
        "version": {"type": "integer", "minimum": 1},
        "levels": _TEXTS,
        "none": _TEXTS,
    },
}


@cache
def _rules() -> dict[str, Any]:
    return read_data_file(FILE, SCHEMA)


def is_secret(level: str) -> bool:
    """Whether what stands in the field says state secret, or says something nobody knows."""
    return "".join(level.split()) not in harmless()


@cache
def harmless() -> frozenset[str]:
    """Words that say that there is no secret."""
    return frozenset(_rules()["none"])
