"""What is kept of checks: each run with the verdict on every item, what was found, and what people answered."""

from lantai.holdings.preservation.parts import Kind, Part, Table, register_kind, register_part


def register() -> None:
    register_kind(Kind("check", "checks.CheckRun"))
    run = (Table("checks.CheckRun", "pk", omit={"owner": ""}), Table("checks.CheckResult", "run_id"))
    register_part(Part("check", "check", "run.json", run))
    found = Table("checks.CheckFinding", "result__run_id", chunk="pk", watch=False)
    register_part(Part("check_findings", "check", "findings/%09d.json", (found,), rows=1000))
    shown = Table("checks.CheckEvidence", "result__run_id")
    register_part(Part("check_evidence", "check", "evidence.json", (shown,)))
