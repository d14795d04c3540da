import errno
import io
import os
import struct
import tarfile
import unicodedata
import zipfile

import pytest
from hypothesis import given, strategies as st

from lantai.engines.formats.archives import ArchiveLimits, extract, listing
from lantai.engines.formats.names import LONGEST, safe
from lantai.engines.formats.tests.samples import zip_of
from tests.support.shared import shared_data


def unpack(path, **limits):
    files, findings = extract(path, path.parent / "out", limits=ArchiveLimits(**limits))
    return {file.name: file.path.read_bytes() for file in files}, [finding.code for finding in findings]


@pytest.mark.parametrize("name", ["档案/第一卷.txt", "a.txt"])
def test_it_unpacks_what_is_in_order(tmp_path, name):
    assert unpack(zip_of(tmp_path / "a.zip", [(name, b"x")])) == ({name: b"x"}, [])


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("gbk", "城关镇婚姻登记档案/一九八三年名册.txt"),
        ("big5", "縣政府檔案室/婚姻登記簿冊.txt"),
        ("utf-8", "档案.txt"),
    ],
)
def test_it_reads_names_in_the_encoding_they_were_written_in(tmp_path, code, name):
    files, codes = unpack(zip_of(tmp_path / "a.zip", [(name.encode(code), b"x")]))

    assert list(files) == [name]
    assert codes == ["archive.guessed_names"]


def test_it_prefers_the_unicode_name_beside_the_old_one(tmp_path):
    path = zip_of(tmp_path / "a.zip", [("档案.txt".encode("gbk"), b"x")], unicode_extra="档案.txt")

    assert unpack(path) == ({"档案.txt": b"x"}, [])


@pytest.mark.parametrize("name", ["../../evil.txt", "a/../../evil.txt", "..\\evil.txt", "a/.."])
def test_it_lets_nothing_out_of_the_folder(tmp_path, name):
    (tmp_path / "in").mkdir()

    files, codes = unpack(zip_of(tmp_path / "in" / "a.zip", [(name, b"x"), ("good.txt", b"y")]))

    assert files == {"good.txt": b"y"}
    assert codes == ["archive.unsafe_path"]
    assert not list(tmp_path.rglob("evil*"))


@pytest.mark.parametrize("name", ["/etc/a.txt", "C:\\temp\\a.txt"])
def test_it_unpacks_absolute_names_below_the_folder(tmp_path, name):
    files, codes = unpack(zip_of(tmp_path / "a.zip", [(name, b"x")]))

    assert list(files) in (["etc/a.txt"], ["temp/a.txt"])
    assert codes == ["archive.absolute_path"]


def test_it_leaves_links_and_devices_out(tmp_path):
    path = tmp_path / "a.tar.gz"
    with tarfile.open(path, "w:gz") as package:
        for kind, name in (
            (tarfile.SYMTYPE, "s"),
            (tarfile.LNKTYPE, "h"),
            (tarfile.CHRTYPE, "c"),
            (tarfile.FIFOTYPE, "p"),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            package.addfile(info)
        info = tarfile.TarInfo("good.txt")
        info.size = 1
        package.addfile(info, io.BytesIO(b"y"))

    files, codes = unpack(path)

    assert files == {"good.txt": b"y"}
    assert codes == ["archive.special_entry"] * 4


def test_it_leaves_symbolic_links_of_a_zip_out(tmp_path):
    path = tmp_path / "a.zip"
    info = zipfile.ZipInfo("link")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "w") as package:
        package.writestr(info, "/etc/passwd")

    assert unpack(path) == ({}, ["archive.special_entry"])


def zeros(path, sizes, *more):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for number, size in enumerate(sizes):
            package.writestr(f"{number}.tif", bytes(size))
        for name, data in more:
            package.writestr(name, data)
    return path


def test_it_leaves_an_entry_that_is_a_bomb_out_and_goes_on(tmp_path):
    files, codes = unpack(zeros(tmp_path / "a.zip", [65 << 20], ("good.txt", b"good")))

    assert (files, codes) == ({"good.txt": b"good"}, ["archive.bomb_entries"])


