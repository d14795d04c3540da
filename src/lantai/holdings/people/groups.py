"""Groups of candidates: who has one of some keys, asked for in the way that looks at the fewest rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from lantai.holdings.catalogue.models import PersonEntry, PersonKey

ENOUGH = 3
"""Among so many times as many keys there are enough entries that may be seen, unless the scope is narrow."""
COLUMNS = ("pk", "name", "former_names", "birth_year", "unit", "place", "record_id")


@dataclass(frozen=True, slots=True)
class Group:
    """Candidates: entries of the scope that have one of the keys, or, without keys, all of them.

    `some` of the keys hold all that are asked for first, where it costs less to find these alone.
    """

    entries: QuerySet[PersonEntry]
    keyed: QuerySet[PersonKey] | None = None
    some: QuerySet[PersonKey] | None = None
    is_far: bool = False

    def all(self) -> QuerySet[PersonEntry]:
        return self.entries if self.keyed is None else self.entries.filter(pk__in=self.keyed.values("entry"))

    def _few(self) -> QuerySet[PersonKey] | None:
        return self.keyed if self.some is None else self.some

    def is_crowded(self, bound: int) -> bool:
        """Whether there are so many that few of them tell as much as all: asked of the keys alone."""
        keyed = self._few()
        return keyed is not None and keyed.order_by()[bound * ENOUGH :][:1].exists()

    def first(self, bound: int) -> list[tuple[Any, ...]]:
        """Those among the first of so many keys. Fewer than are wanted say nothing: the scope may be narrow.

        Where nothing but a name is known its bearers are alike, and the first will do. PostgreSQL looks at all ten
        thousand that come near a common name before it takes the first four hundred.
        """
        keyed = self._few()
        if keyed is None:
            return []
        first = keyed.order_by("entry").values("entry").distinct()[: bound * ENOUGH]
        return list(self.entries.filter(pk__in=first).order_by("pk").values_list(*COLUMNS)[: bound + 1])
