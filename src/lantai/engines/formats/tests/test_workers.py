import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import xlsxwriter

from lantai.engines.formats import workers
from lantai.engines.formats.readers.base import Limits, Unreadable
from lantai.engines.formats.reading import read_file
from lantai.engines.formats.tests import hostile, samples
from lantai.engines.formats.tests.samples import PARAGRAPH
from lantai.engines.formats.workers import ReaderPool


@pytest.fixture(scope="module")
def pool():
    with ReaderPool(2, seconds=30, memory_mb=600) as started:
        yield started


@pytest.fixture
def good(tmp_path):
    return samples.pdf(tmp_path / "good.pdf", PARAGRAPH)


def test_it_reads_a_file_as_it_would_be_read_here(pool, good):
    assert pool.read(good) == read_file(good)


def test_it_reads_many_files_and_names_each(pool, tmp_path):
    paths = []
    for number in range(30):
        path = tmp_path / f"{number}.txt"
        path.write_text(f"{number} {PARAGRAPH}")
        paths.append(path)

    found = {path: reading.pages[0].text for path, reading in pool.map(paths)}

    assert found == {path: path.read_text() for path in paths}


@pytest.mark.parametrize(
    ("deed", "code"),
    [
        (hostile.hang, "file.took_too_long"),
        (hostile.spin, "file.took_too_long"),
        (hostile.abort, "file.reader_crashed"),
        (hostile.segfault, "file.reader_crashed"),
        (hostile.leave, "file.reader_crashed"),
        (hostile.eat, "file.too_much_memory"),
        (hostile.recurse, "file.unexpected"),
    ],
)
def test_it_survives_what_a_file_does_to_its_reader(pool, good, deed, code):
    with pytest.raises(Unreadable) as caught:
        pool.call(deed, good, seconds=1.5)

    assert caught.value.code == code
    assert caught.value.finding("a").sentence()
    assert pool.read(good) == read_file(good)


def test_it_goes_on_with_the_rest_while_one_file_hangs(good):
    with ThreadPoolExecutor(2) as threads:
        with ReaderPool(2, seconds=60) as pool:
            pool.call(hostile.size, good)
            assert pool.peak.started == 1  # another starts only when a file has waited
            hanging = threads.submit(pool.call, hostile.hang, good)
            for _ in range(20):
                pool.read(good)
            assert not hanging.done()
            assert pool.peak.started == 2
        with pytest.raises(Unreadable):
            hanging.result()


def test_it_uses_children_again_and_replaces_them_after_a_while(good):
    with ReaderPool(1, recycle_after=3) as pool:
        processes = [pool.call(hostile.process) for _ in range(7)]

    assert len(set(processes)) == 3
    assert processes[0] == processes[2]


def test_it_kills_what_a_child_has_started(tmp_path):
    marker = tmp_path / "marker"
    with ReaderPool(1, seconds=0.5) as pool, pytest.raises(Unreadable):
        pool.call(hostile.start_a_child_and_hang, marker)

    time.sleep(2)

    assert not marker.exists()


def test_it_ends_at_once_in_the_middle_of_a_file(good):
    with ThreadPoolExecutor(1) as threads:
        with ReaderPool(1, seconds=60) as pool:
            pool.call(hostile.size, good)
            hanging = threads.submit(pool.call, hostile.hang, good)
            time.sleep(0.3)
            started = time.monotonic()
        assert time.monotonic() - started < 30
        with pytest.raises(Unreadable):
            hanging.result()
        with pytest.raises(RuntimeError, match="closed"):
            pool.read(good)


def test_nobody_waits_for_a_child_when_it_has_closed(good):
    """A caller left waiting would keep the program from ending: its threads are joined at the end."""
    with ThreadPoolExecutor(3) as threads:
        with ReaderPool(1, seconds=60) as pool:
            pool.call(hostile.size, good)
            hanging = threads.submit(pool.call, hostile.hang, good)
            time.sleep(0.2)
            waiting = [threads.submit(pool.call, hostile.hang, good) for _ in range(2)]
            time.sleep(workers.PATIENCE + 0.2)
            started = time.monotonic()
        assert time.monotonic() - started < 30
        with pytest.raises(Unreadable):
            hanging.result(timeout=30)
        for future in waiting:
            with pytest.raises(RuntimeError, match="closed"):
                future.result(timeout=30)


