"""What every outside program that makes copies for keeping promises: real files in, one outcome each, in order."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter
from docx import Document
from PIL import Image
from pptx import Presentation

from lantai.engines.formats.converting.comparing import text_kept
from lantai.engines.formats.converting.converters import (
    Converter,
    Ghostscript,
    Given,
    LibreOffice,
    Outcome,
    OwnOfd,
    Problem,
    Profile,
    is_installed,
)
from lantai.engines.formats.converting.limited import Bounds
from lantai.engines.formats.identify import FormatKind
from lantai.engines.formats.pdfa.check import check_pdfa
from lantai.engines.formats.reading import read_file
from lantai.engines.formats.tests.samples import PARAGRAPH, pdf


def text_of(path: Path) -> str:
    return "\n".join(page.text for page in read_file(path).pages)


class ConverterContract:
    """Subclasses give the program and a folder of its files, of which those named 坏 only claim to be what they are.

    Everything is asked of one start of the program: it may take seconds.
    """

    converter: Converter
    pages: dict[str, int]

    def files(self, folder: Path) -> list[Given]:
        raise NotImplementedError

    def test_each_file_has_its_outcome_and_a_broken_one_spoils_no_other(self, tmp_path):
        if not is_installed(self.converter):
            pytest.skip(f"{self.converter.name} is not installed ({self.converter.install})")
        files, folder = self.files(tmp_path), tmp_path / "work (1)"
        folder.mkdir()
        before = [given.path.read_bytes() for given in files]

        outcomes = self.converter.convert(files, folder, bounds=Bounds(seconds=150))

        assert self.converter.options()
        assert len(outcomes) == len(files)
        for given, outcome in zip(files, outcomes, strict=True):
            if "坏" in given.name:
                assert (outcome.target, outcome.problem) == (None, Problem.FAILED)
            else:
                self.is_good(given, outcome)
        assert [given.path.read_bytes() for given in files] == before

    def is_good(self, given: Given, outcome: Outcome) -> None:
        assert outcome.target, outcome.said
        assert outcome.target.suffix == f".{self.converter.profile.ending}"
        if self.converter.profile is Profile.OFD:
            copy = read_file(outcome.target)
            assert copy.findings == (), given.name
            assert len(copy.pages) == self.pages.get(given.name, len(copy.pages))
            assert text_kept("\n".join(page.text for page in given.pages), text_of(outcome.target)) in (None, 1.0)
            return
        verdict = check_pdfa(outcome.target)
        assert verdict.breaches == (), given.name
        assert text_kept(text_of(given.path), text_of(outcome.target)) > 0.95, given.name
        assert verdict.pages == self.pages.get(given.name, verdict.pages)


class TestGhostscript(ConverterContract):
    converter = Ghostscript()
    pages = {"文件 (1).pdf": 2}

    def files(self, folder):
        (folder / "坏.pdf").write_bytes(b"nothing of the kind")
        good = pdf(folder / "文件 (1).pdf", PARAGRAPH, "第二页")
        return [Given(path, path.name, FormatKind.PDF) for path in (folder / "坏.pdf", good)]


class TestLibreOffice(ConverterContract):
    """One file for each filter."""

    converter = LibreOffice()
    pages = {"汇报.pptx": 3}

    def files(self, folder):
        document = Document()
        for n in range(30):
            document.add_paragraph(f"第{n}条 {PARAGRAPH}")
        document.save(folder / "通知.docx")
        book = xlsxwriter.Workbook(str(folder / "目录.xlsx"))
        sheet = book.add_worksheet("目录")
        sheet.set_column(0, 2, 24)
        for n in range(60):
            sheet.write_row(n, 0, [f"0001-WS-{n:04}", "关于秋收的通知", "一九七八年"])
        book.close()
        slides = Presentation()
        for n in range(3):
            slide = slides.slides.add_slide(slides.slide_layouts[1])
            slide.shapes.title.text = f"第{n}部分"
            slide.placeholders[1].text = "档案工作汇报提纲"
        slides.save(folder / "汇报.pptx")
        (folder / "坏.docx").write_bytes(b"PK\x03\x04 nothing of the kind")
        kinds = {".docx": FormatKind.WORD, ".xlsx": FormatKind.SHEET, ".pptx": FormatKind.SLIDES}
        names = ("通知.docx", "目录.xlsx", "汇报.pptx", "坏.docx")
        return [Given(folder / name, name, kinds[(folder / name).suffix]) for name in names]


class TestOwnOfd(ConverterContract):
    converter = OwnOfd()
    pages = {"文件 (1).pdf": 2, "扫描.jpg": 1}

    def files(self, folder):
        (folder / "坏.pdf").write_bytes(b"%PDF-1.4 nothing of the kind")
        (folder / "坏.jpg").write_bytes(b"nothing of the kind")
        Image.new("RGB", (400, 600), "white").save(folder / "扫描.jpg")
        good = pdf(folder / "文件 (1).pdf", PARAGRAPH, "第二页")
        pictures = [Given(folder / name, name, FormatKind.IMAGE) for name in ("坏.jpg", "扫描.jpg")]
        return [
            Given(folder / "坏.pdf", "坏.pdf", FormatKind.PDF),
            Given(good, good.name, FormatKind.PDF, read_file(good).pages),
            *pictures,
        ]
