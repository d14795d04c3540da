"""Bags: every case of the Library of Congress's suite, what we write read by its own program, and hostile ones."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import shutil
import unicodedata
from collections import Counter
from pathlib import Path

import bagit
import pytest

from lantai.base.common.findings import Finding, Severity
from lantai.engines.packages.bag.package import Bag
from lantai.engines.packages.bag.write import write_bag
from lantai.engines.packages.detect import form_of
from lantai.engines.packages.model import PackageForm
from lantai.engines.packages.writing import NewFile
from tests.support.shared import shared_data

TODAY = dt.date(2026, 11, 29)
LOST_ON_THE_WAY = {"v0.97/warning/special-system-files": "data/.DS_Store"}  # empty, and left out of the copy we have
DIFFERENT = {
    "v0.97/warning/duplicate-file-with-different-case": (
        "The manifest lists HELLO.txt and hello.txt, but only the second is there (Payload-Oxum: 6.1). It was made on "
        "a machine where the two are one file; here the first is missing."
    ),
}


def found_in(bag: Path) -> list[Finding]:
    return list(Bag(bag).judge())


def codes(bag: Path) -> Counter[str]:
    return Counter(finding.code for finding in found_in(bag) if finding.severity is not Severity.INFO)


@pytest.mark.shared_data
def test_it_judges_the_conformance_suite_as_its_folders_say(tmp_path):
    suite = shared_data("standards", "bagit_conformance_suite")
    cases = sorted(path for path in suite.glob("v*/*/*") if path.is_dir())
    wrong = {}
    for case in cases:
        name, bag = case.relative_to(suite).as_posix(), case
        if name in LOST_ON_THE_WAY:
            bag = tmp_path / "whole"
            shutil.copytree(case, bag, copy_function=shutil.copyfile)
            (bag / "data").chmod(0o755)
            (bag / LOST_ON_THE_WAY[name]).touch()
        found = Counter(finding.severity for finding in found_in(bag))
        right = {
            "valid": not found[Severity.ERROR],
            "warning": found[Severity.WARNING] and not found[Severity.ERROR],
        }.get(case.parent.name, found[Severity.ERROR])
        if not right:
            wrong[name] = found

    assert len(cases) > 55
    assert wrong.keys() == DIFFERENT.keys()


@pytest.fixture
def bag(tmp_path) -> Path:
    path = tmp_path / "bag"
    names = ["年度/通知.pdf", "a b.txt", "长" * 80 + ".txt"]
    info = {"Source-Organization": "云溪区民政局", "Contact-Name": ["甲", "乙\n丙"], "payload-oxum": "0.0"}
    write_bag(path, files=[NewFile(name, content(name)) for name in names], on=TODAY, info=info)
    return path


def content(text: str):
    return lambda: io.BytesIO(text.encode())


def rewrite(bag: Path, name: str, text: str) -> None:
    """Change a tag file, and take the tag manifests away: one mistake at a time."""
    (bag / name).write_text(text, encoding="utf-8", newline="")
    for path in bag.glob("tagmanifest-*"):
        path.unlink()


def test_it_writes_what_another_program_takes_for_a_bag(bag):
    assert form_of(bag) is PackageForm.BAG
    assert found_in(bag) == []
    other = bagit.Bag(str(bag))
    other.validate()
    assert other.info["Contact-Name"] == ["甲", "乙 丙"]
    assert set(other.payload_files()) == {
        file.name for file in Bag(bag).present_files() if file.name.startswith("data/")
    }


def test_it_reads_what_another_program_writes(tmp_path):
    (tmp_path / "é.txt").write_bytes(b"1")
    (tmp_path / "line\rbreak").write_bytes(b"2")
    bagit.make_bag(str(tmp_path), {"Contact-Name": "甲"}, checksums=["sha512"])

    assert [finding.code for finding in found_in(tmp_path)] == []
    assert Bag(tmp_path).statement().get("Contact-Name") == "甲"
    assert {"data/line\rbreak", "data/é.txt"} < {file.name for file in Bag(tmp_path).declared_files()}


def test_it_encodes_the_percent_sign_and_knows_who_does_not(tmp_path):
    write_bag(tmp_path / "bag", files=[NewFile("100%25.txt", content("x"))], on=TODAY, algorithms=["sha256"])
    manifest = tmp_path / "bag/manifest-sha256.txt"

    assert manifest.read_text(encoding="utf-8").endswith("data/100%2525.txt\n")
    assert found_in(tmp_path / "bag") == []

    rewrite(tmp_path / "bag", manifest.name, manifest.read_text(encoding="utf-8").replace("%2525", "%25"))

    assert codes(tmp_path / "bag") == {"bag.percent_not_encoded": 1}


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("{d}  ../../outside", "packages.outside"),
        ("{d}  /etc/passwd", "packages.outside"),
        ("{d}  ~/x", "packages.outside"),
        ("{d}  data/../../x", "packages.outside"),
        ("{d}  bagit.txt", "bag.wrong_place"),
        ("zz  data/x", "bag.bad_line"),
        ("{d}", "bag.bad_line"),
        ("\\{d}  data/x", "bag.bad_line"),
        ("{d}  " + "x" * 200_000, "packages.line_too_long"),
        ("{d}  data/absent", "packages.file_missing"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_it_reads_hostile_manifests(bag, line, code, end):
    (bag / "manifest-sm3.txt").unlink()
    manifest = (bag / "manifest-sha256.txt").read_text(encoding="utf-8").replace("\n", end)
    rewrite(bag, "manifest-sha256.txt", manifest + line.format(d="0" * 64) + end)

    assert codes(bag)[code] == 1


def test_it_finds_every_kind_of_damage(bag):
    (bag / "data/a b.txt").write_bytes(b"a b.tXt")
    (bag / "data/年度/通知.pdf").unlink()
    (bag / "data/extra").touch()
    (bag / "bag-info.txt").write_bytes((bag / "bag-info.txt").read_bytes() + b"Payload-Oxum: 1.1\nno tag\n")

    assert codes(bag) == {
        "packages.digest_differs": 4,  # of the file and of bag-info.txt, in SM3 and SHA-256
        "packages.file_missing": 2,
        "packages.file_undeclared": 1,
        "bag.oxum_differs": 1,
        "bag.field_twice": 1,
        "bag.bad_line": 1,
    }


def test_it_never_fetches(bag):
    (bag / "data/a b.txt").unlink()
    (bag / "bag-info.txt").unlink()
    rewrite(bag, "fetch.txt", "http://127.0.0.1:9/x - data/a b.txt\nhttp://x - data/other\nhttp://x 1 ../y\nbroken\n")

    assert codes(bag) == {
        "bag.to_fetch": 2, "bag.fetch_undeclared": 1, "packages.outside": 1, "bag.bad_line": 1
    }  # fmt: skip


def test_it_finds_names_in_another_normal_form(bag):
    name = unicodedata.normalize("NFD", "é.txt")
    digest = hashlib.sha256(b"1").hexdigest()
    (bag / "data" / name).write_bytes(b"1")
    (bag / "manifest-sm3.txt").unlink()
    (bag / "bag-info.txt").unlink()
    rewrite(bag, "manifest-sha256.txt", (bag / "manifest-sha256.txt").read_text() + f"{digest}  data/é.txt\n")

    assert codes(bag) == {}


def test_it_reads_manifests_that_are_not_in_the_encoding_they_declare(bag):
    (bag / "manifest-sm3.txt").unlink()
    (bag / "manifest-sha256.txt").write_bytes((bag / "manifest-sha256.txt").read_text().encode("gb18030"))
    for path in bag.glob("tagmanifest-*"):
        path.unlink()

    assert codes(bag) == {"packages.bad_encoding": 1}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("BagIt-Version: 1.0\n", "bag.bad_declaration"),
        ("BagIt-Version: 9.0\nTag-File-Character-Encoding: UTF-8\n", "bag.unknown_version"),
        ("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\nMore: 1\n", "bag.bad_declaration"),
        ("BagIt-Version: 1.0\nTag-File-Character-Encoding: base64\n", "bag.unknown_encoding"),
        ("\x00" * 100_000, "bag.bad_declaration"),
        ("", "bag.bad_declaration"),
    ],
)
def test_it_reads_bagit_txt_to_the_letter(bag, text, code):
    rewrite(bag, "bagit.txt", text)

    assert codes(bag)[code] >= 1


def test_it_says_that_an_empty_folder_is_no_bag(tmp_path):
    assert codes(tmp_path) == {"bag.no_declaration": 1, "bag.no_payload": 1, "bag.no_manifest": 1}
