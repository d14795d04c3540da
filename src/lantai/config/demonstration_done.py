"""What a demonstration built to its end has told, kept so that the next start need not compose it all again.

Loads little: everything the archive itself is made with stays out of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from lantai.holdings.accessions.models import Transfer

HERE = Path(__file__).resolve().parent
GENERATOR = HERE.parents[2] / "demo"


@dataclass(frozen=True, slots=True)
class Invitation:
    """User names with their passwords, and the things to try: each a `query`, a `title` and a `title_en`."""

    accounts: Mapping[str, str]
    tries: Sequence[Mapping[str, str]]


def keep_done(*, size: str, tries: Sequence[Mapping[str, str]], transfers: Sequence[int]) -> None:
    """Say that the demonstration of this size is whole, from which transfers, and what to try in it."""
    told = {"made_by": _made_by(), "size": size, "transfers": list(transfers), "tries": list(tries)}
    beside = _place().with_suffix(".new")
    beside.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    beside.replace(_place())


def done(size: str) -> Invitation | None:
    """What was told of the demonstration that stands here whole.

    Nothing when it is of another size, was made by another state of the program, was cut short, or when the database
    does not have what was taken in: then it is to be built, which leaves alone what is there.
    """
    told, accounts = _read(_place()), kept_accounts()
    if told.get("size") != size or told.get("made_by") != _made_by() or not accounts:
        return None
    wanted = set(told["transfers"])
    stored = Transfer.objects.filter(pk__in=wanted, state=Transfer.State.STORED).count()
    return Invitation(accounts, told["tries"]) if wanted and stored == len(wanted) else None


def accounts_file() -> Path:
    return Path(settings.HOME) / "keys" / "demo-accounts.json"


def kept_accounts() -> dict[str, str]:
    """User names and passwords made before, by user name."""
    return _read(accounts_file())


def _place() -> Path:
    return Path(settings.HOME) / "demo" / ".lantai-demo-done.json"


def _read(path: Path) -> dict[str, Any]:
    with suppress(OSError, ValueError):
        return dict(json.loads(path.read_text(encoding="utf-8")))
    return {}


def _made_by() -> str:
    """A digest of everything that decides what the demonstration is."""
    digest = hashlib.sha256()
    generator = (path for path in GENERATOR.rglob("*.*") if {"tests", "journeys", "__pycache__"}.isdisjoint(path.parts))
    for path in sorted([*generator, *HERE.glob("demonstration*.py")]):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
