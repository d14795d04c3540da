"""Thirty real files beside the checkout, whole, cut short and altered: text as ofdkit reads it, and no exception."""

from __future__ import annotations

import random
from functools import lru_cache
from pathlib import Path

import ofdkit
import pytest

from lantai.base.common.findings import Severity
from lantai.engines.formats.ofd import OfdUnreadable, ofd_metadata, page_count, read_ofd, render_ofd_page
from lantai.engines.formats.ofd.tests.pixels import at, ink, ink_inside, ink_outside, near
from tests.support.shared import shared_data

pytestmark = pytest.mark.shared_data

WRONG = (Severity.ERROR, Severity.WARNING)


def real_files() -> list[Path]:
    return sorted(shared_data("formats", "ofd").glob("*.ofd"))


def real(ending: str) -> Path:
    return next(path for path in real_files() if path.name.endswith(ending))


@lru_cache(maxsize=64)
def reading(path: Path):
    return read_ofd(path)


def squeezed(words: str) -> str:
    return "".join(words.split())


def test_it_reads_the_text_that_ofdkit_reads_from_every_real_file():
    assert len(real_files()) == 30
    for path in real_files():
        pages, _ = reading(path)
        with ofdkit.open(path) as other:
            expected = [squeezed(page.text()) for page in other.pages]
        assert [squeezed(page.text) for page in pages] == expected, path.name


def test_it_gives_every_character_of_every_real_file_a_box_on_its_page():
    for path in real_files():
        for page in reading(path)[0]:
            for line in page.lines:
                assert len(line.boxes) == len(line.text)
                assert all(
                    w > 0 and h > 0 and x < page.width + 20 and y < page.height + 20 for x, y, w, h in line.boxes
                )


def test_it_draws_every_first_page_at_the_size_its_boxes_count_in():
    for path in real_files():
        page = reading(path)[0][0]
        drawn = render_ofd_page(path, 1)

        assert drawn.size == (page.width, page.height), path.name
        assert ink(drawn).any(), path.name


@pytest.mark.parametrize(
    "ending", ["__helloworld.ofd", "doc1File.ofd", "SplitParagraph.ofd", "chineseDir.ofd", "999.ofd"]
)
def test_it_puts_boxes_where_the_ink_of_real_text_is(ending):
    path = real(ending)
    for number in range(1, min(page_count(path), 3) + 1):
        page = reading(path)[0][number - 1]
        drawn = render_ofd_page(path, number)
        characters = [
            (c, box) for line in page.lines for c, box in zip(line.text, line.boxes, strict=True) if c.strip()
        ]

        without_ink = [c for c, box in characters if c not in "一-―—…" and not ink_inside(drawn, box)]

        assert not without_ink
        if "999" not in ending:
            assert ink_outside(drawn, page) <= 0.002 * ink(drawn).sum()


def test_it_lays_real_seals_in_red_where_their_signatures_say():
    for ending, x, y in (("999.ofd", 90.6, 18), ("allprotected.ofd", 50.6, 70), ("zsbk.ofd", 109, 160)):
        page = render_ofd_page(real(ending), 1)
        around = [at(page, x + dx / 4, y + dy / 4) for dx in range(-16, 17) for dy in range(-16, 17)]
        assert any(near(colour, (255, 0, 0), 40) for colour in around), ending


def test_it_says_what_two_real_signatures_no_longer_cover():
    changed = [one.params for one in reading(real("zsbk.ofd"))[1] if one.code == "ofd.signed_part_changed"]

    assert {one["part"] for one in changed} == {f"/Doc_0/Pages/Page_{at}/Content.xml" for at in (0, 1)}
    assert not [one for one in reading(real("999.ofd"))[1] if one.severity in WRONG]


def test_it_lists_what_travels_with_a_real_invoice():
    described = ofd_metadata(real("v4signed.ofd"))

    assert described["ofd:Attachments"] == "original_invoice"
    assert described["ofd:Signatures"].startswith("20201010151120")


def mutations(data: bytes, seed: int):
    """Cut short, bytes changed here and there, a stretch lost."""
    chance = random.Random(seed)
    for _ in range(6):
        yield data[: chance.randrange(len(data))]
        changed = bytearray(data)
        for _ in range(chance.choice([1, 10, 200])):
            changed[chance.randrange(len(data))] = chance.randrange(256)
        yield bytes(changed)
        start = chance.randrange(len(data))
        yield data[:start] + data[start + chance.randrange(2000) :]


@pytest.mark.slow
def test_it_never_raises_on_damaged_copies_of_real_files(tmp_path):
    broken = tmp_path / "broken.ofd"
    refused = drawn = 0
    for seed, path in enumerate(path for path in real_files() if path.stat().st_size < 60_000):
        for data in mutations(path.read_bytes(), seed):
            broken.write_bytes(data)

            pages, findings = read_ofd(broken)

            assert pages or any(one.severity is Severity.ERROR for one in findings)
            assert all(one.as_json()["message"] for one in findings)
            try:
                render_ofd_page(broken, 1, width=300)
                drawn += 1
            except OfdUnreadable:
                refused += 1
    assert refused > 50
    assert drawn > 50
