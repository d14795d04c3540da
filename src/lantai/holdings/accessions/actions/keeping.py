"""What a package says of itself is kept with its intake: 说明文件, 其他/, METS, PREMIS, sealed packages whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from django.utils import timezone
from django.utils.translation import gettext_noop

from lantai.base.accounts.access import Actor
from lantai.base.common.findings import Finding, Severity, declare
from lantai.engines.storage.current import blob_store
from lantai.holdings.accessions.models import Transfer, TransferFinding
from lantai.holdings.accessions.package import Package, PackageFile
from lantai.holdings.accessions.planning import Plan
from lantai.holdings.preservation.mets import with_mets
from lantai.holdings.preservation.ocfl.names import logical_path
from lantai.holdings.preservation.ocfl.read import has_object, read_inventory
from lantai.holdings.preservation.ocfl.write import (
    Changes,
    Commit,
    SourceFile,
    StagedFile,
    publish,
    stage_object,
    stage_version,
)

ABOUT_KEPT = declare(
    "package.about_kept",
    gettext_noop("%(count)s files in which the package speaks of itself were kept with this intake, not as records."),
    gettext_noop("They lie in storage in the object %(object_id)s, below “package”."),
)
ABOUT_NOT_KEPT = declare(
    "package.about_not_kept",
    gettext_noop("%(count)s files in which the package speaks of itself were not kept: some entries are classified."),
    gettext_noop("They may name what must not be here. The unit keeps the package as it handed it over."),
)
FOLDER = "package/"


def keep_about(transfer: Transfer, package: Package, plan: Plan, *, actor: Actor) -> None:
    """Store these files in the object of the intake. Done again after a kill, nothing is stored twice.

    Where entries were stopped as classified, only sealed packages are kept all of whose files came in: the other files
    name every entry. Raises `StorageError` with nothing changed.
    """
    files = list(_keepable(package, plan))
    findings = []
    if lost := len(package.about) - len(files):
        findings.append(Finding(ABOUT_NOT_KEPT, Severity.WARNING, "", {"count": lost}))
    if files:
        object_id = _store(transfer, files, actor)
        told = {"count": len(files), "object_id": object_id}
        findings.append(Finding(ABOUT_KEPT, Severity.INFO, "", told))
    rows = [TransferFinding.of(transfer, finding) for finding in findings]
    TransferFinding.objects.bulk_create(rows, ignore_conflicts=True)


def _keepable(package: Package, plan: Plan) -> Iterator[PackageFile]:
    if not plan.is_cut:
        yield from (each.file for each in package.about)
        return
    taken = {name for item in plan.items for name in item.files}
    yield from (each.file for each in package.about if each.members and taken.issuperset(each.members))


def _store(transfer: Transfer, files: Sequence[PackageFile], actor: Actor) -> str:
    store, name = blob_store(), f"urn:lantai:transfer:{quote(transfer.ulid, safe='')}"
    is_there = has_object(store, name)  # the register of the intake may have been written there before
    kept = set(read_inventory(store, name).state()) if is_there else set()
    paths = {FOLDER + logical_path(file.name): file.path for file in files}
    fresh = [SourceFile(path, where) for where, path in paths.items() if where not in kept]
    if not fresh:
        return name
    commit = Commit(message="Package documents kept", user=actor.label, created=timezone.now())

    def documents(staged: Sequence[StagedFile]) -> Mapping[str, bytes]:
        return with_mets(staged, {}, object_id=name, at=commit.created)

    with store.staging() as stage:
        if is_there:
            changes = Changes(files=fresh, documents=documents)
            staged = stage_version(store, stage, object_id=name, changes=changes, commit=commit)
        else:
            staged = stage_object(stage, object_id=name, files=fresh, documents=documents, commit=commit)
        if staged:
            publish(store, [staged])
    return name
