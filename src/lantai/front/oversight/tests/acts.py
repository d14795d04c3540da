"""Examples of the acts of this app: see tests/architecture/acts.py."""

from pathlib import Path
from tempfile import TemporaryDirectory

from lantai.base.accounts.access import OPERATOR
from lantai.front.oversight.actions import (
    carry_out_audit_export,
    export_audit,
    order_audit_export,
    order_verification,
    sign_checkpoint,
)
from tests.architecture.acts import Call, example
from tests.support.world import World


@example(sign_checkpoint)
def _sign_checkpoint(world: World) -> Call:
    return lambda actor: sign_checkpoint(actor=actor)


@example(export_audit)
def _export_audit(world: World) -> Call:
    def call(actor):
        with TemporaryDirectory() as folder:
            export_audit(actor=actor, path=Path(folder) / "audit.jsonl")

    return call


@example(order_audit_export, events=0, because="the writing leaves it")
def _order_audit_export(world: World) -> Call:
    return lambda actor: order_audit_export(actor=actor)


@example(carry_out_audit_export)
def _carry_out_audit_export(world: World) -> Call:
    export = order_audit_export(actor=OPERATOR)
    return lambda actor: carry_out_audit_export(actor=actor, export=export)


@example(order_verification)
def _order_verification(world: World) -> Call:
    return lambda actor: order_verification(actor=actor)
