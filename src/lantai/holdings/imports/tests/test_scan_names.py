"""What the names of a record's scans say: pages that are not there, copies that came along (standards §9.3)."""

import pytest

from lantai.holdings.imports.scan_names import about_names, about_scans
from lantai.holdings.imports.spelled import unmarked

CODE = "J001-WS·1987-Y-BGS-0001"


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["a/0001.jpg", "a/0002.jpg", "a/0003.jpg"], []),
        (["a/0001.jpg", "a/0002.jpg", "a/0005.jpg"], [("a/0002.jpg", "a/0005.jpg")]),
        (["a/008_004_3.tif", "a/008_004_5.tif"], [("a/008_004_3.tif", "a/008_004_5.tif")]),
        (["a/17.jpg", "a/18.jpg", "b/21.jpg"], []),
        (["a/1.jpg", "a/1.pdf", "a/3.txt"], []),
        (["a/20260101120000.jpg", "a/20260101120500.jpg"], []),
    ],
)
def test_pages_that_are_not_there_are_told(names, told):
    found = list(about_scans(CODE, names))

    assert [(each.params["before"], each.params["after"]) for each in found] == told


@pytest.mark.parametrize(
    "copy",
    [
        "a/0001 - 副本.jpg", "a/0001(1).jpg", "a/0001（2）.jpg", "a/0001 - Copy.jpg", "a/0001 - 副本 (2).jpg",
        "a/复件 0001.jpg", "a/复件 (2) 0001.jpg", "a/0001_副本.jpg", "a/Copy of 0001.jpg", "a/Copy (2) of 0001.jpg",
    ],
)  # fmt: skip
def test_copies_are_told_beside_what_they_copy(copy):
    (found,) = about_scans(CODE, ["a/0001.jpg", copy, "a/0002.jpg"])

    assert (found.code, found.path, found.params["other"]) == ("package.copy_beside", copy, "a/0001.jpg")


def test_one_that_is_called_a_copy_of_nothing_here_is_a_page():
    assert not list(about_scans(CODE, ["a/通知(1).jpg", "a/0001.jpg"]))


@pytest.mark.parametrize("stem", ["合同副本", "副本清单", "(1)", "复件"])
def test_words_of_a_title_are_no_marks_of_a_copy(stem):
    assert unmarked(stem) == stem


def test_names_that_windows_cannot_have_are_told_once_a_reason_and_paths_that_are_too_long():
    names = ["甲:乙/1.jpg", "甲:乙/2.jpg", "a\\b.jpg", "档号【1】—·1/1.jpg", f"{'长' * 60}/{'深' * 60}/1.jpg"]

    found = [(each.code, each.params["count"], each.path) for each in about_names(names, 100)]

    assert found == [
        ("package.awkward_names", 2, names[0]),
        ("package.awkward_names", 1, names[2]),
        ("package.long_paths", 1, names[4]),
    ]
    assert not list(about_names(names, 0))
