"""Which remembered mapping fits a list: the one whose unit heads its columns in the very same words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from lantai.engines.formats.spool import spooled_tables
from lantai.holdings.imports.entries import Reading
from lantai.holdings.imports.headers import AS_WRITTEN, Columns, plain
from lantai.holdings.imports.models import ImportMapping
from lantai.holdings.imports.sheets import Header, header_of


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
