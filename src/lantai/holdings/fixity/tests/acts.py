"""Examples of the acts of this app: see tests/architecture/acts.py."""

from django.conf import settings
from django.test import override_settings

from lantai.base.accounts.access import OPERATOR, Actor
from lantai.engines.storage.current import blob_store
from lantai.holdings.fixity.actions import (
    accept_finding,
    begin_run,
    carry_out_run,
    order_repair,
    repair_object,
    replicate,
    set_aside_extra,
)
from lantai.holdings.fixity.kinds import Kind
from lantai.holdings.fixity.models import FixityFinding, FixityRun, Replica
from lantai.holdings.preservation.models import StoredObject
from lantai.holdings.preservation.ocfl.layout import object_prefix
from tests.architecture.acts import Call, example
from tests.support.world import World


def stored_of(world: World) -> StoredObject:
    return world.unopened.stored.get()


def finding_of(world: World, kind: Kind = Kind.ALTERED, path: str = "v1/content/original/x.png") -> FixityFinding:
    """A finding about an object that is whole: what is done about it is asked, not what is on the disk."""
    FixityRun.objects.filter(state=FixityRun.State.WAITING).update(state=FixityRun.State.DONE)
    run = begin_run(actor=OPERATOR, institution="LT01")
    FixityRun.objects.filter(pk=run.pk).update(state=FixityRun.State.DONE)
    stored = stored_of(world)
    return FixityFinding.objects.create(
        run=run, stored=stored, object_id=stored.object_id, institution="LT01", kind=kind, path=path
    )


@example(begin_run)
def _begin_run(world: World) -> Call:
    return lambda actor: begin_run(actor=actor, institution="LT01")


@example(carry_out_run)
def _carry_out_run(world: World) -> Call:
    run = begin_run(actor=OPERATOR, institution="LT01")
    return lambda actor: carry_out_run(actor=actor, run=run)


@example(order_repair)
def _order_repair(world: World) -> Call:
    finding = finding_of(world)
    return lambda actor: order_repair(actor=actor, finding=finding)


@example(repair_object)
def _repair_object(world: World) -> Call:
    return lambda actor: repair_object(actor=actor, stored=stored_of(world))


@example(accept_finding)
def _accept_finding(world: World) -> Call:
    finding = finding_of(world)
    return lambda actor: accept_finding(actor=actor, finding=finding, reason="原件仍在库房")


@example(set_aside_extra)
def _set_aside_extra(world: World) -> Call:
    folder = blob_store().local_tree(object_prefix(stored_of(world).object_id))
    (folder / "v1/content/多余.txt").write_bytes(b"?")
    finding = finding_of(world, Kind.EXTRA, "v1/content/多余.txt")
    return lambda actor: set_aside_extra(actor=actor, finding=finding, reason="误拷入")


@example(replicate)
def _replicate(world: World) -> Call:
    place = settings.WORK_FOLDER.parent / "copy"
    backend = "lantai.engines.storage.backends.filesystem.FilesystemBlobStore"
    table = {"NAME": f"file://{place}", "BACKEND": backend, "PATH": place, "DURABLE": False}
    replica, _ = Replica.objects.get_or_create(name=table["NAME"])

    def copy(actor: Actor) -> None:
        with override_settings(REPLICAS=[table]):
            replicate(actor=actor, replica=replica)

    return copy
