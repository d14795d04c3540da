"""Real odd and broken files, all of them through the pool: none may crash, hang or eat the machine."""

import time
from collections import Counter
from itertools import groupby

import pytest

from lantai.engines.formats.workers import ReaderPool
from tests.support.shared import shared_data

FATAL = {"file.took_too_long", "file.too_much_memory", "file.reader_crashed", "file.unexpected"}


def read_all(paths):
    """Readings by path, the most memory of a child in MB, and the seconds it took."""
    started = time.monotonic()
    with ReaderPool(2) as pool:
        found = dict(pool.map(paths))
    return found, pool.peak.megabytes, time.monotonic() - started


def files_below(*folders):
    return sorted(path for folder in folders for path in shared_data(*folder).rglob("*") if path.is_file())


def stratified(paths):
    """A few files of every ending and folder: the first, the largest and the smallest of each."""
    chosen = set()
    for _, group in groupby(sorted(paths, key=key_of), key=key_of):
        members = sorted(group, key=lambda path: (path.stat().st_size, path.name))
        chosen.update({members[0], members[-1], members[len(members) // 2]})
    return sorted(chosen)


def key_of(path):
    return (path.parts[path.parts.index("formats") + 1], path.suffix.lower())


def assert_tame(paths):
    found, peak, _ = read_all(paths)

    assert set(found) == set(paths)
    codes = Counter(finding.code for reading in found.values() for finding in reading.findings)
    assert not FATAL & set(codes), codes
    for path, reading in found.items():
        assert reading.pages or reading.findings, path
        assert all(finding.sentence() and finding.remedy() for finding in reading.findings)
        numbers = [page.number for page in reading.pages]
        assert numbers == list(range(1, len(numbers) + 1)), path
        assert not any("\x00" in page.text or "\n" in line.text for page in reading.pages for line in page.lines)
    assert peak <= 2500


def test_it_reads_a_few_files_of_every_kind_without_harm():
    assert_tame(stratified(files_below(("formats",))))


@pytest.mark.slow
def test_it_reads_every_odd_file_without_harm():
    assert_tame(files_below(("formats",), ("ocr",)))


@pytest.mark.slow
def test_it_reads_all_laws_and_reports_without_a_finding_that_matters():
    found, _, seconds = read_all(files_below(("documents", "laws"), ("documents", "gov_work_reports")))

    assert not [path for path, reading in found.items() if any(f.severity == "error" for f in reading.findings)]
    assert all(page.text for reading in found.values() for page in reading.pages)
    assert seconds < 30
