"""What is kept of hand-overs: agreements, and each hand-over with its steps, problems, signatures and reminders."""

from lantai.holdings.preservation.parts import Kind, Part, Table, register_kind, register_part


def register() -> None:
    register_kind(Kind("agreement", "transfers.Agreement"))
    register_kind(Kind("hand_over", "transfers.Transfer"))
    register_part(Part("agreement", "agreement", "agreement.json", (Table("transfers.Agreement", "pk"),)))
    told = (
        Table("transfers.Transfer", "pk", omit={"job": None}),
        Table("transfers.TransferStep", "transfer_id"),
        Table("transfers.Signature", "transfer_id"),
        Table("transfers.Reminder", "transfer_id"),
    )
    register_part(Part("hand_over", "hand_over", "hand-over.json", told))
    files = Table("transfers.TransferFile", "transfer_id", chunk="pk")
    register_part(Part("handed_files", "hand_over", "files/%09d.json", (files,), rows=1000))
    problems = Table("transfers.Problem", "transfer_id", chunk="pk", watch=False)
    register_part(Part("problems", "hand_over", "problems/%09d.json", (problems,), rows=1000))
    signed = Table("transfers.SignedPaper", "transfer_id", chunk="pk", watch=False)  # comes with a signature
    register_part(Part("signed_papers", "hand_over", "papers/%09d.json", (signed,), rows=1))
    numbers = Table("transfers.NumberSeries", "archive_id")
    register_part(Part("hand_over_numbers", "institution", "hand-over-numbers.json", (numbers,)))