def test_it_leaves_out_what_is_a_bomb_only_together_and_says_so_once(tmp_path):
    path = zeros(tmp_path / "a.zip", [4 << 20] * 17, ("good.txt", b"good"))

    files, findings = extract(path, tmp_path / "out")

    assert [file.name for file in files] == ["good.txt"]
    assert [(each.code, each.params["count"]) for each in findings] == [("archive.bomb_entries", 17)]
    assert findings[0].sentence()


def test_it_takes_blank_pages_among_others_for_what_they_are(tmp_path):
    files, codes = unpack(zeros(tmp_path / "a.zip", [4 << 20] * 17, ("scan.jpg", os.urandom(400_000))))

    assert (len(files), codes) == (18, [])


def test_it_stops_a_compressed_tar_whose_entries_are_a_bomb_together(tmp_path):
    path = tmp_path / "a.tar.gz"
    with tarfile.open(path, "w:gz") as package:
        for number in range(17):
            info = tarfile.TarInfo(str(number))
            info.size = 4 << 20
            package.addfile(info, io.BytesIO(bytes(info.size)))

    files, codes = unpack(path)

    assert (len(files), codes) == (16, ["archive.bomb"])


def test_it_leaves_out_entries_that_lie_over_one_another(tmp_path):
    """The directory names the same bytes three times; every reading of them would give the whole again."""
    path = zip_of(tmp_path / "a.zip", [("a.txt", b"x" * 50), ("good.txt", b"good")])
    with zipfile.ZipFile(path) as package:
        start = package.start_dir
    data = path.read_bytes()
    entry = data[start : data.index(b"PK\x01\x02", start + 4)]
    end = bytearray(data[data.rindex(b"PK\x05\x06") :])
    end[8:12] = struct.pack("<HH", 4, 4)
    end[12:16] = struct.pack("<I", len(data) - start - 22 + 2 * len(entry))
    path.write_bytes(data[:start] + entry * 2 + data[start : -len(end)] + end)

    files, codes = unpack(path)

    assert (sorted(files), codes) == (["a.txt", "good.txt"], ["archive.overlapping_entries"])


def test_it_says_before_it_begins_that_the_disk_has_no_room_and_begins_again(tmp_path, small_disk):
    members = [("1.bin", os.urandom(1 << 20)), ("2.bin", os.urandom(1 << 20)), ("3.bin", b"x" * 4096)]
    path = zip_of(tmp_path / "a.zip", members)

    with pytest.raises(OSError, match="No space left") as caught:
        extract(path, small_disk / "out")
    assert caught.value.errno == errno.ENOSPC
    assert not list((small_disk / "out").iterdir())

    (small_disk / "out" / "1.bin").write_bytes(members[0][1])  # what a broken unpacking left counts as room
    path = zip_of(tmp_path / "a.zip", members[:1] + members[2:])
    assert len(extract(path, small_disk / "out")[0]) == 2


def test_it_stops_at_the_sum_and_the_number_of_members(tmp_path):
    path = zip_of(tmp_path / "a.zip", [(f"{number}.txt", b"x" * 1000) for number in range(20)])

    assert unpack(path, max_total=5_500)[1] == ["archive.bomb"]
    assert len(unpack(path, max_members=7)[0]) == 7


def test_it_keeps_archives_inside_as_files(tmp_path):
    inner = zip_of(tmp_path / "inner.zip", [("a.txt", b"x")]).read_bytes()

    files, codes = unpack(zip_of(tmp_path / "a.zip", [("inner.zip", inner)]))

    assert files == {"inner.zip": inner}
    assert codes == ["archive.nested"]


def test_it_unpacks_the_endless_archives_one_level_deep():
    for name in ("droste.zip", "quine.gz"):
        path = shared_data("formats", "tika", "pkg", name)
        assert listing(path)[0]


def test_it_keeps_both_of_two_members_of_one_name(tmp_path):
    files, codes = unpack(zip_of(tmp_path / "a.zip", [("a.txt", b"1"), ("a.txt", b"2")]))

    assert files == {"a.txt": b"1", "a (2).txt": b"2"}
    assert codes == ["archive.duplicate_name"]


