"""Writing descriptions out: what leaves the archive this way leaves an event behind."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.holdings.exchange.files import SUFFIXES, Moved, Subject, known_format, write_file


class CannotWrite(ArchiveError):
    code = "exchange.cannot_write"
    message = gettext_noop("%(path)s cannot be written: %(reason)s.")
    hint = gettext_noop("Name a file in a folder that exists and that this account may write to.")
    http_status = 500
    exit_code = 3


def export_description(
    *, actor: Actor, subject: Subject, format: str, path: Path, moved: Moved | None = None
) -> tuple[Path, int]:
    """Write the description of a fonds, a volume or an item; gives where it lies and how many units it tells of.

    `path` may be a folder: the file is then called by its code. Unopened records are told of, so the right to read
    them is needed, and one event says who took what. Raises `CannotWrite`, `FormatUnknown`,
    `UnwritableCharacter`; then nothing is written.
    """
    require(actor, Right.READ_UNOPENED, subject.fonds.institution.code)
    known_format(format)
    target = path / file_name(subject, format, SUFFIXES[format]) if path.is_dir() else path
    try:
        count = write_file(target, subject, format, scope=actor.scope(), moved=moved)
    except OSError as error:
        raise CannotWrite(path=target, reason=error.strerror or str(error)) from error
    of = ("record", subject.record.ulid) if subject.record else ("fonds", subject.fonds.ulid)
    data = {"format": format, "units": count, "file": target.name, "code": subject.code}
    record_event("description:export", actor=actor, subject=of, data=data)
    return target, count


def file_name(subject: Subject, format: str, suffix: str) -> str:
    """By the code, in characters every system takes."""
    safe = "".join(sign if sign.isalnum() or sign in "-·_~" else "_" for sign in subject.code)[:80]
    return f"{safe or 'description'}-{format}{suffix}"
