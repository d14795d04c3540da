"""What `take_in` writes at its end for who sits before it."""

from __future__ import annotations

import io

import pytest
from django.utils import translation

from lantai.base.common.findings import Finding, Severity
from lantai.holdings.accessions.management.commands.take_in import SHOWN, Command
from lantai.holdings.accessions.queries import Summary
from lantai.holdings.imports.matching import FILE_WITHOUT_ROW, NO_CODE


def told(language, **more):
    files = [Finding(FILE_WITHOUT_ROW, Severity.WARNING, f"{n}.pdf", {"path": f"{n}.pdf"}) for n in range(SHOWN + 3)]
    remark = Finding(NO_CODE, Severity.INFO, "a.pdf", {"path": "a.pdf"})
    empty = Finding("file.empty", Severity.ERROR, "b.pdf")
    figures = {"records": 3, "files": 4, "pages": 5, "characters": 6, "waiting": 7, "held": 0} | more
    summary = Summary("01T", "stored", findings=(*files, empty, remark), seconds=1.26, **figures)
    command = Command(stdout=io.StringIO())
    with translation.override(language):
        command._print(summary)
    return command.stdout.getvalue().splitlines()


@pytest.mark.parametrize(
    ("language", "first", "last"),
    [
        ("zh-hans", "01T：档案 3 件，文件 4 个，共 5 页、6 字，用时 1.3 秒", "  7 页等待文字识别"),
        ("en", "01T: 3 records, 4 files, 5 pages, 6 characters in 1.3 s", "  7 pages wait for recognition"),
    ],
)
def test_it_tells_the_figures_in_the_language_of_the_findings(language, first, last):
    lines = told(language)
    assert lines[0] == first
    assert lines[-1].startswith(last)


def test_one_mistake_in_every_row_does_not_bury_the_others():
    lines = told("en")
    assert [line for line in lines if "belongs to no entry" in line] == lines[1 : SHOWN + 1]
    assert lines[SHOWN + 1] == "  … and 3 more of this kind; --json shows them all"
    assert lines[SHOWN + 2].startswith("  error  b.pdf: ")
    assert lines[SHOWN + 3] == "  and 1 remarks; --json shows them all"


def test_it_says_how_many_records_were_here_before():
    assert "此前" not in "".join(told("zh-hans"))
    assert told("zh-hans", held=2)[1] == "  其中 2 件此前已经入库"
