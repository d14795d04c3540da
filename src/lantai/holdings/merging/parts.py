"""What is kept of merges, with the record that was kept: what was taken over, and the way back."""

from lantai.holdings.preservation.parts import Part, Table, register_part


def register() -> None:
    register_part(Part("merges", "record", "decisions/merges.json", (Table("merging.Merge", "kept_id"),)))
