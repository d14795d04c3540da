"""The demonstration is the same every time, large enough, and safe to build twice."""

import hashlib
import json

import pikepdf
import pytest

import demo
from demo.build import MARKER

# Encryption draws fresh keys each time; everything else must be equal byte for byte.
NOT_REPEATABLE = {"locked_pdf"}


def digests(plan):
    skipped = {name for record in plan.records if record.kind in NOT_REPEATABLE for name in record.files}
    found = {}
    for path in sorted(plan.root.rglob("*")):
        if path.is_file() and not any(path.as_posix().endswith(name) for name in skipped) and path.name != "plan.json":
            found[path.relative_to(plan.root).as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def test_it_writes_the_same_bytes_twice(tiny, resumed):
    assert digests(resumed) == digests(tiny)
    assert len(digests(resumed)) > 50


def test_it_leaves_a_finished_build_alone(tiny):
    before = {path: path.stat().st_mtime_ns for path in tiny.root.rglob("*")}

    demo.build(tiny.root, size="tiny")

    assert {path: path.stat().st_mtime_ns for path in tiny.root.rglob("*")} == before


def test_it_begins_again_after_a_build_that_was_cut_short(resumed):
    assert not (resumed.root / "J001" / "half.jpg").exists()
    assert json.loads((resumed.root / MARKER).read_text())["complete"] is True


def test_it_refuses_a_folder_that_holds_other_things(tmp_path):
    (tmp_path / "letter.txt").write_text("mine")

    with pytest.raises(demo.TargetInUse):
        demo.build(tmp_path, size="tiny")

    assert (tmp_path / "letter.txt").read_text() == "mine"


def test_it_refuses_an_unknown_size(tmp_path):
    with pytest.raises(ValueError, match="tiny"):
        demo.build(tmp_path / "x", size="enormous")


def test_it_is_large_enough_for_the_demonstration(tmp_path):
    plan = demo.plan_for(tmp_path, "small")
    pictures = sum(len(record.files) for record in plan.records if record.kind == "images")

    open_share = sum(record.opening == "开放" for record in plan.records) / len(plan.records)
    assert len(plan.fonds) >= 6
    assert len(plan.records) >= 600
    assert pictures >= 150
    assert 0.55 <= open_share <= 0.7
    assert {record.opening for record in plan.records} == {"开放", "控制", "延期开放", "未审核"}


def test_it_delivers_every_kind_of_file(tmp_path):
    kinds = {record.kind for record in demo.plan_for(tmp_path, "small").records}

    assert kinds >= {
        "images", "tiff", "bitonal", "jp2", "png", "pdf", "scanned_pdf", "broken_layer_pdf", "locked_pdf", "ofd",
        "docx", "xlsx", "pptx", "txt", "rtf", "html", "eml", "empty", "disguised", "truncated", "none",
    }  # fmt: skip


def test_every_promised_file_exists(tiny):
    for fonds in tiny.fonds:
        assert fonds.folder.exists()
        assert fonds.catalogue is None or fonds.catalogue.is_file()
        if fonds.folder.is_dir():
            missing = [name for record in fonds.records for name in record.files if not (fonds.folder / name).is_file()]
            assert missing == []


def test_codes_are_unique(tmp_path):
    codes = [record.code for record in demo.plan_for(tmp_path, "small").records]

    assert len(codes) == len(set(codes))


def test_one_name_brings_records_of_several_fonds(tmp_path):
    plan = demo.plan_for(tmp_path, "small")

    assert len({code.split("-")[0] for code in plan.tries[0].expect}) >= 5
    assert all(thing.expect for thing in plan.tries)
    assert len(plan.tries) == 5


def test_the_broken_layer_reads_as_nonsense(tiny):
    fonds = tiny.fonds[0]
    record = next(record for record in fonds.records if record.kind == "broken_layer_pdf")

    with pikepdf.open(fonds.folder / record.files[0]) as pdf:
        content = pdf.pages[0].Contents.read_bytes()

    assert b"3 Tr" in content
    assert "临江".encode("gbk").hex().encode() in content
