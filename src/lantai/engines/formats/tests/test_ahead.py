import pytest

from lantai.engines.formats import ahead, processes, workers
from lantai.engines.formats.processes import MEMORY_MB, ReaderProcess, early_reader, end_early, start_early
from lantai.engines.formats.readers.base import Limits, Unreadable
from lantai.engines.formats.reading import read_file
from lantai.engines.formats.sheaves import CHUNK, MOST_FILES, SMALL, sheaves
from lantai.engines.formats.tests import hostile
from lantai.engines.formats.tests.samples import PARAGRAPH
from lantai.engines.formats.workers import ReaderPool

LIMITS = Limits(max_pages=CHUNK)


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(ahead, "_kept", {})


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "package"
    (made / "b").mkdir(parents=True)
    for name in ("a.txt", "b/c.txt", "b/d.txt"):
        (made / name).write_text(f"{name} {PARAGRAPH}")
    return made


def texts(readings):
    return [reading.pages[0].text for reading in readings]


def test_it_gives_what_was_read_ahead_and_reads_anew_what_has_changed(folder):
    paths = [folder / "a.txt", folder / "b/c.txt", folder / "b/d.txt"]
    assert len(list(ahead.read_ahead(folder))) == 3
    kept = [ahead._kept[str(path), LIMITS][1] for path in paths]
    paths[1].write_text("其后改了")
    paths[2].unlink()

    first, second, third = ahead.read_files(paths, LIMITS)

    assert first is kept[0]
    assert texts([second]) == ["其后改了"]
    assert [finding.code for finding in third.findings] == ["file.damaged"]
    assert ahead._kept == {}


def test_it_reads_nothing_ahead_where_a_list_may_say_what_is_not_to_be_taken(folder):
    (folder / "b" / "目录.xlsx").write_bytes(b"")

    assert list(ahead.read_ahead(folder)) == []


def test_it_reads_no_link_and_no_large_file_ahead(folder):
    (folder / "large.txt").write_text("大" * SMALL)
    (folder / "link.txt").symlink_to(folder / "a.txt")

    assert len(list(ahead.read_ahead(folder))) == 3


def test_small_files_go_together_in_their_order_and_large_ones_alone(tmp_path):
    paths = [tmp_path / f"{number}.txt" for number in range(MOST_FILES + 3)]
    for path in paths:
        path.write_text("文")
    paths[1].write_text("大" * SMALL)
    gone = tmp_path / "gone.txt"

    found = list(sheaves([*paths, gone]))

    assert found == [paths[:1], paths[1:2], paths[2 : MOST_FILES + 2], paths[MOST_FILES + 2 :], [gone]]


def test_each_is_read_for_itself_when_one_spoils_the_sheaf(folder, monkeypatch):
    paths = sorted(folder.rglob("*.txt"))
    monkeypatch.setattr(workers, "READ_FILES", "lantai.engines.formats.tests.hostile.abort_all")
    with ReaderPool(1) as pool:
        found = dict(pool.map(paths))

    assert found == {path: read_file(path) for path in paths}


def test_a_reader_started_early_answers_as_any_other(folder):
    start_early(folder)
    with ReaderPool(1, first=early_reader()) as pool:
        found = dict(pool.map(sorted(folder.rglob("*.txt"))))

    assert found == {path: read_file(path) for path in folder.rglob("*.txt")}
    assert (pool.peak.started, early_reader()) == (0, None)


def test_a_file_is_not_blamed_for_what_another_did_that_was_read_ahead(folder):
    first = ReaderProcess(MEMORY_MB, folder)
    first.kill()
    with ReaderPool(1, first=first) as pool:
        assert pool.call(hostile.size, folder / "a.txt") == (folder / "a.txt").stat().st_size
        with pytest.raises(Unreadable):
            pool.call(hostile.abort, folder / "a.txt")


def test_an_early_reader_that_nobody_wants_is_ended(folder):
    start_early(folder)
    process = processes._early[0]

    end_early()

    assert process.line.closed
    assert (process.resident_mb(), early_reader()) == (0.0, None)
