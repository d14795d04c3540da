"""Does anything come back? 200 generated pages of all kinds, each attacked in every way we know, beside its twin.

    python -m bench.redaction               # 200 pages; programs that are not installed are named and left out
    python -m bench.redaction --pages 28    # fewer
    python -m bench.redaction --memory 200  # how large a process grows with one document of so many pages
    python -m bench.redaction --xray FOLDER # asks the x-ray library of the Free Law Project as well

x-ray reads through PyMuPDF (AGPL): it is never part of this environment nor linked, but run as a program on the files
that came out. FOLDER is a virtual environment of its own; where there is none, pip fills one, and wants a network once.

Each page has a name and a number that are withheld; its twin has others in the same places, and both must give the same
bytes: then nothing of the secret can be in them. All other attacks look for what that proof might have missed.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

WORDS = "不予公开［］R3ab2026-1129：×"
XRAY = "x-ray==0.4.0"
_OFFICE = 8
_OCR_EACH = 31
"""Every so many pages is read by the recogniser as well: two seconds a page."""


@dataclasses.dataclass
class Tally:
    """What was tried how often, what came back, and the processor time of redacting by kind."""

    pages: Counter[str] = dataclasses.field(default_factory=Counter)
    seconds: dict[str, float] = dataclasses.field(default_factory=lambda: defaultdict(float))
    tried: Counter[str] = dataclasses.field(default_factory=Counter)
    back: Counter[str] = dataclasses.field(default_factory=Counter)
    xray: Path | None = None
    likeness: float = 0.0
    size: int = 0

    def count(self, attack: str, found: list[str], place: str) -> None:
        self.tried[attack] += 1
        if found:
            self.back[attack] += 1
            print(f"!! {attack}: {place}: {found[:3]}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--memory", type=int, default=0)
    parser.add_argument("--xray", type=Path, help="virtual environment with the x-ray library, made if it is not there")
    options = parser.parse_args()
    from django.conf import settings

    settings.configure(USE_I18N=False)
    if options.memory:
        _measure_memory(options.memory)
        return
    tally = Tally(xray=_xray(options.xray))
    with tempfile.TemporaryDirectory() as folder:
        for number, (kind, pair) in enumerate(_pairs(options.pages, Path(folder))):
            if number % 20 == 0:
                print(f"… {number} pages", flush=True)
            _attack(
                kind,
                _decided_alike(*pair) if pair[0][0].width else pair,
                Path(folder),
                tally,
                ocr=number % _OCR_EACH == 0,
            )
    _print(tally)


def _pairs(pages: int, folder: Path) -> Iterator[tuple[str, list[tuple]]]:
    """Kinds in turn; office files once as text and, where LibreOffice is there, once as the pages it makes of them."""
    from lantai.engines.formats.redacting.tests.pages import KINDS, page_of

    converted = (
        _converted(folder / "office", min(_OFFICE, pages // (len(KINDS) + 1))) if shutil.which("soffice") else []
    )
    yield from (("DOCX by LibreOffice", pair) for pair in converted)
    kinds = list(KINDS)
    for number in range(pages - len(converted)):
        kind = kinds[number % len(kinds)]
        yield kind, [page_of(kind, folder / f"in-{turn}", 2 * number + turn) for turn in (0, 1)]


def _converted(folder: Path, count: int) -> list[list[tuple]]:
    from docx import Document

    from lantai.engines.formats.converting.converters import Given, LibreOffice
    from lantai.engines.formats.converting.limited import Bounds
    from lantai.engines.formats.identify import FormatKind
    from lantai.engines.formats.redacting.tests import pages

    folder.mkdir(parents=True)
    hidden = [pages.secret(10_000 + number) for number in range(2 * count)]
    files = []
    for number, each in enumerate(hidden):
        name = folder / f"{number}.docx"
        # The number ends its paragraph: nothing stands behind it that its width could move.
        first, last = each.sentence.split(each.digits)
        document = Document()
        document.core_properties.title = each.name
        document.add_paragraph(first + each.digits)
        document.add_paragraph(last[1:])
        document.save(str(name))
        files.append(Given(name, name.name, FormatKind.WORD))
    out = folder / "out"
    out.mkdir()
    outcomes = LibreOffice().convert(files, out, bounds=Bounds(seconds=300))
    made = [
        (pages.of_file(outcome.target, each), each)
        for outcome, each in zip(outcomes, hidden, strict=True)
        if outcome.target
    ]
    return [made[at : at + 2] for at in range(0, len(made) - 1, 2)]


def _decided_alike(one: tuple, other: tuple) -> list[tuple]:
    """One letter may be a hair wider than another: both pages get the boxes of both, as if drawn once for both."""
    from lantai.engines.formats.redacting.cover import cover_of
    from lantai.engines.formats.redacting.model import Unplaced, WithheldPart

    pages = [page for page, _ in (one, other)]
    boxes = [box for page in pages for box, _ in cover_of(page, 1, Unplaced.REFUSE).boxes]
    both = WithheldPart("R3a", pages[0].withheld[0].on, boxes=tuple(boxes))
    return [(dataclasses.replace(page, withheld=(both, *page.withheld)), hidden) for page, hidden in (one, other)]


def _attack(kind: str, pair: list[tuple], folder: Path, tally: Tally, *, ocr: bool) -> None:
    from lantai.engines.formats.pdfa.check import check_pdfa
    from lantai.engines.formats.redacting.document import redact_document
    from lantai.engines.formats.redacting.fonts import shown_font
    from lantai.engines.formats.redacting.labels import characters_of
    from lantai.engines.formats.redacting.tests import attacks

    font = shown_font(characters_of(_mark()))
    (page, hidden), (twin, _) = pair
    out, beside = folder / "out.pdf", folder / "beside.pdf"
    start = time.process_time()
    written = redact_document([page], out, _mark())
    tally.seconds[kind] += time.process_time() - start
    tally.pages[kind] += 1
    tally.size += written.size
    redact_document([twin], beside, _mark())

    place = page.source.name
    tally.count(
        "twin with another secret: other bytes", [] if out.read_bytes() == beside.read_bytes() else ["differ"], place
    )
    tally.count("bytes and every stream unpacked, 10 spellings", attacks.in_bytes(out, hidden.words, font), place)
    tally.count("selecting and copying (PDFium)", attacks.in_text(out, hidden.words), place)
    tally.count("text below the paint (the question of x-ray)", attacks.under_paint(out, WORDS), place)
    tally.count("objects of the original, older states", attacks.left_over(out), place)
    tally.count("what images say of themselves", attacks.in_pictures(out), place)
    tally.count("PDF/A-2b broken", [each.rule for each in check_pdfa(out).breaches], place)
    _by_programs(out, hidden, folder, tally, place)
    if page.width:
        _compare(page, out, tally, place)
    if ocr:
        _recognise(out, hidden, tally, place)


def _by_programs(out: Path, hidden: object, folder: Path, tally: Tally, place: str) -> None:
    words = [word.encode() for word in hidden.words]
    if shutil.which("pdftotext"):
        for way in ([], ["-raw"], ["-bbox"]):
            said = subprocess.run(["pdftotext", *way, out, "-"], capture_output=True, check=True).stdout
            flat = b"".join(said.split())
            tally.count("pdftotext (plain, raw, bbox)", [str(w) for w in words if w in said or w in flat], place)
    if shutil.which("pdfimages"):
        images = folder / "images"
        shutil.rmtree(images, ignore_errors=True)
        images.mkdir()
        subprocess.run(["pdfimages", "-all", out, images / "i"], check=True)
        found = [f"{each.name}: {word!r}" for each in images.iterdir() for word in words if word in each.read_bytes()]
        tally.count("pdfimages", found, place)

    if tally.xray:
        said = subprocess.run([tally.xray, out], capture_output=True, check=True, text=True).stdout
        below = "".join(each["text"] for found in json.loads(said or "{}").values() for each in found)
        odd = sorted({sign for sign in below if sign.strip() and sign not in WORDS})
        tally.count("x-ray of the Free Law Project", odd, place)


def _xray(folder: Path | None) -> Path | None:
    """Its program, or None where nobody asked for it or it cannot be had; then the result says so."""
    if folder is None:
        return None
    program = folder / "bin" / "xray"
    if not program.exists():
        made = [[sys.executable, "-m", "venv", folder], [folder / "bin" / "pip", "install", "--quiet", XRAY]]
        if any(subprocess.run(command, check=False).returncode for command in made):
            return None
    return program if program.exists() else None


def _compare(page: object, out: Path, tally: Tally, place: str) -> None:
    from lantai.engines.formats.redacting.cover import cover_of
    from lantai.engines.formats.redacting.model import Unplaced
    from lantai.engines.formats.redacting.tests import attacks
    from lantai.engines.formats.render import render_page

    boxes = [box for box, _ in cover_of(page, 1, Unplaced.REFUSE).boxes]
    alike = attacks.likeness(render_page(page.source, page.number), out, 1, boxes)
    tally.likeness = max(tally.likeness, alike)
    tally.count("pixels that resemble the original (above 0.5)", [f"{alike:.2f}"] if alike > 0.5 else [], place)


def _recognise(out: Path, hidden: object, tally: Tally, place: str) -> None:
    from lantai.engines.formats.recognise import recognise_page

    text = "".join(recognise_page(out, 1).text.split())
    tally.count("recognition of the output", [word for word in hidden.words if word in text], place)
    tally.count("  (recognition read what remains)", [] if "档案馆收到来信" in text else [text[:40]], place)


def _mark() -> object:
    from lantai.engines.formats.redacting.model import Mark

    made = dt.datetime(2026, 11, 29, 14, tzinfo=dt.UTC)
    return Mark("兰台 J001-001", made, grounds={"R3a": "个人隐私", "R3b": "身份号码"})


def _print(tally: Tally) -> None:
    print("| kind | pages | ms of processor a page |\n| --- | --- | --- |")
    for kind, count in sorted(tally.pages.items()):
        print(f"| {kind} | {count} | {1000 * tally.seconds[kind] / count:.0f} |")
    pages = sum(tally.pages.values())
    print(f"| all | {pages} | {1000 * sum(tally.seconds.values()) / pages:.0f} |")
    print("\n| attack | tried | came back |\n| --- | --- | --- |")
    for attack, count in tally.tried.items():
        print(f"| {attack} | {count} | {tally.back[attack]} |")
    missing = [program for program in ("pdftotext", "pdfimages", "soffice") if not shutil.which(program)]
    missing += [] if tally.xray else ["x-ray (--xray FOLDER)"]
    print(f"\nhighest correlation with the original: {tally.likeness:.2f}; {tally.size / pages / 1000:.0f} kB a page")
    print(f"not run: {', '.join(missing) or 'nothing'}")


def _measure_memory(pages: int) -> None:
    """One document after another in one process, the second twenty times as long."""
    from lantai.engines.formats.redacting.document import redact_document
    from lantai.engines.formats.redacting.tests.pages import page_of

    with tempfile.TemporaryDirectory() as folder:
        scans = [page_of("scan JPEG", Path(folder) / "in", seed)[0] for seed in range(pages)]
        for count in (max(1, pages // 20), pages):
            start = time.process_time()
            written = redact_document(iter(scans[:count]), Path(folder) / "out.pdf", _mark())
            used = 1000 * (time.process_time() - start) / count
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"{count} pages: peak {peak:.0f} MB, {written.size / 1e6:.1f} MB written, {used:.0f} ms a page")


if __name__ == "__main__":
    main()
