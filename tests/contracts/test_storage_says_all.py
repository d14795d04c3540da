"""The century promise: after every act there is, the storage root alone gives the database back as it was."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from lxml import etree

from lantai.base.accounts.access import OPERATOR, actor_of
from lantai.base.accounts.models import User
from lantai.base.audit.current import current_setup
from lantai.base.audit.verification import verify_chain
from lantai.base.common.errors import ArchiveError
from lantai.engines.storage.current import blob_store
from lantai.holdings.preservation.describing.running import write_down_changes
from lantai.holdings.preservation.ocfl.layout import iter_objects
from lantai.holdings.preservation.ocfl.read import open_file, read_inventory
from lantai.holdings.preservation.parts import tables
from lantai.holdings.preservation.rebuilding.digests import digests_of_holdings
from lantai.holdings.preservation.rebuilding.restoring import DatabaseIsNotEmpty, rebuild_from_storage
from lantai.holdings.preservation.tests.ocfl_objects import outside_judgement
from tests.architecture.acts import examples
from tests.support.shared import SHARED, shared_data
from tests.support.world import World, build_world

ORPHAN = "lantai.holdings.preservation.actions.storing"
"""Its example leaves an object without a row, as a killed run does."""
SELDOM = {
    "authority.succession",
    "catalogue.component",
    "entry.difference",
    "entry.typingtally",
    "fulltext.publiccopy",
    "opening.passage",
    "accessions.transferfinding",
    "arrangement.seriestally",
    "federation.gone",
    "normalisation.normalisationfinding",
}
NOT_KEPT = {
    "accounts.apitoken": "a secret of this installation: who needs one makes another",
    "accounts.oldpassword": "a secret of this installation",
    "accounts.recoverycode": "a secret of this installation",
    "accounts.roleassignment": "rights are given by living offices: accounts come back disabled",
    "accounts.secondfactor": "a secret of this installation",
    "accounts.staffcontact": "where staff are reminded: accounts come back disabled, and who is activated says it anew",
    "appointments.booking": "who comes to read: forgotten some days after the visit",
    "arrangement.seriestally": "counted by triggers as records come in",
    "audit.head": "the last event of the chain",
    "audit.verification": "what a walk over the chain found: another walk finds it again",
    "catalogue.personkey": "worked out from the names",
    "catalogue.recordtally": "counted by triggers as records come in",
    "certificates.loghead": "counted from the leaves of the log, which are kept",
    "enquiries.proof": "tells of an applicant: removed soon after the end of a case, and storage forgets nothing",
    "enquiries.proofcontent": "tells of an applicant: removed soon after the end of a case",
    "enquiries.staffreminder": "of what staff were reminded: after a rebuild they are told once more",
    "enquiries.copyfetched": "counted for a day; the audit chain tells of it",
    "cross_archive.parcel": "packages under way, encrypted for others: content goes when acknowledged",
    "cross_archive.receipt": "which packages came: after a rebuild partners agree anew, with new keys",
    "cross_archive.passedcase": "of which partner a case was asked: tells of an applicant; the timeline says the rest",
    "cross_archive.passedcertificate": "tells of an applicant: removed with what the case tells of people",
    "notices.notice": "addresses of applicants, emptied once sent: the case's timeline says that somebody was told",
    "exchange.export": "a file that waits some days for who ordered it; the audit chain tells of it",
    "federation.due": "records written to since harvesters were last told: after a rebuild all are weighed anew",
    "federation.round": "how far that is; after a rebuild it begins again",
    "federation.told": "what is open is told anew; what is gone and must stay told is kept as federation.gone",
    "fixity.objectfixity": "when each object was last read: after a rebuild all are read anew",
    "fixity.replicacopy": "what lies in a second place: looking there finds it",
    "limits.try": "wrong codes of a day",
    "jobs.job": "progress of work at a worker",
    "jobs.queuestate": "whether a queue is paused at this moment",
    "jobs.workerbeat": "signs of life",
    "normalisation.formattally": "counted by triggers as files come in",
    "oversight.auditexport": "a file that waits some days for who ordered it; the audit chain tells of it",
    "opening.yeartally": "counted by triggers as records come in",
    "precheck.coverage": "counted when a run ends",
    "precheck.pagehints": "the same texts under the same rules give the same hints: a precheck finds them again",
    "precheck.precheckrun": "progress of work; the audit chain tells who ordered it, and of what",
    "precheck.precheckshare": "how far a worker is",
    "precheck.suggestion": "made again from texts and rules; what a person was shown is kept with their decision",
    "preservation.mark": "what waits for storage itself",
    "preservation.subjectobject": "found by walking the root",
    "search.sweep": "what the index must know of decisions until it has come to them: nothing, after a rebuild",
    "search.outboxentry": "what waits for the index: everything, after a rebuild",
}
"""Models whose rows need not be in storage, each with the reason."""


def test_every_model_is_kept_in_storage_or_says_why_not():
    kept = {table.label for _, table in tables()}
    ours = {
        model._meta.label_lower
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("lantai.")
    }

    assert sorted(ours - kept - NOT_KEPT.keys()) == [], "register a part for it, or say in NOT_KEPT why there is none"
    assert sorted(kept & NOT_KEPT.keys()) == []
    assert sorted(NOT_KEPT.keys() - ours) == []


def perform_everything(world: World) -> None:
    """Every act there is, one after another on one archive. Where one finds what another left, it is passed over."""
    for name, each in examples().items():
        if name == ORPHAN:
            continue
        with suppress(ArchiveError), transaction.atomic():
            each.prepare(world)(actor_of(world.people[each.by]) if each.by else OPERATOR)


def wipe() -> None:
    """Everything gone, as on a new machine."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label not in {"contenttypes", "auth"}:
            model._base_manager.all()._raw_delete("default")