def test_it_keeps_a_file_and_a_folder_of_one_name(tmp_path):
    files, _ = unpack(zip_of(tmp_path / "a.zip", [("a", b"1"), ("a/b", b"2")]))

    assert files == {"a": b"1", "a (2)/b": b"2"}


def test_it_tells_of_names_that_some_disks_hold_for_one(tmp_path):
    name = "Ré.txt"
    members = [(unicodedata.normalize("NFC", name), b"1"), (unicodedata.normalize("NFD", name), b"2")]

    files, codes = unpack(zip_of(tmp_path / "a.zip", members))

    assert len(files) == 2
    assert codes == ["archive.similar_name"]


def test_it_shortens_names_that_no_disk_takes(tmp_path):
    long = "关于" * 150
    files, codes = unpack(zip_of(tmp_path / "a.zip", [(f"{long}甲.pdf", b"1"), (f"{long}乙.pdf", b"2")]))

    assert sorted(files.values()) == [b"1", b"2"]
    assert all(name.endswith(".pdf") and len(name.encode()) <= LONGEST for name in files)
    assert codes == ["archive.name_too_long"] * 2


@pytest.mark.parametrize("name", ["a:b.txt", "what?.txt", "con.txt", "blank .", "a|b"])
def test_it_tells_of_names_that_windows_refuses(tmp_path, name):
    files, codes = unpack(zip_of(tmp_path / "a.zip", [(name, b"1")]))

    assert list(files.values()) == [b"1"]
    assert codes == ["archive.awkward_name"]


def test_it_goes_on_after_a_member_that_is_damaged(tmp_path):
    path = zip_of(tmp_path / "a.zip", [("a.txt", os.urandom(500)), ("b.txt", b"good")])
    data = bytearray(path.read_bytes())
    data[120] ^= 0xFF
    path.write_bytes(data)

    files, codes = unpack(path)

    assert files == {"b.txt": b"good"}
    assert codes == ["archive.damaged_entry"]


@pytest.mark.parametrize("data", [b"PK\x03\x04 cut off", b"Rar!\x1a\x07\x00", b"", b"nothing"])
def test_it_says_that_an_archive_cannot_be_opened(tmp_path, data):
    path = tmp_path / "a.zip"
    path.write_bytes(data)

    assert unpack(path) == ({}, ["archive.not_opened"])


def test_it_leaves_protected_members_out():
    path = shared_data("formats", "tika", "pkg", "testZipEncrypted.zip")
    names, findings = listing(path)

    assert [name for name, _ in names] == ["unencrypted.txt"]
    assert [finding.code for finding in findings] == ["archive.encrypted_entry"]
    assert all(finding.sentence() and finding.remedy() for finding in findings)


def test_it_gives_the_same_files_when_done_again(tmp_path):
    path = zip_of(tmp_path / "a.zip", [("a.txt", b"1"), ("a.txt", b"2"), ("b/" + "长" * 200, b"3")])
    first = unpack(path)
    (tmp_path / "out" / "a.txt").write_bytes(b"half")

    assert unpack(path) == first
    assert sorted(found.name for found in (tmp_path / "out").iterdir()) == ["a (2).txt", "a.txt", "b"]


def test_it_lists_without_writing(tmp_path):
    names, _ = listing(zip_of(tmp_path / "a.zip", [("档案/a.txt", b"12345")]))

    assert names == [("档案/a.txt", 5)]


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_it_unpacks_tar_in_every_compression_with_gbk_names(tmp_path, mode):
    path = tmp_path / "a.tar"
    with tarfile.open(path, mode, format=tarfile.GNU_FORMAT, encoding="gbk") as package:
        info = tarfile.TarInfo("档案/名册.txt")
        info.size = 2
        package.addfile(info, io.BytesIO(b"ok"))

    assert unpack(path)[0] == {"档案/名册.txt": b"ok"}


@given(st.text(max_size=400))
def test_it_gives_only_names_that_stay_below_the_folder_and_fit_a_disk(name):
    found = safe(name)

    if found is not None:
        parts = found.name.split("/")
        assert not found.name.startswith("/")
        assert all(part not in {"", ".", ".."} and len(part.encode()) <= LONGEST for part in parts)
        assert "\x00" not in found.name
