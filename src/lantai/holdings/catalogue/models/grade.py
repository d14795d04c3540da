"""The grade of holdings of a record as an expression of both databases; it has an index, in the order of lists."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, F, Func
from django.utils.deconstruct import deconstructible


@deconstructible(path="lantai.holdings.catalogue.models.grade.GradeOf")
class GradeOf(Func):
    """What the element `grade` says; nothing where a record has none.

    The name of the element is written into the statement: an index is found by what it says letter by letter.
    """

    output_field = CharField()

    def __init__(self, elements: Any = "elements") -> None:
        super().__init__(F(elements) if isinstance(elements, str) else elements)

    def as_sql(self, compiler: Any, connection: Any, **_options: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        (column,) = (compiler.compile(each)[0] for each in self.get_source_expressions())
        if connection.vendor == "sqlite":
            return f"json_extract({column}, '$.grade')", []
        return f"({column} ->> 'grade')", []
