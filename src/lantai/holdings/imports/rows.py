"""The row of a catalogue: one entry, before anything is made of it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """One entry: cells by field, the person columns by header, what else stood there, and where it came from.

    `numbers` are whole ID numbers by header: they live in memory only, and no trace shows them. `level`: `volume` or
    `item` where the list says it (`levels`).
    """

    file: str
    sheet: str
    number: int
    cells: dict[str, str]
    people: dict[str, str]
    extra: dict[str, str]
    numbers: dict[str, str] = field(default_factory=dict, repr=False)
    level: str = ""

    def get(self, field: str) -> str:
        return self.cells.get(field, "")

    @property
    def texts(self) -> str:
        """Everything that stands in it, of which some character may be wrong; not the whole ID numbers."""
        return "\n".join((*self.cells.values(), *self.people.values(), *self.extra.values()))

    @property
    def place(self) -> str:
        """file#sheet!row, as findings name it."""
        return f"{self.file}#{self.sheet}!{self.number}"
