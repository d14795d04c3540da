"""The series a list of our own tells of: found by their path, and entered before the records that stand in them."""

from __future__ import annotations

from lantai.base.accounts.access import Actor
from lantai.engines.formats.tables import Table
from lantai.holdings.catalogue.actions import enter_series, restate_fonds
from lantai.holdings.catalogue.models import Fonds, Record, Series
from lantai.holdings.imports.exact import exact_rows, fonds_said, is_exact, joined, series_said

Path = tuple[str, ...]


class Arrangement:
    """The series of one fonds by their path: the version of the scheme, then the codes from the top. One query."""

    def __init__(self, fonds: Fonds) -> None:
        rows = {row.pk: row for row in Series.objects.filter(fonds=fonds)}
        self._by_path: dict[Path, Series] = {}
        for row in rows.values():
            codes, step = [row.code], row
            while step.parent_id is not None:
                step = rows[step.parent_id]
                codes.append(step.code)
            self._by_path[str(row.scheme_version), *reversed(codes)] = row

    def series(self, path: Path) -> Series | None:
        return self._by_path.get(path)

    def path_of(self, series: Series) -> str:
        """As a cell."""
        return next((joined(path, "/") for path, each in self._by_path.items() if each.pk == series.pk), "")

    def add(self, path: Path, series: Series) -> None:
        self._by_path[path] = series


def arrange(fonds: Fonds, tables: list[Table], actor: Actor) -> None:
    """Enter the series of a list of our own, and let an empty fonds say of itself what the list says. May be repeated.

    Part of the act that imports the list, inside a transaction.
    """
    for table in tables:
        if not is_exact(table):
            continue
        arrangement = Arrangement(fonds)
        for row in exact_rows(table):
            if row.level == "fonds":
                if not Record.objects.filter(fonds=fonds).exists() and not Series.objects.filter(fonds=fonds).exists():
                    restate_fonds(actor=actor, fonds=fonds, values=fonds_said(row))
            elif row.level == "series":
                said = series_said(row, arrangement.series(row.above))
                version = row.above[0] if row.above else str(said.scheme_version)
                [(series, _is_new)] = enter_series(actor=actor, fonds=fonds, series=[said])
                arrangement.add((version, *row.above[1:], said.code), series)
