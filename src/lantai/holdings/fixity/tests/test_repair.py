"""Second copies and repair: in both directions, never from a bad copy, told by the object itself and by the chain."""

import random
import shutil

import pytest

from lantai.base.accounts.access import OPERATOR
from lantai.base.audit.models import Event
from lantai.engines.storage.current import blob_store
from lantai.holdings.fixity.actions import Wanted, begin_run, carry_out_run, repair_object, replicate
from lantai.holdings.fixity.kinds import Kind
from lantai.holdings.fixity.models import FindingState, FixityFinding, ObjectFixity, ReplicaCopy
from lantai.holdings.fixity.places import quarantine, replicas
from lantai.holdings.fixity.tests.damage import KINDS, REPAIRABLE, flip, replace
from lantai.holdings.preservation.ocfl.check import check_object
from lantai.holdings.preservation.ocfl.layout import object_prefix

pytestmark = pytest.mark.django_db
CHANCE = random.Random(70)


def copy_all():
    (place,) = replicas()
    return replicate(actor=OPERATOR, replica=place.replica)


def check(replica=None, **more):
    run = begin_run(actor=OPERATOR, wanted=Wanted(**more), replica=replica)
    return carry_out_run(actor=OPERATOR, run=run)


def folder_of(row):
    return blob_store().local_tree(object_prefix(row.object_id))


def copy_of(row):
    return replicas()[0].store.local_tree(object_prefix(row.object_id))


