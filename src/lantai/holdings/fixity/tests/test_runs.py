"""Walks: resumed after a kill, held by one process, undisturbed by clocks and disks that go away."""

import datetime as dt
import random

import pytest
import time_machine
from django.utils import timezone

from lantai.base.accounts.access import OPERATOR
from lantai.base.common.locks import lock
from lantai.engines.jobs.models import Job
from lantai.engines.jobs.queries import is_waiting
from lantai.engines.storage.current import blob_store
from lantai.engines.storage.errors import StorageIsMissing
from lantai.holdings.fixity import running
from lantai.holdings.fixity.actions import RunIsUnderWay, Wanted, accept_finding, begin_run, carry_out_run
from lantai.holdings.fixity.choosing import objects_of
from lantai.holdings.fixity.kinds import Kind
from lantai.holdings.fixity.models import FindingState, FixityFinding, FixityRun, ObjectFixity
from lantai.holdings.fixity.places import lock_file
from lantai.holdings.fixity.receivers import take_up_again
from lantai.holdings.fixity.running import Reading, RunIsHeld
from lantai.holdings.fixity.tasks import check as check_task
from lantai.holdings.fixity.tests.damage import flip
from lantai.holdings.fixity.tests.test_repair import check, copy_all, folder_of
from lantai.holdings.imports.actions import check_import, receive_list
from lantai.holdings.imports.actions.keeping import keep_list
from lantai.holdings.imports.models import ImportBatch
from lantai.holdings.preservation.models import StoredObject
from lantai.holdings.preservation.ocfl.layout import object_prefix

pytestmark = pytest.mark.django_db


def begin(**more):
    return begin_run(actor=OPERATOR, wanted=Wanted(**more))


def carry_out(run, **how):
    return carry_out_run(actor=OPERATOR, run=run, reading=Reading(**how) if how else None)


@pytest.fixture
def piecemeal(monkeypatch):
    """Each object is a piece of its own, written down at once."""
    monkeypatch.setattr(running, "FEW", 1)
    monkeypatch.setattr(running, "PAGE", 1)


def test_it_goes_on_where_it_was_stopped_and_reads_nothing_twice(stored, piecemeal):
    for _ in range(5):
        stored()
    run, pieces = begin(), []

    carry_out(run, told=lambda now: pieces.append(now.objects_read), pause=lambda: len(pieces) == 2)
    assert (run.state, run.objects_read) == (FixityRun.State.WAITING, 2)

    carry_out(run, told=lambda now: pieces.append(now.objects_read))
    assert (run.state, pieces) == (FixityRun.State.DONE, [1, 2, 3, 4, 5])
    assert Job.objects.get(kind="fixity").state == Job.State.DONE


def test_one_process_holds_a_run(stored):
    stored()
    run = begin()

    with lock(lock_file(run.ulid), wait=False), pytest.raises(RunIsHeld):
        carry_out(run)
    with pytest.raises(RunIsUnderWay):
        begin()

    assert carry_out(run).objects_read == 1


def test_a_process_elsewhere_that_has_gone_on_is_noticed_at_the_next_piece(stored, piecemeal):
    """Another machine does not know our locks: whoever comes second to a piece writes nothing and stops."""
    rows = [stored() for _ in range(4)]
    run = begin()

    def overtake(now):
        FixityRun.objects.filter(pk=run.pk, cursor=rows[0].pk).update(cursor=rows[2].pk, objects_read=3)

    with pytest.raises(RunIsHeld):
        carry_out(run, told=overtake)

    run.refresh_from_db()
    assert (run.cursor, run.objects_read, run.state) == (rows[2].pk, 3, FixityRun.State.RUNNING)


def test_it_tells_each_damage_once_and_settles_what_is_gone(stored):
    row = stored()
    path = folder_of(row) / "v1/content/original/001.tif"
    whole = path.read_bytes()
    flip(path, random.Random(1))
    check()
    check()
    assert FixityFinding.objects.get().state == FindingState.FOUND
    assert not ObjectFixity.objects.get(stored=row).is_whole

    path.write_bytes(whole)
    check()

    assert FixityFinding.objects.get().state == FindingState.GONE
    assert ObjectFixity.objects.get(stored=row).is_whole


def test_what_was_accepted_is_not_told_again(stored):
    row = stored()
    flip(folder_of(row) / "v1/content/original/001.tif", random.Random(1))
    check()
    accept_finding(actor=OPERATOR, finding=FixityFinding.objects.get(), reason="原件仍在库房")

    check()

    assert FixityFinding.objects.get().state == FindingState.ACCEPTED


def test_a_file_cut_short_is_called_so(stored):
    path = folder_of(stored()) / "v1/content/original/正文.txt"
    path.write_bytes(path.read_bytes()[:100])

    check()

    finding = FixityFinding.objects.get()
    assert (finding.kind, finding.seen_size, finding.expected_size) == (Kind.TRUNCATED, 100, 64 * 81)


