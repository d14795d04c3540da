"""What is kept of transfers: the register of each, what became of its items, and what was found wrong."""

from lantai.holdings.preservation.parts import Kind, Part, Table, register_kind, register_part


def register() -> None:
    register_kind(Kind("transfer", "accessions.Transfer"))
    transfer = Table("accessions.Transfer", "pk", omit={"job": None})
    register_part(Part("transfer", "transfer", "transfer.json", (transfer,)))
    items = Table("accessions.TransferItem", "transfer_id", chunk="position", watch=False)
    register_part(Part("items", "transfer", "items/%07d.json", (items,), rows=1000))
    found = Table("accessions.TransferFinding", "transfer_id", chunk="pk", watch=False)
    register_part(Part("findings", "transfer", "findings/%09d.json", (found,), rows=1000))
