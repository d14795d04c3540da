"""What is kept of disposal: holds, lists, and with each destroyed record the note of what there was."""

from lantai.holdings.preservation.parts import Kind, Part, Table, register_kind, register_part


def register() -> None:
    """Lines are many and change by the thousand: the acts mark their list, once."""
    register_kind(Kind("hold", "disposal.Hold"))
    register_kind(Kind("appraisal", "disposal.Appraisal"))
    register_kind(Kind("destruction", "disposal.Destruction"))
    held = (Table("disposal.Hold", "pk"), Table("disposal.HeldRecord", "hold_id"))
    register_part(Part("hold", "hold", "hold.json", held))
    register_part(Part("appraisal", "appraisal", "appraisal.json", (Table("disposal.Appraisal", "pk"),)))
    items = Table("disposal.AppraisalItem", "appraisal_id", chunk="position", watch=False)
    register_part(Part("appraised", "appraisal", "items/%07d.json", (items,), rows=1000))
    destruction = (
        Table("disposal.Destruction", "pk", omit={"message": ""}),
        Table("disposal.DestructionStep", "destruction_id"),
    )
    register_part(Part("destruction", "destruction", "destruction.json", destruction))
    lines = Table("disposal.DestructionItem", "destruction_id", chunk="position", watch=False)
    register_part(Part("destroyed_lines", "destruction", "lines/%07d.json", (lines,), rows=1000))
    note = Table("disposal.DestroyedRecord", "record_id")
    register_part(Part("destroyed", "record", "destroyed.json", (note,)))
