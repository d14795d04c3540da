"""Files are looked at ahead of who judges them, small ones together: one that spoils its sheaf spoils nothing else."""

from __future__ import annotations

import pytest
import xlsxwriter

from lantai.engines.formats.readers.base import Unreadable
from lantai.engines.formats.sheaves import SMALL
from lantai.engines.formats.workers import ReaderPool
from lantai.engines.packages.model import PresentFile
from lantai.holdings.checks.judging.ahead import FILES_AHEAD, MOST_FILES, looked_ahead
from lantai.holdings.checks.judging.looking import look_at


@pytest.fixture
def folder(tmp_path):
    for number in range(MOST_FILES + 3):
        (tmp_path / f"{number:03}.txt").write_text(f"第{number}页 关于春节期间值班安排的通知", encoding="utf-8")
    return tmp_path


def present(folder):
    for path in sorted(folder.iterdir()):
        yield PresentFile(path.name, path.stat().st_size, path)


def answers(folder, pool):
    return list(looked_ahead(present(folder), lambda file: True, pool))


def test_each_file_is_seen_as_it_is_alone(folder):
    (folder / "large.txt").write_text("大" * SMALL, encoding="utf-8")
    with ReaderPool(1) as pool:
        found = answers(folder, pool)

        assert [file.name for file, _ in found] == sorted(path.name for path in folder.iterdir())
        assert all(answer() == look_at(folder / file.name, name=file.name) for file, answer in found)


def test_one_that_kills_its_process_is_told_and_the_others_are_seen(folder):
    book = xlsxwriter.Workbook(folder / "001a.xlsx")
    sheet = book.add_worksheet("目录")
    sheet.write(0, 0, "档号")
    sheet.write(1_048_575, 16_383, "末")
    book.close()
    with ReaderPool(1, seconds=20, memory_mb=400) as pool:
        seen, refused = {}, {}
        for file, answer in looked_ahead(present(folder), lambda file: True, pool):
            try:
                seen[file.name] = answer()
            except Unreadable as failure:
                refused[file.name] = failure.code

    assert len(seen) == MOST_FILES + 3
    assert refused.keys() == {"001a.xlsx"}
    assert refused["001a.xlsx"] in {"file.too_much_memory", "file.reader_crashed"}


def test_one_that_is_gone_is_told_by_itself(folder):
    files = list(present(folder))
    (folder / "001.txt").unlink()
    with ReaderPool(1) as pool:
        answer = dict(looked_ahead(files, lambda file: True, pool))

        assert answer[files[0]]().pages == look_at(folder / "000.txt", name="000.txt").pages
        with pytest.raises(Unreadable):
            answer[files[1]]()


def test_it_asks_for_nothing_that_is_not_wanted_or_lies_inside_something(folder):
    files = [*present(folder), PresentFile("inside.txt", 3, None)]
    with ReaderPool(1) as pool:
        found = dict(looked_ahead(files, lambda file: file.name != "001.txt", pool))

        assert [file.name for file, answer in found.items() if answer is None] == ["001.txt", "inside.txt"]


def test_it_is_only_so_far_ahead(folder):
    taken = []
    files = (taken.append(number) or PresentFile(f"{number}.txt", 3, None) for number in range(10 * FILES_AHEAD))
    with ReaderPool(1) as pool:
        steps = looked_ahead(files, lambda file: True, pool)
        for _ in range(3 * FILES_AHEAD):
            next(steps)

    assert len(taken) <= 4 * FILES_AHEAD
