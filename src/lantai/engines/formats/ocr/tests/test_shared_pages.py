"""Real pages that lie beside the checkout: errors stay within bounds, memory too."""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from lantai.engines.formats.ocr.reading import read_image
from tests.support.shared import shared_data

pytestmark = pytest.mark.shared_data

MEMORY = """
import json, os, re, sys
from pathlib import Path
from lantai.engines.formats.ocr.reading import read_image

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 2**20

texts, after = [read_image(Path(name)).text for name in sys.argv[1:]], []
for _ in range(2):
    read_image(Path(sys.argv[1]))
    after.append(resident())
# Not ru_maxrss: it starts from the size of the parent, here a test process that may hold a recogniser of its own.
peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024
print(json.dumps({"after": after, "peak": peak, "texts": texts}))
"""


def plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c)[0] not in "PZC")


def wrong(truth: str, text: str) -> int:
    row = list(range(len(text) + 1))
    for i, x in enumerate(truth, 1):
        above, row[0] = row[0], i
        for j, y in enumerate(text, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (x != y))
    return row[-1]


def shared_page(name: str) -> tuple[Path, str]:
    """A page, and what stands on it."""
    image = next(shared_data("ocr", "pages").glob(f"{name}_*.[pj][np]g"))
    return image, plain(image.with_name(f"{image.stem}.gt.txt").read_text())


def read_shared(name: str) -> tuple[str, str, int]:
    """What stands on the page, what was read, and how it was turned."""
    image, truth = shared_page(name)
    reading = read_image(image)
    return truth, plain(reading.text), reading.rotation


def misread(truth: str, text: str, percent: int) -> list[int]:
    """Wrong characters and missing ones, where there are more than some of a hundred."""
    found = [wrong(truth, text), (Counter(truth) - Counter(text)).total()]
    return [number for number in found if number > len(truth) * percent / 100]


def test_it_reads_a_printed_form_in_order():
    truth, text, rotation = read_shared("p14")

    assert rotation == 0
    assert wrong(truth, text) <= len(truth) * 0.01


def test_it_reads_a_page_that_lies_on_its_side():
    truth, text, rotation = read_shared("p25")

    assert rotation == 90
    assert wrong(truth, text) <= len(truth) * 0.01


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "percent"),
    [("p05", 2), ("p18", 2), ("p23", 2), ("p29", 1)],
)
def test_it_reads_pages_of_many_kinds_in_order(name, percent):
    truth, text, _ = read_shared(name)

    assert misread(truth, text, percent) == []


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_it_reads_page_after_page_right_and_keeps_its_memory_within_bounds():
    """Columns, a table and a newspaper, which are read here for the accuracy of their texts too."""
    pages = [shared_page(name) for name in ("p09", "p17", "p27")]
    names = [str(image) for image, _ in pages]

    done = subprocess.run([sys.executable, "-c", MEMORY, *names], capture_output=True, text=True, check=True)

    told = json.loads(done.stdout)
    assert [misread(truth, plain(text), 1) for (_, truth), text in zip(pages, told["texts"], strict=True)] == [
        [],
        [],
        [],
    ]
    assert told["peak"] < 2500
    assert told["after"][1] - told["after"][0] < 60


@pytest.mark.slow
def test_it_finds_what_other_projects_find_in_odd_images():
    folder = shared_data("ocr", "rapidocr_test_files")
    asked = {
        "black_font_color_transparent.png": "我是中国人",
        "white_font_color_transparent.png": "我是中国人",
        "text_cls.jpg": "怪我咯",
        "text_rec.jpg": "韩国小馆",
        "text_vertical_words.png": "已取之時不參一人見而",
        "test_without_det.jpg": "在中国作家协会第三届儿童文学",
    }

    missed = [name for name, text in asked.items() if text not in read_image(Path(folder / name)).text]

    assert missed == []
    assert read_image(folder / "empty_black.jpg").lines == ()
