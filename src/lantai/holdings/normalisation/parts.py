"""What is kept of normalisation: copies go with their records, runs and findings are objects of their own."""

from lantai.holdings.preservation.parts import Kind, Part, Table, register_kind, register_part


def register() -> None:
    register_kind(Kind("normalisation_run", "normalisation.NormalisationRun"))
    run = (Table("normalisation.NormalisationRun", "pk"), Table("normalisation.NormalisationFinding", "run_id"))
    register_part(Part("normalisation_run", "normalisation_run", "run.json", run))
    copies = Table("normalisation.Derivative", "file__stored__record_id")
    register_part(Part("derivatives", "record", "derivatives.json", (copies,)))
