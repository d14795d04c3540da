"""The outbox is drained into the index, whatever fails, and a rebuild misses nothing."""

import datetime as dt
import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from lantai.base.common.locks import lock
from lantai.engines.search import indexing, rounds
from lantai.engines.search.actions import mark_changed
from lantai.engines.search.backends.memory import MemoryIndex
from lantai.engines.search.document import SearchDocument, SearchQuery
from lantai.engines.search.models import OutboxEntry
from lantai.engines.search.protocol import IndexIsBusy

pytestmark = pytest.mark.django_db


class Everything:
    everything = True
    institutions: frozenset[str] = frozenset()
    share: None = None


@pytest.fixture
def records():
    """Row id → title: what the loader finds. A title `broken` cannot be loaded, `huge` cannot be indexed."""
    return {}


@pytest.fixture
def index():
    return MemoryIndex()


@pytest.fixture(autouse=True)
def _source(records, settings, tmp_path, monkeypatch):
    settings.SEARCH = {"BACKEND": "lantai.engines.search.backends.memory.MemoryIndex", "PATH": tmp_path}
    monkeypatch.setattr(indexing, "_source", [])

    def load(keys):
        for key in keys:
            if records.get(key) == "broken":
                raise KeyError(key)
            if key in records:
                yield SearchDocument(num=key, id=str(key), code=str(key), title=records[key])

    indexing.register_loader(load, keys=lambda: sorted(records))


def found(index, words=""):
    return sorted(hit.num for hit in index.search(SearchQuery(words=words), scope=Everything()).hits)


def count_of(index, words):
    return index.search(SearchQuery(words=words), scope=Everything()).count


def test_it_indexes_what_was_marked_and_empties_the_outbox(records, index):
    records.update({1: "水库", 2: "移民"})
    mark_changed([1, 2])

    assert indexing.drain(index=index) == 2

    assert found(index, "水库") == [1]
    assert indexing.pending() == 0
    assert indexing.drain(index=index) == 0


def test_it_deletes_what_the_loader_does_not_give(records, index):
    records[1] = "水库"
    mark_changed([1])
    indexing.drain(index=index)
    del records[1]
    mark_changed([1])

    indexing.drain(index=index)

    assert found(index) == []


def test_it_notes_a_record_once_a_call_and_indexes_it_once_a_batch(records, index):
    records[1] = "水库"
    assert mark_changed([1, 1, 1]) == 1
    mark_changed([1])

    assert indexing.drain(index=index) == 2
    assert found(index) == [1]


def test_it_forgets_what_a_transaction_took_back(index):
    with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012 - the block is the subject
        mark_changed([1])
        raise RuntimeError

    assert indexing.pending() == 0


def test_it_gathers_what_is_coming_into_one_commit(records, index, monkeypatch):
    records.update(dict.fromkeys(range(1, 31), "水库"))
    mark_changed(range(1, 11))
    more = [range(11, 21), range(21, 31)]
    commits = []
    write = index.write
    monkeypatch.setattr(index, "write", lambda: commits.append(1) or write())

    def coming(_seconds):
        mark_changed(more.pop(0))
        return bool(more)

    assert indexing._round(index, 500, coming) == 30
    assert (len(commits), count_of(index, "水库"), indexing.pending()) == (1, 30, 0)


def test_it_gathers_no_longer_when_somebody_waits(records, index):
    records.update({**dict.fromkeys(range(1, 11), "水库"), 11: "移民"})
    mark_changed(range(1, 11))

    def coming(_seconds):
        mark_changed([11])
        return True

    assert indexing._round(index, 500, coming) == 11
    assert found(index, "移民") == [11]


def test_what_a_person_changed_goes_before_thousands_of_others(records, index):
    records.update({**dict.fromkeys(range(1, 3_001), "水库"), 3_001: "移民"})
    mark_changed(range(1, 3_001))
    mark_changed([3_001])

    assert indexing.drain(limit=200, index=index) == 200

    assert (found(index, "移民"), count_of(index, "水库")) == ([3_001], 199)
    assert indexing.drain_all(index=index)
    assert (count_of(index, ""), indexing.pending()) == (3_001, 0)


def test_a_commit_of_thousands_ends_when_somebody_comes_and_loses_nothing(records, index, monkeypatch):
    """The round has begun, 2,000 changes are its share: what a person saves meanwhile does not wait for all of them."""
    monkeypatch.setattr(rounds, "_LOOKED_EVERY", 0.0)
    monkeypatch.setattr(rounds, "_LEAST_WORK", 0.0)
    records.update(dict.fromkeys(range(1, 3_001), "水库"))
    mark_changed(range(1, 3_001))
    (source,) = indexing._source
    loaded = []

    def load(keys):
        for document in source.load(keys):
            loaded.append(document.num)
            if len(loaded) == 300:
                records.update({3_001: "移民", 7: "移民"})
                mark_changed([3_001, 7])
            yield document

    indexing.register_loader(load, keys=source.keys)

    assert indexing.drain(index=index) == 302

    assert (found(index, "移民"), count_of(index, "水库")) == ([7, 3_001], 299)
    assert indexing.drain_all(index=index)
    assert (count_of(index, "水库"), indexing.pending()) == (2_999, 0)


