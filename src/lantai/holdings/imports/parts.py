"""What is kept of imports: the register of each with what it did to which record, and how columns are read."""

from lantai.holdings.preservation.parts import Kind, Part, Table, register_kind, register_part


def register() -> None:
    register_kind(Kind("import", "imports.ImportBatch"))
    batch = Table("imports.ImportBatch", "pk", omit={"job": None})
    register_part(Part("import", "import", "register.json", (batch,)))
    deeds = Table("imports.ImportedEntry", "batch_id", chunk="position", watch=False)
    register_part(Part("imported", "import", "deeds/%07d.json", (deeds,), rows=1000))
    mappings = Table("imports.ImportMapping", "institution__pk")
    register_part(Part("mappings", "institution", "import-mappings.json", (mappings,)))
