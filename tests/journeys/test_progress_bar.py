"""Who looks on at a terminal sees how far taking in is; what is printed at the end stays on standard output."""

import os
import pty
from contextlib import suppress

from tests.support.process import Program


def test_a_terminal_shows_how_far_it_is(tmp_path):
    (tmp_path / "package").mkdir()
    for n in range(3):
        (tmp_path / "package" / f"K001-WS·1987-Y-BGS-{n:04}.txt").write_text(f"第{n}号", encoding="utf-8")
    ours, theirs = pty.openpty()
    program = Program(tmp_path / "home", {"TERM": "xterm", "COLUMNS": "100"})

    process = program.start("take_in", str(tmp_path / "package"), "--fonds", "K001", stderr=theirs)
    os.close(theirs)
    shown = b""
    with suppress(OSError):  # that is how a terminal ends
        while piece := os.read(ours, 4096):
            shown += piece
    os.close(ours)
    out, _ = process.communicate(timeout=60)

    assert process.returncode == 0, shown
    assert "入库" in shown.decode()
    assert "3/3" in shown.decode()
    assert "档案 3 件" in out
    assert "3/3" not in out