def test_a_disk_that_goes_away_is_no_loss_of_every_object(stored, home):
    for _ in range(3):
        stored()
    run = begin()
    (home / "storage").rename(home / "away")

    with pytest.raises(StorageIsMissing):
        carry_out(run)

    assert (run.state, FixityFinding.objects.count()) == (FixityRun.State.STOPPED, 0)
    assert str(home / "storage") in run.message
    (home / "away").rename(home / "storage")
    assert carry_out(run).objects_read == 3


def test_it_reads_what_is_due_by_retention(stored):
    now = timezone.now()
    old, fresh, other = stored(retention="Y"), stored(retention="Y"), stored(retention="D10")
    StoredObject.objects.filter(pk__in=[old.pk, other.pk]).update(stored_at=now - dt.timedelta(days=400))
    before = {"Y": now - dt.timedelta(days=365), "*": now - dt.timedelta(days=1460)}

    run = begin(choice=FixityRun.Choice.DUE, due_before=before)
    assert list(objects_of(run).values_list("pk", flat=True)) == [old.pk]
    carry_out(run)

    again = begin(choice=FixityRun.Choice.DUE, due_before=before)
    assert list(objects_of(again)) == []
    assert fresh.pk


def test_a_clock_that_jumped_back_leaves_nothing_unread_for_ever(stored):
    """What was read "in the future" would never be due again: it is due at once."""
    row, run = stored(), None
    with time_machine.travel(dt.datetime(2046, 1, 1, tzinfo=dt.UTC), tick=True):
        run = begin()
        carry_out(run)
    assert ObjectFixity.objects.get(stored=row).checked_at.year == 2046

    before = {"*": timezone.now() - dt.timedelta(days=1460)}
    due = begin(choice=FixityRun.Choice.DUE, due_before=before)

    assert list(objects_of(due)) == [row]
    assert (run.state, run.milliseconds < 60_000) == (FixityRun.State.DONE, True)


def test_a_sample_takes_other_objects_each_time(stored):
    rows = {stored().pk for _ in range(4)}
    seen = set()
    for n in range(2):
        run = begin(choice=FixityRun.Choice.SAMPLE, part=(2, n))
        seen |= {row.pk for row in objects_of(run)}
        assert carry_out(run).objects_read == 2

    assert seen == rows


def test_it_tells_of_objects_the_catalogue_does_not_know_and_of_stray_files(stored, home):
    row = stored()
    StoredObject.objects.filter(pk=row.pk).delete()
    (home / "storage" / "ab").mkdir(exist_ok=True)
    (home / "storage" / "ab" / "note.txt").write_text("?")

    check()

    assert set(FixityFinding.objects.values_list("kind", "object_id", "path")) == {
        (Kind.UNKNOWN, row.object_id, ""),
        (Kind.EXTRA, "", "ab/note.txt"),
    }
    (home / "storage" / "ab" / "note.txt").unlink()
    check()
    assert FixityFinding.objects.get(kind=Kind.EXTRA).state == FindingState.GONE


def test_an_imported_list_is_an_object_that_is_read_and_copied_too(stored, fonds, home):
    stored()
    path = home / "list.csv"
    path.write_text("档号,题名\n0001-WS·1978-Y-BGS-0009,关于秋收的通知\n", encoding="utf-8")
    batch = check_import(actor=OPERATOR, batch=receive_list(actor=OPERATOR, fonds=fonds, path=path))
    name = keep_list(batch, actor=OPERATOR)
    ImportBatch.objects.filter(pk=batch.pk).update(object_id=name)
    check()
    assert not FixityFinding.objects.exists()
    assert (copy_all().copied, copy_all().copied) == (2, 0)

    folder = blob_store().local_tree(object_prefix(name))
    [original] = folder.glob("v1/content/original/*")
    flip(original, random.Random(1))
    flip(folder / "inventory.json", random.Random(1))
    check()

    found = FixityFinding.objects.order_by("kind").values_list("kind", "path", "institution")
    assert list(found) == [
        (Kind.ALTERED, str(original.relative_to(folder)), fonds.institution.code),
        (Kind.INVENTORY, "inventory.json", fonds.institution.code),
    ]


def test_it_asks_the_database_the_same_number_of_questions_for_many_objects(stored, django_assert_max_num_queries):
    for _ in range(6):
        flip(folder_of(stored()) / "v1/content/original/001.tif", random.Random(1))
    run = begin()

    with django_assert_max_num_queries(36):
        carry_out(run)

    assert FixityFinding.objects.count() == 6


def test_a_check_whose_process_is_gone_is_taken_up_by_a_worker(stored):
    run = begin()
    FixityRun.objects.update(state=FixityRun.State.RUNNING)
    take_up_again(Job, kind="intake", subject=run.ulid)
    run.refresh_from_db()
    assert run.state == FixityRun.State.RUNNING

    take_up_again(Job, kind="fixity", subject=run.ulid)
    take_up_again(Job, kind="fixity", subject=run.ulid)
    run.refresh_from_db()
    assert (run.state, is_waiting(check_task)) == (FixityRun.State.WAITING, True)
