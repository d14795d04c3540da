"""Handing records out: what leaves the archive this way leaves an event behind that says what, to whom, and why."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor, Right, require
from lantai.base.audit.actions import record as record_event
from lantai.base.common.errors import ArchiveError
from lantai.engines.packages.errors import TargetIsThere
from lantai.holdings.catalogue.bindings import Deed, refuse_bound
from lantai.holdings.exchange.actions import CannotWrite, file_name
from lantai.holdings.exchange.files import FormatUnknown, Moved, Subject
from lantai.holdings.exchange.packages import Wanted
from lantai.holdings.handing_out.formats import FORMATS, HandOutFormat
from lantai.holdings.handing_out.parcel import Parcel, Tally
from lantai.holdings.handing_out.zips import zip_folder
from lantai.holdings.people.actions import SHORTEST_REASON, ReasonMissing

_MARKS = ("bagit.txt", "METS.xml", "mets.xml", "说明文件.TXT", "数字摘要清单_SHA256.TXT")
"""What lies on top of a package and of no other folder."""


class NothingToHandOut(ArchiveError):
    code = "handing_out.nothing"
    message = gettext_noop("Of %(code)s there is nothing to hand out in this form.")
    hint = gettext_noop(
        "Without files they go out as BagIt, METS, a folder or a list; unopened ones only if asked for."
    )
    http_status = 422
    exit_code = 1


class NotOfAFonds(ArchiveError):
    code = "handing_out.not_of_a_fonds"
    message = gettext_noop("A whole fonds is not handed out as %(format)s.")
    hint = gettext_noop("Name a volume or an item; a fonds goes out as BagIt, METS, E-ARK, EEP, annex 2 or a folder.")
    http_status = 422
    exit_code = 2


class TooManyForForm(ArchiveError):
    code = "handing_out.too_many"
    message = gettext_noop("%(code)s has more records than one package of the form “%(format)s” holds (%(most)s).")
    hint = gettext_noop("Hand it out volume by volume, or as BagIt or METS, which have no limit.")
    http_status = 422
    exit_code = 3


def hand_out(
    *,
    actor: Actor,
    subject: Subject,
    format: str,
    path: Path,
    wanted: Wanted | None = None,
    moved: Moved | None = None,
) -> tuple[Path, Tally]:
    """Write a package of a fonds, a volume or an item; gives where it lies and what is in it.

    `path` may be a folder that holds other things: the package is then called by its code. A `path` ending in .zip
    makes one file of a folder. It appears whole under its name or not at all; one event says who took what, and why ID
    numbers are in it. What agreements forbid to copy is left out and counted. Raises `FormatUnknown`,
    `NothingToHandOut`, `RecordIsBound`, `NotOfAFonds`, `TooManyForForm`, `ReasonMissing`, `FileChanged`,
    `TargetIsThere`, `CannotWrite`, and `KeyNotThere` where a form is signed.
    """
    wanted = wanted or Wanted()
    require(actor, Right.READ_UNOPENED, subject.fonds.institution.code)
    form = _allowed(actor, subject, format, wanted)
    parcel = Parcel(subject, actor.scope(), wanted)
    _bounded(parcel, form)
    target = _target(path, file_name(subject, format, form.suffix_for(parcel)))
    if target.exists():
        raise TargetIsThere(path=str(target))
    try:
        tally = _written(parcel, form, target, moved or (lambda _done: None))
    except OSError as error:
        raise CannotWrite(path=target, reason=error.strerror or str(error)) from error
    try:
        _event(actor, parcel, format, target, tally)
    except BaseException:
        _take_away(target)
        raise
    return target, tally


def hand_out_to_fetch(
    *, actor: Actor, subject: Subject, format: str, path: Path, wanted: Wanted, moved: Moved | None = None
) -> tuple[Path, int]:
    """The same as one file in the folder `path`, for somebody who asked in the browser; gives how many records."""
    require(actor, Right.READ_UNOPENED, subject.fonds.institution.code)
    form = _allowed(actor, subject, format, wanted)
    suffix = form.suffix_for(Parcel(subject, actor.scope(), wanted)) or ".zip"
    target = path / file_name(subject, format, suffix)
    _, tally = hand_out(actor=actor, subject=subject, format=format, path=target, wanted=wanted, moved=moved)
    return target, tally.records


def known_form(name: str) -> HandOutFormat:
    """Raises `FormatUnknown`."""
    if name not in FORMATS:
        raise FormatUnknown(format=name, known=", ".join(FORMATS))
    return FORMATS[name]


def _allowed(actor: Actor, subject: Subject, format: str, wanted: Wanted) -> HandOutFormat:
    """ID numbers need a right of their own and a reason, as on the page of a person."""
    form = known_form(format)
    if wanted.numbers_for:
        require(actor, Right.READ_ID_NUMBERS, subject.fonds.institution.code)
        if len(wanted.numbers_for.strip()) < SHORTEST_REASON:
            raise ReasonMissing
    return form


def _bounded(parcel: Parcel, form: HandOutFormat) -> None:
    if form.of_records and parcel.subject.record is None:
        raise NotOfAFonds(format=form.label)
    if not parcel.is_visible or not parcel.count(1):
        raise NothingToHandOut(code=parcel.subject.code)
    bound = parcel.left_out()
    if bound and parcel.count(len(bound) + 1) <= len(bound):
        refuse_bound([limit.record.pk for limit in bound], Deed.COPY)
    if form.most and parcel.count(form.most + 1) > form.most:
        raise TooManyForForm(code=parcel.subject.code, format=form.label, most=f"{form.most:,}")


def _target(path: Path, name: str) -> Path:
    """Into a folder under a name of its own; but a folder that is a package already is none to put another into."""
    if not path.is_dir():
        return path
    if any((path / mark).exists() for mark in _MARKS):
        raise TargetIsThere(path=str(path))
    return path / name


def _written(parcel: Parcel, form: HandOutFormat, target: Path, moved: Moved) -> Tally:
    told = time.monotonic()

    def progress(files: int, _size: int, _name: str) -> None:
        nonlocal told
        if time.monotonic() - told >= 1:  # who looks at it looks at seconds, and each telling is a row written
            told = time.monotonic()
            moved(files)

    if target.suffix != ".zip":
        tally = form.write(parcel, target, progress)
        return _with_something(parcel, form, target, tally)
    folder = target.with_name(f"{target.stem}.unpacked") / target.stem
    shutil.rmtree(folder.parent, ignore_errors=True)
    folder.parent.mkdir(parents=True)
    try:
        tally = _with_something(parcel, form, folder, form.write(parcel, folder, progress))
        zip_folder(folder if folder.is_dir() else folder.parent, target)
    finally:
        shutil.rmtree(folder.parent, ignore_errors=True)
    return tally


def _with_something(parcel: Parcel, form: HandOutFormat, target: Path, tally: Tally) -> Tally:
    tally.left_out.update(limit.why for limit in parcel.left_out())
    if form.needs_files and not tally.files:
        _take_away(target)
        raise NothingToHandOut(code=parcel.subject.code)
    return tally


def _take_away(target: Path) -> None:
    if target.is_dir():
        shutil.rmtree(target, ignore_errors=True)
    else:
        target.unlink(missing_ok=True)


def _event(actor: Actor, parcel: Parcel, format: str, target: Path, tally: Tally) -> None:
    subject, wanted = parcel.subject, parcel.wanted
    of = ("record", subject.record.ulid) if subject.record else ("fonds", subject.fonds.ulid)
    data: dict[str, Any] = {"code": subject.code, "format": format, "file": target.name}
    data |= {"records": tally.records, "files": tally.files, "bytes": tally.size, "opened_only": wanted.opened_only}
    data |= {"redacted": tally.redacted, "left_out": tally.left_out.total()}
    if wanted.numbers_for:
        data["id_numbers_for"] = wanted.numbers_for.strip()
    record_event("record:hand_out", actor=actor, subject=of, data=data)