def test_it_gives_a_finding_for_a_sheet_with_one_cell_in_the_last_corner(tmp_path):
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("目录")
    sheet.write(0, 0, "档号")
    sheet.write(1_048_575, 16_383, "末")
    book.close()
    with ReaderPool(1, seconds=20, memory_mb=600) as pool:
        reading = pool.read(path)

    assert reading.findings
    assert {finding.code for finding in reading.findings} <= {"file.too_much_memory", "file.reader_crashed"}


def test_it_takes_only_values_back_from_a_child(pool):
    with pytest.raises(Exception, match=r"a child sent PIL\.Image"):
        pool.call(hostile.picture)


def test_it_hands_no_secrets_to_a_child(pool, monkeypatch):
    monkeypatch.setenv("LANTAI_SECRET_KEY", "secret")
    with ReaderPool(1) as fresh:
        assert "secret" not in fresh.call(hostile.environment).values()


def test_it_reads_long_documents_in_pieces(monkeypatch, tmp_path):
    monkeypatch.setattr(workers, "CHUNK", 2)
    path = samples.pdf(tmp_path / "a.pdf", *(f"第{number}页" for number in range(1, 6)))
    with ReaderPool(1) as pool:
        pieces = list(pool.read_parts(path))
        whole = pool.read(path)
        cut = pool.read(path, limits=Limits(max_pages=3))

    assert [len(piece.pages) for piece in pieces] == [2, 2, 1]
    assert [page.text for page in whole.pages] == [f"第{number}页" for number in range(1, 6)]
    assert [page.number for page in cut.pages] == [1, 2, 3]
    assert [finding.code for finding in cut.findings] == ["file.cut_short"]


def test_it_gives_a_finding_for_a_file_that_hangs_its_reader(tmp_path):
    path = tmp_path / "pipe.pdf"
    os.mkfifo(path)
    with ReaderPool(1, seconds=1) as pool:
        reading = pool.read(path)

    assert [finding.code for finding in reading.findings] in (["file.took_too_long"], ["file.empty"])


def test_no_child_outlives_a_parent_that_was_killed(tmp_path):
    script = (
        "import os,sys,time\n"
        "from lantai.engines.formats.workers import ReaderPool\n"
        "from lantai.engines.formats.tests import hostile\n"
        "with ReaderPool(1) as pool:\n"
        "    print(pool.call('lantai.engines.formats.tests.hostile.process'), flush=True)\n"
        "    time.sleep(60)\n"
    )
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "DJANGO_SETTINGS_MODULE": "lantai.config.settings",
    }
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, env=environment, text=True)
    with parent:
        child = int(parent.stdout.readline())
        assert Path(f"/proc/{child}").exists()
        parent.kill()

    deadline = time.monotonic() + 60
    while Path(f"/proc/{child}").exists() and "State:\tZ" not in Path(f"/proc/{child}/status").read_text():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.slow
def test_it_recognises_a_page_in_a_child_within_the_limits(tmp_path):
    path = samples.scanned_pdf(tmp_path / "a.pdf", samples.scan(PARAGRAPH))
    with ReaderPool(1, seconds=120, recycle_mb=2300) as pool:
        page = pool.call("lantai.engines.formats.recognise.recognise_page", path, 1)

    assert (page.number, page.width, page.height) == (1, 900, 1200)
    assert "知识青年" in page.text
    assert pool.peak.megabytes < 2500


def test_every_sentence_is_known_where_nothing_was_opened():
    script = (
        "import sys\n"
        "from django.conf import settings; settings.configure()\n"
        "from lantai.engines.formats import codes\n"
        "from lantai.base.common.findings import SENTENCES\n"
        "assert not {'pypdfium2', 'pyvips', 'pygfried', 'PIL'} & set(sys.modules), 'a heavy module was loaded'\n"
        "codes.declare_all()\n"
        "print(*SENTENCES)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, env=environment, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert {"file.text_layer_unusable", "archive.bomb", "ofd.encrypted"} <= set(done.stdout.split())
