"""What is kept of changes of many records at once, and of pairs that may be one record twice."""

from lantai.holdings.preservation.parts import Kind, Part, Table, register_kind, register_part


def register() -> None:
    register_kind(Kind("change", "description.ChangeBatch"))
    batch = Table("description.ChangeBatch", "pk", omit={"job": None})
    register_part(Part("change", "change", "change.json", (batch,)))
    deeds = Table("description.BatchChange", "batch_id", chunk="pk", watch=False)
    register_part(Part("changed", "change", "deeds/%09d.json", (deeds,), rows=1000))
    register_kind(Kind("pair", "description.RecordPair", shelf=128))
    register_part(Part("pair", "pair", "pair.json", (Table("description.RecordPair", "pk"),)))