def test_it_waits_for_what_is_coming_only_a_while(records, index, monkeypatch):
    monkeypatch.setattr(indexing, "_LONGEST_SILENCE", 0.1)
    records[1] = "水库"
    mark_changed([1])

    assert indexing._round(index, 500, lambda _seconds: True) == 1
    assert found(index) == [1]


def test_it_drains_in_steps_within_the_limit(records, index):
    records.update(dict.fromkeys(range(1, 8), "水库"))
    mark_changed(range(1, 8))

    assert [indexing.drain(limit=3, index=index) for _ in range(4)] == [3, 3, 1, 0]


def test_it_leaves_one_broken_record_behind_and_indexes_the_others(records, index, caplog):
    records.update({1: "水库", 2: "broken", 3: "水渠"})
    mark_changed([1, 2, 3])

    assert indexing.drain(index=index) == 2

    assert found(index) == [1, 3]
    entry = OutboxEntry.objects.get()
    assert (entry.key, entry.attempts) == (2, 1)
    assert "KeyError" in entry.problem
    assert entry.due > timezone.now()
    assert indexing.drain(index=index) == 0
    assert indexing.indexing_status().failing == 1


def test_it_tries_a_broken_record_again_when_its_time_has_come(records, index):
    records[2] = "broken"
    mark_changed([2])
    indexing.drain(index=index)
    records[2] = "水库"
    OutboxEntry.objects.update(due=timezone.now() - dt.timedelta(seconds=1))

    assert indexing.drain(index=index) == 1
    assert found(index) == [2]


def test_it_keeps_the_outbox_when_the_index_cannot_be_written(records):
    class FullDisk(MemoryIndex):
        def _apply(self, kept, changes):
            raise OSError(28, "No space left on device")

    records[1] = "水库"
    mark_changed([1])

    with pytest.raises(OSError, match="No space"):
        indexing.drain(index=FullDisk())

    assert indexing.pending() == 1


def test_it_leaves_the_work_to_the_indexer_that_runs(records, index, tmp_path):
    mark_changed([1])

    with lock(tmp_path / "indexer.lock", wait=False):
        assert indexing.drain(index=index) == 0
        assert indexing.drain_all(index=index) is False

    assert indexing.pending() == 1
    assert indexing.drain_all(index=index) is True
    assert indexing.pending() == 0


def test_it_waits_for_a_change_no_longer_than_told(records, index):
    assert indexing.wait_until_indexed(indexing.newest_change(), seconds=0) is True
    mark_changed([1])
    change = indexing.newest_change()

    assert indexing.wait_until_indexed(change, seconds=0) is False
    indexing.drain(index=index)
    assert indexing.wait_until_indexed(change, seconds=0) is True


def test_it_rebuilds_from_all_records_and_shows_how_far_it_is(records, index):
    records.update(dict.fromkeys(range(1, 1_202), "水库"))
    shown = []

    assert indexing.reindex(index=index, progress=lambda done, of: shown.append((done, of))) == 1_201

    assert shown == [(0, 1201), (500, 1201), (1000, 1201), (1201, 1201)]


def test_it_adds_to_a_rebuild_what_was_indexed_while_it_ran(records, index):
    records.update({1: "水库", 2: "水库"})

    def meanwhile(done, of):
        if done == of:
            records.update({1: "水渠", 3: "水渠"})
            del records[2]
            mark_changed([1, 2, 3])
            assert indexing.drain(index=index) == 3
            assert OutboxEntry.objects.filter(indexed=True).count() == 3
            assert indexing.pending() == 0
            assert found(index, "水渠") == [1, 3]

    indexing.reindex(index=index, progress=meanwhile)

    assert found(index, "水渠") == [1, 3]
    assert found(index) == [1, 3]
    assert OutboxEntry.objects.count() == 0


def test_it_adds_to_a_rebuild_what_still_waits(records, index):
    records.update({1: "水库"})

    def meanwhile(done, of):
        if done == of:
            records[1] = "水渠"
            mark_changed([1])

    indexing.reindex(index=index, progress=meanwhile)

    assert found(index, "水渠") == [1]
    assert indexing.pending() == 0


def test_it_rebuilds_around_a_broken_record_and_remembers_it(records, index):
    records.update({1: "水库", 2: "broken"})

    indexing.reindex(index=index)

    assert found(index) == [1]
    assert OutboxEntry.objects.get().key == 2


def test_it_refuses_two_rebuilds_at_once(index, tmp_path, monkeypatch):
    monkeypatch.setattr(indexing, "_LOCK_PATIENCE", 0.0)

    with lock(tmp_path / "reindex.lock", wait=False), pytest.raises(IndexIsBusy) as refusal:
        indexing.reindex(index=index)

    assert str(tmp_path) in str(refusal.value)


def test_it_says_how_far_behind_it_is(records):
    records[1] = "水库"
    mark_changed([1])
    before = indexing.indexing_status()
    indexing.drain()
    after = indexing.indexing_status()

    assert (before.documents, before.behind) == (0, 1)
    assert (after.documents, after.behind, after.failing, after.problem) == (1, 0, 0, "")
    assert after.last_commit is not None


def test_the_command_rebuilds_and_reports(records):
    records.update({1: "水库", 2: "移民"})
    out, spoken = StringIO(), StringIO()

    call_command("reindex", "--json", stdout=out)
    call_command("reindex", stdout=spoken)

    assert json.loads(out.getvalue())["documents"] == 2
    assert "2 / 2" in spoken.getvalue()
    assert found(indexing.search_index()) == [1, 2]
