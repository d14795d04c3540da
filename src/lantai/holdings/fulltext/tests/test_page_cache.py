"""The cache of page images: bounded, the longest unused first, and nothing that is in use."""

from __future__ import annotations

import os
import time

import pytest

from lantai.engines.jobs.signals import worker_lived
from lantai.holdings.fulltext.page_cache import note_use, sweep_pages

HOUR = 3600


@pytest.fixture
def cache(tmp_path):
    """Ten files of 1,000 bytes, the first unused for eleven hours, the last for two."""
    for number in range(10):
        path = tmp_path / "pages" / f"{number % 3:02}" / f"{number}.tif"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(1000))
        then = time.time() - (11 - number) * HOUR
        os.utime(path, (then, then))
    return tmp_path / "pages"


def left(cache):
    return sorted(int(path.stem) for path in cache.glob("*/*.tif"))


def test_it_sweeps_what_was_used_longest_ago_and_nothing_of_a_cache_that_fits(cache):
    assert sweep_pages(cache, most_bytes=10_000, now=time.time()) == 0
    assert sweep_pages(cache, most_bytes=5_000, now=time.time()) == 6
    assert left(cache) == [6, 7, 8, 9]


def test_it_keeps_what_is_in_use_however_full_it_is(cache):
    assert note_use(cache / "00" / "0.tif")

    sweep_pages(cache, most_bytes=1, now=time.time())

    assert left(cache) == [0]


def test_it_knows_no_use_of_what_is_not_there_and_no_cache_that_was_never_made(tmp_path):
    assert not note_use(tmp_path / "none.tif")
    assert sweep_pages(tmp_path / "none", most_bytes=1, now=time.time()) == 0


@pytest.mark.django_db
def test_a_living_worker_sweeps_it_once_an_hour(cache, settings):
    settings.CACHE_FOLDER, settings.WORK_FOLDER, settings.PAGE_CACHE_GB = cache.parent, cache.parent / "work", 0

    worker_lived.send_robust(None)
    assert left(cache) == []

    (cache / "00" / "11.tif").write_bytes(b"x")
    os.utime(cache / "00" / "11.tif", (0, 0))
    worker_lived.send_robust(None)
    assert left(cache) == [11]
