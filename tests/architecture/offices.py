"""三员 act by act: which acts make up each line of `accounts.separation`. An act that no line names is not theirs."""

from __future__ import annotations

from lantai.base.accounts.access import ADMINISTRATORS, Role
from lantai.base.accounts.separation import DUTIES

ACTS = {
    "propose and disable an account": ("propose_user", "disable_user", "found_institution", "keep_contact"),
    "activate an account, reset its password or second factor": (
        "activate_user",
        "reset_password",
        "reset_second_factor",
        "unlock_sign_in",
    ),
    "give and take roles, never one's own": ("grant_role", "revoke_role"),
    "watch and pause background work": ("pause_queue", "import_holidays"),
    "give and end keys of programs": ("issue_token", "revoke_token"),
    "make keys that sign": ("make_key",),
    "agree with partner archives by their keys": ("accept_identity", "agree_peer", "end_peer"),
    "keep seals and say who may use them": ("keep_seal", "name_users", "retire_seal"),
    "hold storage against its digests, repair it": (
        "begin_run",
        "carry_out_run",
        "keep_derivative",
        "pause_run",
        "order_repair",
        "repair_object",
        "replicate",
    ),
    "verify, sign and export the audit chain": (
        "carry_out_audit_export",
        "export_audit",
        "order_audit_export",
        "order_verification",
        "sign_checkpoint",
    ),
}
"""The acts of each line, by the name they are exported with."""
BY_QUESTION = ("read the audit chain", "change or delete an event", "read unopened archives")
"""Lines without an act: tests/contracts/test_scope.py, oversight's tests and the triggers of audit hold them."""


def offices_of(act: str) -> set[Role]:
    """Which of the three administrators may perform an act: those its line names, and nobody where no line names it."""
    name = act.rpartition(".")[2]
    lines = [duty for duty in DUTIES if name in ACTS.get(duty.what, ())]
    return {office for duty in lines for office in duty.offices if office in ADMINISTRATORS}
