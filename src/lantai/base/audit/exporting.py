"""The chain written out for who has nothing of ours: JSON Lines with the very texts that were hashed and signed.

The lines, in order: what this is; public keys; events, each as `{"hash":…,"event":<canonical form>}`; the checkpoints
among them; and last a signed statement of what the file holds, so that nothing can be cut off its end.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.audit import outsider, outsider_sm2
from lantai.base.audit.chain import GENESIS, canonical
from lantai.base.audit.checkpoints import line_of
from lantai.base.audit.current import Setup
from lantai.base.audit.models import Checkpoint, Event
from lantai.base.audit.signing import signatures_over
from lantai.base.audit.verification import stored_entries
from lantai.base.common.errors import ArchiveError

FORM = "lantai-audit-1"
SCRIPT = "verify_audit_export.py"
SCRIPT_SM2 = "verify_audit_sm2.py"


class NothingToExport(ArchiveError):
    code = "audit.nothing_to_export"
    message = gettext_noop("There is no event between these days.")
    hint = gettext_noop("Choose other days, or leave both out for the whole chain.")
    http_status = 422
    exit_code = 1


class ExportNotWritten(ArchiveError):
    code = "audit.export_not_written"
    message = gettext_noop("%(path)s cannot be written: %(reason)s.")
    hint = gettext_noop("Name a file in a folder that exists and that this account may write to.")
    http_status = 500
    exit_code = 3


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last event of an export."""

    first: int
    last: int


def span_of(*, since: dt.datetime | None, until: dt.datetime | None) -> Span:
    """The events from a moment up to another, without a gap. Raises `NothingToExport`."""
    events = Event.objects.order_by("at", "number").values_list("number", flat=True)
    first = (events.filter(at__gte=since) if since else events).first()
    last = (events.filter(at__lt=until) if until else events).last()
    if first is None or last is None or last < first:
        raise NothingToExport
    return Span(first, last)


def write_export(path: Path, span: Span, *, setup: Setup, moved: Callable[[int], None] | None = None) -> int:
    """Write the file, gzipped by its name, whole or not at all, with the scripts that verify it beside it.

    Gives how many events it holds. Raises `ExportNotWritten`.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with _opened(part, gz=path.suffix == ".gz") as file:
            count = _write(file, span, setup, moved or (lambda _done: None))
        part.chmod(0o600)
        part.replace(path)
        shutil.copyfile(outsider.__file__, path.with_name(SCRIPT))
        shutil.copyfile(outsider_sm2.__file__, path.with_name(SCRIPT_SM2))
    except OSError as error:
        raise ExportNotWritten(path=path, reason=error.strerror or str(error)) from error
    finally:
        part.unlink(missing_ok=True)
    return count


@contextmanager
def _opened(path: Path, *, gz: bool) -> Iterator[IO[bytes]]:
    with path.open("wb") as raw:
        path.chmod(0o600)
        if not gz:
            yield raw
            return
        with gzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=6, mtime=0) as packed:
            yield packed  # type: ignore[misc]


def _write(file: IO[bytes], span: Span, setup: Setup, moved: Callable[[int], None]) -> int:
    signers = setup.signers()  # first: their keys are made with them
    out = _Lines(file)
    now = timezone.now().astimezone(dt.UTC).isoformat(timespec="microseconds")
    out.write(canonical({"form": FORM, "made": now, "verify": f"python3 {SCRIPT} FILE [KEY …]"}))
    for key in setup.trusted():
        out.write(canonical(key.as_json()))
    within = Checkpoint.objects.filter(count__gte=span.first, count__lte=span.last)
    checkpoints = {each.count: each for each in within}
    count, last, previous = 0, "", ""
    for entry, stored in stored_entries(after=span.first - 1, until=span.last):
        previous = previous or entry.previous
        out.write(f'{{"hash":"{stored}","event":{entry.text()}}}')
        count, last = count + 1, stored
        if entry.number in checkpoints:
            out.write(line_of(checkpoints[entry.number]))
        if not count % 5000:
            moved(count)
    said = {
        "kind": "export",
        "first": span.first,
        "last": span.last,
        "events": count,
        "checkpoints": len(checkpoints),
        "previous": previous or GENESIS,
        "hash": last,
        "lines": out.digest.hexdigest(),
        "at": now,
    }
    text = canonical(said)
    out.write(f'{{"statement":{text},"signatures":{canonical(signatures_over(text, signers))}}}')
    return count


class _Lines:
    """Lines into a file, and the digest of them all that the last one bears."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.digest = file, hashlib.sha256()

    def write(self, text: str) -> None:
        line = text.encode() + b"\n"
        self.digest.update(line)
        self.file.write(line)