@pytest.fixture
def lost(db, home) -> dict[str, Any]:
    """An archive in which everything was done, and of which only the storage root is left; what its digests were."""
    perform_everything(build_world(home))
    write_down_changes(at_once=True)
    before = digests_of_holdings()
    wipe()
    return before


def test_it_comes_back_as_it_was_after_every_act(lost):
    rebuilt = rebuild_from_storage(actor=OPERATOR, compare=lost)

    empty = {label for label, told in lost["tables"].items() if not told["rows"]}
    assert [finding.sentence() for finding in rebuilt.findings] == []
    assert rebuilt.differs == []
    assert empty <= SELDOM, "an act that fills these tables was passed over"
    assert verify_chain(current_setup()).breaks == []
    assert not User.objects.filter(is_active=True).exists()
    assert write_down_changes(at_once=True) == 1, "only the event of the rebuild is new to storage"
    with pytest.raises(DatabaseIsNotEmpty):
        rebuild_from_storage(actor=OPERATOR)
    judge_root()


def judge_root() -> None:
    """What others say of the root and of every newest version in it."""
    store = blob_store()
    valid, objects, good, problems = outside_judgement(store.root)  # type: ignore[attr-defined]
    assert (valid, good, problems) == (True, objects, [])
    if not SHARED.exists():
        pytest.skip("the schemas of METS and PREMIS are not beside this checkout (set LANTAI_SHARED_DATA)")
    mets, premis = schema("mets"), schema("premis")
    for object_id in iter_objects(store):
        for name, judge in (("mets.xml", mets), ("premis.xml", premis)):
            if name in read_inventory(store, object_id).state():
                with open_file(store, object_id, name) as blob:
                    judge.assertValid(etree.parse(blob))
        assert {"mets.xml", "premis.xml"} <= read_inventory(store, object_id).state().keys(), object_id


def schema(name: str) -> etree.XMLSchema:
    """A schema of the Library of Congress, with the one for links that it names by its address."""
    path = {
        "mets": shared_data("standards", "mets", "version1121", "mets.xsd"),
        "premis": shared_data("standards", "archivematica_mets_premis", "xsd", "premis.xsd"),
    }[name]
    parser = etree.XMLParser()
    parser.resolvers.add(_Links())
    return etree.XMLSchema(etree.parse(path, parser))


class _Links(etree.Resolver):
    def resolve(self, url: str, _public: str, context: Any) -> Any:
        if url.endswith("xlink.xsd"):
            links = shared_data("standards", "archivematica_mets_premis", "xsd", "xlink.xsd")
            return self.resolve_filename(str(links), context)
        return None