def files_of(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def is_whole(row):
    row.refresh_from_db()
    return check_object(blob_store(), row.object_id, full=True, sm3=True) == []


def found():
    return sorted(FixityFinding.objects.values_list("kind", "path", "state"))


def test_it_copies_whole_objects_with_all_their_versions_and_only_what_is_new(stored):
    rows = [stored(versions) for versions in (1, 2, 3)]

    assert copy_all().copied == 3
    assert all(files_of(folder_of(row)) == files_of(copy_of(row)) for row in rows)
    assert copy_all().copied == 0

    again = stored()
    done = copy_all()
    assert (done.copied, done.refused) == (1, 0)
    assert ReplicaCopy.objects.get(stored=again).inventory_sha512 == again.inventory_sha512


def test_it_sends_only_the_new_files_of_a_new_version(stored):
    from lantai.holdings.fixity.events import Repair, write_down
    from lantai.holdings.fixity.tests.conftest import record_time

    row = stored()
    first = copy_all().size
    write_down(blob_store(), row.object_id, Repair("x", ["one more"], "archivist", record_time(9)))
    original = copy_of(row) / "v1/content/original/001.tif"
    before = original.stat().st_ino

    second = copy_all()

    assert second.copied == 1
    assert second.size < first + 10_000
    assert original.stat().st_ino == before
    assert files_of(folder_of(row)) == files_of(copy_of(row))


def test_it_copies_nothing_that_is_damaged(stored):
    row = stored()
    flip(folder_of(row) / "v1/content/original/001.tif", CHANCE)

    done = copy_all()

    assert (done.copied, done.refused) == (0, 1)
    assert not copy_of(row).exists()


def test_it_finds_nothing_in_whole_objects_of_several_versions(stored):
    rows = [stored(versions) for versions in (1, 2, 3, 4)]
    copy_all()

    run = check(sm3=True)
    copies = check(replicas()[0].replica)

    assert (run.objects_read, run.damaged, copies.objects_read, copies.damaged) == (4, 0, 4, 0)
    assert found() == []
    assert ObjectFixity.objects.filter(is_whole=True, sm3_at__isnull=False).count() == len(rows)


@pytest.mark.parametrize("kind", sorted(REPAIRABLE))
def test_it_repairs_damage_and_the_object_tells_of_it(stored, kind):
    row = stored(2)
    copy_all()
    before = files_of(folder_of(row))
    KINDS[kind](folder_of(row), CHANCE)
    check()
    ((_, _, state),) = found()
    assert state == FindingState.FOUND

    result = repair_object(actor=OPERATOR, stored=row)

    assert result.is_whole
    assert is_whole(row)
    after = files_of(folder_of(row))
    assert {path: after[path] for path in before if "/" in path and not path.startswith("v3")} == {
        path: data for path, data in before.items() if "/" in path
    }
    assert row.version == 3
    premis = after["v3/content/premis.xml"].decode()
    assert ">recovery</premis:eventType>" in premis
    assert FixityFinding.objects.get().state == FindingState.REPAIRED
    event = Event.objects.order_by("-number")[0]
    assert (event.verb, event.subject_id) == ("fixity:repair", row.object_id)
    assert ObjectFixity.objects.get(stored=row).is_whole


def test_it_brings_a_whole_object_back(stored):
    row = stored(2)
    copy_all()
    shutil.rmtree(folder_of(row))
    check()

    assert repair_object(actor=OPERATOR, stored=row).is_whole
    assert is_whole(row)


def test_it_never_repairs_from_a_bad_copy(stored):
    row = stored()
    copy_all()
    path = "v1/content/original/001.tif"
    flip(folder_of(row) / path, CHANCE)
    flip(copy_of(row) / path, CHANCE)
    check()
    before = files_of(folder_of(row))

    result = repair_object(actor=OPERATOR, stored=row)

    assert (result.repaired, result.unrepairable, result.is_whole) == (0, 1, False)
    assert files_of(folder_of(row)) == before
    assert FixityFinding.objects.get().state == FindingState.UNREPAIRABLE
    assert not quarantine().exists()


def test_it_never_believes_the_inventory_of_a_copy_that_was_rewritten(stored):
    """A copy whose inventory agrees with itself and names other bytes is as bad as any."""
    import hashlib

    row = stored()
    copy_all()
    damaged = folder_of(row)
    for place in (damaged, damaged / "v1"):
        replace(place / "inventory.json", b"{}")
    copy = copy_of(row)
    other = b"other bytes"
    old = (copy / "v1/content/original/001.tif").read_bytes()
    replace(copy / "v1/content/original/001.tif", other)
    data = (copy / "inventory.json").read_bytes()
    old_digest, new_digest = (hashlib.sha512(text).hexdigest().encode() for text in (old, other))
    data = data.replace(old_digest, new_digest)
    for place in (copy, copy / "v1"):
        replace(place / "inventory.json", data)
        replace(place / "inventory.json.sha512", f"{hashlib.sha512(data).hexdigest()} inventory.json\n".encode())
    check()
    before = files_of(damaged)

    assert not repair_object(actor=OPERATOR, stored=row).is_whole
    assert files_of(damaged) == before


def test_it_mends_each_place_from_the_other(stored):
    row = stored()
    copy_all()
    flip(folder_of(row) / "v1/content/original/001.tif", CHANCE)
    flip(copy_of(row) / "v1/content/original/002.tif", CHANCE)
    replica = replicas()[0].replica
    check()
    check(replica)
    assert [(kind, state) for kind, _, state in found()] == [(Kind.ALTERED, FindingState.FOUND)] * 2

    assert repair_object(actor=OPERATOR, stored=row, replica=replica).is_whole
    assert repair_object(actor=OPERATOR, stored=row).is_whole

    copy_all()
    assert is_whole(row)
    assert files_of(folder_of(row)) == files_of(copy_of(row))


def test_it_keeps_what_was_damaged(stored):
    row = stored()
    copy_all()
    path = folder_of(row) / "v1/content/original/001.tif"
    replace(path, b"what the disk made of it")
    check()

    repair_object(actor=OPERATOR, stored=row)

    kept = quarantine() / FixityFinding.objects.get().ulid / "v1/content/original/001.tif"
    assert kept.read_bytes() == b"what the disk made of it"


def test_a_stranger_stays_where_it_is_until_a_person_decides(stored):
    from lantai.holdings.fixity.actions import set_aside_extra

    row = stored()
    copy_all()
    stranger = folder_of(row) / "v1/content/original/多余.txt"
    stranger.write_bytes(b"?")
    flip(folder_of(row) / "v1/content/original/001.tif", CHANCE)
    check()

    assert repair_object(actor=OPERATOR, stored=row).is_whole
    assert stranger.read_bytes() == b"?"

    finding = FixityFinding.objects.get(kind=Kind.EXTRA)
    set_aside_extra(actor=OPERATOR, finding=finding, reason="误拷入")

    assert not stranger.exists()
    assert (quarantine() / finding.ulid / finding.path).read_bytes() == b"?"
    assert is_whole(row)


def test_a_repair_that_was_killed_before_it_was_told_is_told_by_the_next(stored):
    from lantai.holdings.fixity import mending
    from lantai.holdings.fixity.actions import repairing

    row = stored()
    copy_all()
    flip(folder_of(row) / "v1/content/original/001.tif", CHANCE)
    check()
    findings = repairing._claim(row, None)
    place, others = repairing.place_of(None), repairing.others_than(repairing.place_of(None))
    mending.mend(place, others, repairing._known(row, None), mark=findings[0].ulid)
    assert FixityFinding.objects.get().state == FindingState.REPAIRING

    assert repair_object(actor=OPERATOR, stored=row).is_whole

    row.refresh_from_db()
    assert row.version == 2
    assert FixityFinding.objects.get().state == FindingState.REPAIRED
    assert repair_object(actor=OPERATOR, stored=row).is_whole
    row.refresh_from_db()
    assert row.version == 2


def test_a_folder_left_empty_is_no_stranger_once_its_file_is_back(stored):
    """The file is told as missing and its folder as empty; putting the file back answers both."""
    row = stored()
    copy_all()
    folder = folder_of(row) / "v1/content/original"
    for path in folder.iterdir():
        path.unlink()
    (folder_of(row) / "v1/content/stranger.txt").write_text("nobody's")
    check()
    assert {kind for kind, _path, _state in found()} == {Kind.MISSING, Kind.EXTRA}

    repair_object(actor=OPERATOR, stored=row)

    states = {path: state for _kind, path, state in found()}
    assert states["v1/content/original"] == FindingState.GONE
    assert states["v1/content/stranger.txt"] == FindingState.FOUND
