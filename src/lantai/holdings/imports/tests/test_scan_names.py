"""What the names of a record's scans say: pages that are not there, copies that came along (standards §9.3)."""

import pytest

from lantai.holdings.imports.scan_names import about_scans

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


@pytest.mark.parametrize("copy", ["a/0001 - 副本.jpg", "a/0001(1).jpg", "a/0001（2）.jpg", "a/0001 - Copy.jpg"])
def test_copies_are_told_beside_what_they_copy(copy):
    (found,) = about_scans(CODE, ["a/0001.jpg", copy, "a/0002.jpg"])

    assert (found.code, found.path, found.params["other"]) == ("package.copy_beside", copy, "a/0001.jpg")


def test_one_that_is_called_a_copy_of_nothing_here_is_a_page():
    assert not list(about_scans(CODE, ["a/通知(1).jpg", "a/0001.jpg"]))
