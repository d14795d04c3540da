"""What is kept of fixity: which runs there were, what was found damaged, and what became of it."""

from lantai.holdings.preservation.parts import Kind, Part, Table, register_kind, register_part


def register() -> None:
    register_kind(Kind("fixity_run", "fixity.FixityRun"))
    register_part(Part("replicas", "installation", "replicas.json", (Table("fixity.Replica", ""),)))
    run = (Table("fixity.FixityRun", "pk"), Table("fixity.FixityFinding", "run_id"))
    register_part(Part("fixity_run", "fixity_run", "run.json", run))
