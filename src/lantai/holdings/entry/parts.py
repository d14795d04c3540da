"""What is kept of entry by hand: who entered a record, and tasks of double entry with all that was typed."""

from lantai.holdings.preservation.parts import Kind, Part, Table, register_kind, register_part

_TABLES = (
    Table("entry.EntryTask", "pk"),
    Table("entry.EntryItem", "task_id"),
    Table("entry.Typing", "item__task_id"),
    Table("entry.Difference", "item__task_id"),
    Table("entry.TypingTally", "task_id"),
)


def register() -> None:
    register_kind(Kind("entry_task", "entry.EntryTask"))
    register_part(Part("entry_task", "entry_task", "task.json", _TABLES))
    register_part(Part("entered", "record", "description/entered.json", (Table("entry.EnteredRecord", "record_id"),)))
