"""JSON with a line for every value, as it lies in storage for people to read.

The same text as `json.dumps(value, ensure_ascii=False, indent=1)`, in a third of the time: Python's own encoder builds
indented text from a chain of generators, and every record is stored with two such documents.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from json.encoder import encode_basestring
from typing import Any


def indented(value: Any, *, sort_keys: bool = False) -> str:
    """The names of mappings are text. What is neither text, number, list nor mapping is written as its `str`."""
    return _text(value, "\n", sort_keys)


def _text(value: Any, line: str, sort_keys: bool) -> str:  # noqa: FBT001 - called for every value
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, (dict, Mapping)):  # nearly all are `dict`, found at once
        inner = f"{line} "
        items = sorted(value.items()) if sort_keys else value.items()
        body = f",{inner}".join([f"{encode_basestring(name)}: {_text(each, inner, sort_keys)}" for name, each in items])
        return f"{{{inner}{body}{line}}}" if body else "{}"
    if isinstance(value, (list, tuple)):
        inner = f"{line} "
        body = f",{inner}".join([_text(each, inner, sort_keys) for each in value])
        return f"[{inner}{body}{line}]" if body else "[]"
    return json.dumps(value, ensure_ascii=False, default=str)
