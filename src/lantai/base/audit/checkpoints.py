"""Checkpoints: what the chain said at a moment, signed, in the database and in a folder that is only added to.

A chain alone does not protect against somebody who writes all of it anew. A checkpoint on another machine or on a disc
that is written once does: the chain must pass through every hash that was ever signed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_noop

from lantai.base.audit.actions import Who, record
from lantai.base.audit.chain import canonical
from lantai.base.audit.current import Setup
from lantai.base.audit.models import Checkpoint, Event, Head
from lantai.base.audit.signing import signatures_over
from lantai.base.common.errors import ArchiveError

VERB = "audit:checkpoint:sign"
_NAME = re.compile(r"checkpoint-(\d{8})\.json")


class CheckpointNotWritten(ArchiveError):
    code = "audit.checkpoint_not_written"
    message = gettext_noop("The checkpoint %(number)s is signed, but not laid down in %(folder)s: %(reason)s.")
    hint = gettext_noop("Make the folder writable again; the next checkpoint lays this one down too.")
    http_status = 503
    exit_code = 4


@dataclass(frozen=True, slots=True)
class Filed:
    """One checkpoint as its file says, or `None` in the place of what cannot be read."""

    number: int
    said: dict[str, Any] | None
    text: str = ""
    signatures: Any = None


def is_due(setup: Setup, *, now: dt.datetime) -> bool:
    """Whether so many events, or so long a time with any event at all, lie behind the last checkpoint."""
    head = Head.objects.filter(pk=1).values_list("number", flat=True).first() or 0
    last = Checkpoint.objects.order_by("-number").values_list("count", "at").first()
    count, since = last or (0, Event.objects.filter(number=1).values_list("at", flat=True).first())
    if head <= count or since is None:
        return False
    return head - count >= setup.every or abs(now - since) >= setup.longest  # or made by a clock that was ahead


def append_checkpoint(*, actor: Who, setup: Setup) -> Checkpoint:
    """Sign the chain as it is now; the event that says so is the last one covered. Raises `CheckpointNotWritten`.

    The row is committed first: when the folder cannot be written, nothing signed is lost.
    """
    with transaction.atomic():
        checkpoint = _signed(actor, setup)
    lay_down(setup)
    return checkpoint


def _signed(actor: Who, setup: Setup) -> Checkpoint:
    number = max(_last_row(), max((number for number, _ in _files(setup.folder)), default=0)) + 1
    before = Checkpoint.objects.order_by("-number").values_list("statement", flat=True).first()
    event = record(VERB, actor=actor, subject=("checkpoint", str(number)), data={"checkpoint": number})
    said = {
        "kind": "checkpoint",
        "number": number,
        "count": event.number,
        "hash": event.hash,
        "at": event.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "previous": digest_of(before) if before else "",
    }
    text = canonical(said)
    signatures = signatures_over(text, setup.signers())
    checkpoint = Checkpoint(
        number=number, count=event.number, hash=event.hash, at=event.at, statement=text, signatures=signatures
    )
    checkpoint.save(force_insert=True)
    return checkpoint


def _last_row() -> int:
    return int(Checkpoint.objects.aggregate(last=Max("number"))["last"] or 0)


def digest_of(statement: str) -> str:
    """By what the next checkpoint names this one."""
    return hashlib.sha256(statement.encode()).hexdigest()


def lay_down(setup: Setup) -> None:
    """Write the file of every checkpoint behind the last one laid down.

    A file that is missing before the last one is not written again: that it is gone is what `verify_audit` must find.
    """
    last = max((number for number, _ in _files(setup.folder)), default=0)
    for checkpoint in Checkpoint.objects.filter(number__gt=last).order_by("number"):
        try:
            _write_once(setup.folder / f"checkpoint-{checkpoint.number:08}.json", line_of(checkpoint) + "\n")
        except OSError as error:
            reason = error.strerror or str(error)
            raise CheckpointNotWritten(number=checkpoint.number, folder=setup.folder, reason=reason) from error


def line_of(checkpoint: Checkpoint) -> str:
    """The statement as it was signed, and the signatures."""
    return f'{{"statement":{checkpoint.statement},"signatures":{canonical(checkpoint.signatures)}}}'


def _write_once(path: Path, text: str) -> None:
    """Never over another file; on the disk when this returns. A kill in between leaves only a name with a dot."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with fresh.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.chmod(0o444)
        try:
            os.link(fresh, path)
        except FileExistsError:
            return  # another process laid the same one down
        except OSError:  # a file system without links: the name is free, as the line above the loop has seen
            fresh.rename(path)
    finally:
        fresh.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _files(folder: Path) -> list[tuple[int, Path]]:
    try:
        found = [(_NAME.fullmatch(path.name), path) for path in folder.iterdir()]
    except OSError:  # not there yet, or not there now: writing says which
        return []
    return sorted((int(match[1]), path) for match, path in found if match)


def filed(folder: Path) -> Iterator[Filed]:
    """Every checkpoint of the folder in order; what cannot be read is given all the same."""
    for number, path in _files(folder):
        yield _filed(number, path)


def _filed(number: int, path: Path) -> Filed:
    try:
        whole = json.loads(path.read_bytes())
        said, signatures = whole["statement"], whole["signatures"]
        if not (said["number"] == number and type(said["count"]) is int and isinstance(said["hash"], str)):
            return Filed(number, None)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return Filed(number, None)
    return Filed(number, said, canonical(said), signatures)
