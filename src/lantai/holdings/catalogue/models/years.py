"""The first and the last year, and day, a record may be of, as expressions of both databases.

Of years: its 年度 and the years of its date, whichever is earlier, and later; these have indexes. Of days: those of its
date, and only where it has none, those of its 年度. Both are what the search index keeps of a document.
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


class _Day(Func):
    """One end of the days as a number YYYYMMDD, of the columns named by its two expressions; `of_year` is 101 or 1231.

    A number, because no database can make a date of every number that may stand as a year. It has no index on purpose:
    as a condition on a list that is walked in order it leads no planner astray.
    """

    output_field = IntegerField()
    of_year = 0

    def as_sql(self, compiler: Any, connection: Any, **_options: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        year, date = (compiler.compile(each)[0] for each in self.get_source_expressions())
        if connection.vendor == "sqlite":
            dated = f"CAST(replace({date}, '-', '') AS INTEGER)"
        else:
            parts = (f"EXTRACT({part} FROM {date}) * {times}" for part, times in _PARTS)
            dated = f"CAST({' + '.join(parts)} AS integer)"
        return f"coalesce({dated}, {year} * 10000 + {self.of_year})", []


_PARTS = (("YEAR", 10000), ("MONTH", 100), ("DAY", 1))


@deconstructible(path="lantai.holdings.catalogue.models.years.FirstDay")
class FirstDay(_Day):
    """The first day a record may be of; nothing when it has neither year nor date."""

    of_year = 101

    def __init__(self, year: Any = "year", date: Any = "date_start") -> None:
        super().__init__(F(year) if isinstance(year, str) else year, F(date) if isinstance(date, str) else date)


@deconstructible(path="lantai.holdings.catalogue.models.years.LastDay")
class LastDay(_Day):
    """The last day a record may be of."""

    of_year = 1231

    def __init__(self, year: Any = "year", date: Any = "date_end") -> None:
        super().__init__(F(year) if isinstance(year, str) else year, F(date) if isinstance(date, str) else date)
