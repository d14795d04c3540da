"""Which remembered mapping fits a list: the one whose unit heads its columns in the very same words."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError
from lantai.engines.formats.spool import spooled_tables
from lantai.engines.formats.tables import Table
from lantai.holdings.catalogue.models import Fonds
from lantai.holdings.imports.entries import Reading
from lantai.holdings.imports.header_rows import Header, header_of
from lantai.holdings.imports.headers import AS_WRITTEN, Columns, plain
from lantai.holdings.imports.models import ImportMapping


class MappingUnknown(ArchiveError):
    code = "imports.mapping_unknown"
    message = gettext_noop("There is no mapping “%(name)s” in this archive.")
    hint = gettext_noop("Known: %(known)s.")
    http_status = 404
    exit_code = 2


@dataclass(frozen=True, slots=True)
class Profile:
    """A mapping as it is put to a list: the name it is remembered under, its columns, type and level of all entries.

    Type and level are empty where the list tells them itself.
    """

    name: str = ""
    columns: Columns = AS_WRITTEN
    record_type: str = ""
    level: str = ""


NO_PROFILE = Profile()

ChooseProfile: TypeAlias = Callable[[Sequence[Table]], Profile]
"""Tells of the sheets of a list how its columns are to be read."""


def mapping_named(name: str, institution: str) -> ImportMapping:
    """The mapping an archive (by its code) remembers under this name. Raises `MappingUnknown`, which names them all."""
    mappings = ImportMapping.objects.filter(institution__code=institution)
    found = mappings.filter(name=name).first()
    if found is None:
        raise MappingUnknown(name=name, known=", ".join(mappings.values_list("name", flat=True)) or "–")
    return found


def mapping_names(fonds: QuerySet[Fonds]) -> list[str]:
    """Names of the mappings remembered in the institutions of these fonds, each once."""
    codes = fonds.order_by().values("institution__code")
    return sorted(set(ImportMapping.objects.filter(institution__in=codes).values_list("name", flat=True)))


def profile_of(mapping: ImportMapping) -> Profile:
    return Profile(mapping.name, Columns(mapping.names), mapping.record_type, mapping.level)


def remembered_profiles(institution: str) -> ChooseProfile:
    """Knows a list by its headers, as an import does: the profile last remembered for the very same words, or none."""
    mappings = ImportMapping.objects.filter(institution__code=institution).order_by("changed_at")
    known: Mapping[str, Profile] = {each.fingerprint: profile_of(each) for each in mappings}

    def choose(tables: Sequence[Table]) -> Profile:
        rows = (row for table in tables for row in table.rows[:30]) if known else ()
        return next((known[mark] for row in rows if (mark := fingerprint(row)) in known), NO_PROFILE)

    return choose


def headers_of(
    reading: Reading, columns: Columns = AS_WRITTEN
) -> Iterator[tuple[str, Header, Sequence[Sequence[str]]]]:
    """Each sheet that has a header: its name, the header, its rows."""
    for table in spooled_tables(reading.spool, reading.sheets):
        if header := header_of(table, columns):
            yield table.name, header, table.rows


def best_mapping(reading: Reading) -> ImportMapping | None:
    """The mapping remembered for these headers in this institution; the rows themselves may have a blank header row.

    A list whose headers mean nothing without the mapping is looked at row by row: any of the first thirty may be it.
    """
    prints = set()
    for table in spooled_tables(reading.spool, reading.sheets):
        prints |= {fingerprint(row) for row in table.rows[:30]}
        if header := header_of(table):
            prints.add(fingerprint(header.written))
    mappings = ImportMapping.objects.filter(institution=reading.fonds.institution, fingerprint__in=prints)
    return mappings.order_by("-changed_at").first()


def fingerprint(headers: Sequence[str]) -> str:
    """The same for the same words in any order; blanks, width and stars do not count."""
    words = sorted({word for header in headers if (word := plain(header))})
    return hashlib.sha256("\n".join(words).encode()).hexdigest()
