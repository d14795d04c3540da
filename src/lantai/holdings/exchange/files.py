"""Writing a description to a file in one of the formats: the only module that knows all of them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_noop
from lxml import etree

from lantai.base.accounts.access import Scope
from lantai.base.common.errors import ArchiveError
from lantai.holdings.catalogue.models import Fonds, Record
from lantai.holdings.exchange.describing import said_of_fonds
from lantai.holdings.exchange.dublin_core import dublin_core
from lantai.holdings.exchange.ead.writing import EadWriter, Keeper
from lantai.holdings.exchange.lists import FolderOf, add_sheet, write_csv, write_xlsx
from lantai.holdings.exchange.said import Said
from lantai.holdings.exchange.walking import Unit, Walk

if TYPE_CHECKING:  # only who writes a workbook pays for it
    import xlsxwriter

Moved = Callable[[int], None]
SUFFIXES = {"ead3": ".xml", "ead2002": ".xml", "dc": ".xml", "csv": ".csv", "xlsx": ".xlsx"}
_LISTS = {"csv": write_csv, "xlsx": write_xlsx}
AT_ONCE = 1000
"""So many parts of a record are written within a request: well under a second."""


class FormatUnknown(ArchiveError):
    code = "exchange.format_unknown"
    message = gettext_noop("Descriptions are not written as “%(format)s”.")
    hint = gettext_noop("Choose one of %(known)s.")
    http_status = 422
    exit_code = 2


class TooMuchForOneAnswer(ArchiveError):
    code = "exchange.too_much_for_one_answer"
    message = gettext_noop("“%(code)s” has more than %(limit)s parts: they are not written while somebody waits.")
    hint = gettext_noop("Read its parts one by one, or ask the archive for the whole file: staff can have it made.")
    http_status = 422
    exit_code = 3


@dataclass(frozen=True, slots=True)
class Subject:
    """What is exported: a fonds, or one record of it with what belongs to it."""

    fonds: Fonds
    record: Record | None = None

    @property
    def code(self) -> str:
        return self.record.code if self.record else self.fonds.code

    @property
    def title(self) -> str:
        return self.record.title if self.record else self.fonds.title


def known_format(name: str) -> str:
    """The same name. Raises `FormatUnknown`."""
    if name not in SUFFIXES:
        raise FormatUnknown(format=name, known=", ".join(SUFFIXES))
    return name


def write_file(path: Path, subject: Subject, format: str, *, scope: Scope, moved: Moved | None = None) -> int:
    """Write one file, complete or not at all; gives how many units it tells of, the first one counted.

    Raises `FormatUnknown`, `UnwritableCharacter`.
    """
    known_format(format)
    walk = Walk(subject.fonds, scope)
    written = path.with_name(f".{path.name}.part")
    try:
        count = _write(written, walk, subject, format, moved or (lambda _done: None))
        written.replace(path)
    finally:
        written.unlink(missing_ok=True)
    return count


def add_list(book: xlsxwriter.Workbook, name: str, subject: Subject, *, scope: Scope, folder_of: FolderOf) -> int:
    """The list of a subject as one sheet of a workbook, with the folders of the files; gives how many units there are.

    Raises `UnwritableCharacter`, `TooLongForCell`, `TooManyRows`.
    """
    walk = Walk(subject.fonds, scope)
    whole = Unit(said_of(walk, subject), 0, 0, subject.record)
    fields = sorted(walk.field_names(subject.record))
    return add_sheet(book, name, whole, units_of(walk, subject), fields, folder_of)


def keeper_of(fonds: Fonds) -> Keeper:
    return Keeper(fonds.institution.code, fonds.institution.name, timezone.localtime().isoformat(timespec="seconds"))


def said_of(walk: Walk, subject: Subject) -> Said:
    if subject.record is not None:
        return walk.said_alone(subject.record, walk.said(subject.record))
    return said_of_fonds(subject.fonds, public=not walk.sees_all)


def units_of(walk: Walk, subject: Subject) -> Iterator[Unit]:
    return walk.below(subject.record) if subject.record is not None else walk.units()


def _write(path: Path, walk: Walk, subject: Subject, format: str, moved: Moved) -> int:
    whole = said_of(walk, subject).checked()
    keeper = keeper_of(subject.fonds)
    if format == "dc":
        path.write_bytes(dc_bytes(whole, keeper))
        return 1
    if format in _LISTS:
        fields = sorted(walk.field_names(subject.record))
        return _LISTS[format](path, Unit(whole, 0, 0, subject.record), units_of(walk, subject), fields, moved)
    with path.open("wb") as target:
        writer = EadWriter(target, format, keeper)
        with writer.begin(whole):
            return 1 + _components(writer, units_of(walk, subject), moved)


def public_bytes(subject: Subject, format: str, address: str) -> bytes:
    """What everybody may read of an opened record, in EAD 3 or as Dublin Core.

    Raises `TooMuchForOneAnswer` after as many parts as one request may take.
    """
    walk = Walk(subject.fonds, Scope(everything=False, institutions=frozenset()))
    whole, keeper = said_of(walk, subject).checked(), keeper_of(subject.fonds)
    if format == "dc":
        return dc_bytes(whole, keeper, address)
    target = io.BytesIO()
    writer = EadWriter(target, format, keeper)
    with writer.begin(whole):
        _components(writer, _a_few(units_of(walk, subject), subject), lambda _done: None)
    return target.getvalue()


def _a_few(units: Iterator[Unit], subject: Subject) -> Iterator[Unit]:
    for count, unit in enumerate(units):
        if count == AT_ONCE:
            raise TooMuchForOneAnswer(code=subject.code, limit=AT_ONCE)
        yield unit


def dc_bytes(said: Said, keeper: Keeper, address: str = "") -> bytes:
    return etree.tostring(dublin_core(said, keeper, address), xml_declaration=True, encoding="UTF-8", pretty_print=True)


def ead3_bytes(said: Said, keeper: Keeper) -> bytes:
    """One unit alone, as an EAD 3 document of its own."""
    target = io.BytesIO()
    with EadWriter(target, "ead3", keeper).begin(said.checked()):
        pass
    return target.getvalue()


def _components(writer: EadWriter, units: Iterator[Unit], moved: Moved) -> int:
    """Each unit inside the one above it: what stands no deeper closes what is open."""
    count = 0
    above: list[AbstractContextManager[None]] = []
    for unit in units:
        while len(above) > unit.depth:
            above.pop().__exit__(None, None, None)
        above.append(writer.component(unit.said.checked(), unit.series))
        above[-1].__enter__()
        count += 1
        if not count % 500:
            moved(count)
    while above:
        above.pop().__exit__(None, None, None)
    return count
