"""The first and the last year a record may be of, as expressions that both databases can index.

Its 年度 and the years of its date, whichever is earlier, and later: what the search index keeps as a document's years.
"""

from __future__ import annotations

from typing import Any

from django.db.models import F, Func, IntegerField
from django.utils.deconstruct import deconstructible


class _Year(Func):
    """One end of the years, of the columns named by its two expressions."""

    output_field = IntegerField()
    on_sqlite, on_postgresql = "", ""

    def as_sql(self, compiler: Any, connection: Any, **_options: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        year, date = (compiler.compile(each)[0] for each in self.get_source_expressions())
        if connection.vendor == "sqlite":
            dated = f"CAST(substr({date}, 1, 4) AS INTEGER)"
            return f"{self.on_sqlite}(coalesce({year}, {dated}), coalesce({dated}, {year}))", []
        return f"{self.on_postgresql}({year}, CAST(EXTRACT(YEAR FROM {date}) AS integer))", []


@deconstructible(path="lantai.holdings.catalogue.models.years.FirstYear")
class FirstYear(_Year):
    """The first year a record may be of; nothing when it has neither year nor date."""

    on_sqlite, on_postgresql = "min", "LEAST"

    def __init__(self, year: Any = "year", date: Any = "date_start") -> None:
        super().__init__(F(year) if isinstance(year, str) else year, F(date) if isinstance(date, str) else date)


@deconstructible(path="lantai.holdings.catalogue.models.years.LastYear")
class LastYear(_Year):
    """The last year a record may be of."""

    on_sqlite, on_postgresql = "max", "GREATEST"

    def __init__(self, year: Any = "year", date: Any = "date_end") -> None:
        super().__init__(F(year) if isinstance(year, str) else year, F(date) if isinstance(date, str) else date)


@deconstructible(path="lantai.holdings.catalogue.models.years.DatedYear")
class DatedYear(_Year):
    """The year opening counts from (档案法 27): that of the end of the date; the 年度 only where there is no date."""

    def __init__(self, year: Any = "year", date: Any = "date_end") -> None:
        super().__init__(F(year) if isinstance(year, str) else year, F(date) if isinstance(date, str) else date)

    def as_sql(self, compiler: Any, connection: Any, **_options: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        year, date = (compiler.compile(each)[0] for each in self.get_source_expressions())
        if connection.vendor == "sqlite":
            return f"coalesce(CAST(substr({date}, 1, 4) AS INTEGER), {year})", []
        return f"COALESCE(CAST(EXTRACT(YEAR FROM {date}) AS integer), {year})", []
