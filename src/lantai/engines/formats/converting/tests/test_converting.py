"""Outside programs with hands tied, and what they make of real files. LibreOffice is started once for many."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lantai.engines.formats.converting.comparing import text_kept
from lantai.engines.formats.converting.converters import (
    CONVERTERS,
    Given,
    Problem,
    Profile,
    converter_for,
    is_installed,
)
from lantai.engines.formats.converting.installed_fonts import not_covered
from lantai.engines.formats.converting.limited import Bounds, network_can_be_cut, run_limited
from lantai.engines.formats.identify import FormatKind
from lantai.engines.formats.reading import read_file

BOUNDS = Bounds(seconds=150)
PYTHON = os.path.realpath(sys.executable)


def needs(converter):
    if not is_installed(converter):
        pytest.skip(f"{converter.name} is not installed ({converter.install})")


def text_of(path):
    return "\n".join(page.text for page in read_file(path).pages)


def script(folder, text, **bounds):
    readable = [Path(sys.base_prefix)]
    return run_limited([PYTHON, "-I", "-c", text], folder=folder, bounds=Bounds(**bounds), readable=readable)


def test_a_program_has_so_much_time_and_dies_with_all_it_started(tmp_path):
    started = time.monotonic()
    text = "import os,time\nif os.fork():\n time.sleep(60)\nopen('child','w').write(str(os.getpid()))\ntime.sleep(60)"

    ended = script(tmp_path, text, seconds=2)

    assert ended.timed_out
    assert time.monotonic() - started < 30
    child = (tmp_path / "child").read_text()
    assert subprocess.run(["ps", "-o", "stat=", child], capture_output=True, text=True, check=False).stdout[:1] in "Z"


def test_a_program_has_so_much_memory(tmp_path):
    ended = script(tmp_path, "b = bytearray(400 << 20)", seconds=20, memory_mb=200)

    assert ended.code != 0
    assert "MemoryError" in ended.said


def test_a_program_sees_neither_the_network_nor_the_archive(tmp_path):
    """Landlock and a network of its own, where the kernel has them: a document cannot have other files shown in it."""
    if not network_can_be_cut():
        pytest.skip("this kernel gives programs no network of their own")
    secret = tmp_path / "secret"
    secret.write_text("keys")
    work = tmp_path / "work"
    work.mkdir()
    text = (
        "import socket\n"
        "print(len(socket.if_nameindex()))\n"
        "open('mine','w').write('x')\n"
        f"try:\n print(open({str(secret)!r}).read())\nexcept PermissionError:\n print('shut')"
    )

    ended = script(work, text, seconds=20)

    assert ended.said.split() == ["1", "shut"]


def test_a_tool_that_is_not_there_is_a_word(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.4")
    folder = tmp_path / "work"
    folder.mkdir()

    [outcome] = CONVERTERS[0].convert([Given(path, "a.pdf", FormatKind.PDF)], folder, bounds=BOUNDS)

    assert outcome.problem == Problem.MISSING


def test_ofd_is_made_of_scans_and_pdf_and_of_nothing_else():
    made_of = {kind for kind in FormatKind if converter_for(Profile.OFD, kind) is not None}

    assert made_of == {FormatKind.IMAGE, FormatKind.PDF}


def test_text_that_is_missing_is_measured_and_text_that_was_added_is_not():
    assert text_kept("关于秋收的通知", "页眉 关於秋收\n的通知 页脚") == 1.0
    assert text_kept("关于秋收的通知关于春耕", "关于秋收的通知") == pytest.approx(0.6)
    assert text_kept("一\t二\n三四", "三四 二 一") == pytest.approx(1 / 3)
    assert text_kept(" — ", "x") is None


def test_a_character_no_font_has_is_told():
    missing = not_covered("兰台\uf123")
    if missing is None:
        pytest.skip("fontconfig is not installed: nobody can say what fonts cover")

    assert missing in ("", "\uf123")
    assert "兰" not in missing
