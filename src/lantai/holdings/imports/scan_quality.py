"""How good the scans of a record are by what reading its files has measured (standards §9.3, rules 3 to 5).

One measurement for the intake and for the four-property check: `engines.formats` takes it once, while it reads a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop

from lantai.base.common.findings import Finding, Severity, declare
from lantai.engines.formats.model import Colour, FileReading, PageReading, Scan
from lantai.holdings.imports.scan_rules import ScanRules

LOW_RESOLUTION = declare(
    "scan.low_resolution",
    gettext_noop("%(count)s scans of %(code)s have too few dpi (%(found)s; first: %(place)s): %(least)s are asked."),
    gettext_noop("Have them scanned again; the archive's own least is set in rules/scans.yaml."),
)
FEW_PIXELS = declare(
    "scan.few_pixels",
    gettext_noop(
        "%(count)s scans of %(code)s have too few pixels: about %(found)s dpi on a sheet of %(sheet)s mm (first: "
        "%(place)s), %(least)s are asked. What their files say (%(said)s dpi) was not believed."
    ),
    gettext_noop(
        "Measure the sheet: on a smaller one they may do. Else have them scanned again. Cameras and phones write 72 "
        "whatever the picture is, and 0 means that nothing is said; the sheet is set in rules/scans.yaml."
    ),
)
NO_RESOLUTION = declare(
    "scan.no_resolution",
    gettext_noop(
        "%(count)s scans of %(code)s do not say a resolution one can believe (%(said)s dpi; first: %(place)s): by "
        "their pixels they have about %(found)s dpi on a sheet of %(sheet)s mm, which is enough."
    ),
    gettext_noop(
        "Nothing needs doing if no sheet is larger. Cameras and phones write 72 whatever the picture is, and 0 means "
        "that nothing is said: have the program that scans write the true one."
    ),
)
BILEVEL = declare(
    "scan.bilevel",
    gettext_noop("%(count)s scans of %(code)s are black and white without greys (first: %(place)s)."),
    gettext_noop("Look whether seals, pencil and notes in red can be read; if not, have them scanned in colour."),
)
GREY = declare(
    "scan.grey",
    gettext_noop("%(count)s scans of %(code)s are grey where colour is asked (first: %(place)s)."),
    gettext_noop("Look whether seals and notes in red can be told apart; if not, have them scanned in colour."),
)
ODD_SIZE = declare(
    "scan.odd_size",
    gettext_noop("%(count)s scans of %(code)s would be %(found)s mm on paper (first: %(place)s), which no sheet is."),
    gettext_noop("The resolution in the file is likely wrong. Compare with the paper, and have it written anew."),
)
ON_ITS_SIDE = declare(
    "scan.on_its_side",
    gettext_noop("%(count)s pages of %(code)s lie across where the others stand (first: %(place)s)."),
    gettext_noop("Nothing needs doing if a table lies so on the paper; else have them turned and handed in again."),
)
TURNED_BY_NOTE = declare(
    "scan.turned_by_note",
    gettext_noop("%(count)s scans of %(code)s stand upright only by a note in the file (EXIF; first: %(place)s)."),
    gettext_noop("They are shown upright here. Programs that pass the note over show them turned."),
)
READ_TURNED = declare(
    "scan.read_turned",
    gettext_noop("%(count)s pages of %(place)s had to be turned to be read (first: page %(page)s by %(found)s°)."),
    gettext_noop("They are shown upright here. Whoever is given the file itself must turn them."),
)
PAGES_DIFFER = declare(
    "scan.pages_differ",
    gettext_noop("%(code)s is said to have %(expected)s pages; its files have %(found)s, %(blank)s of them blank."),
    gettext_noop("Count the paper: pages are missing or came twice, backs were left out, or sheets were counted."),
)
_ALIKE = 0.03
MM = 25.4
_MORE_WIDE = 1.1
"""From which share of the other side a page has a long one: a square lies as well as it stands."""
_ON_PAPER = {"image", "pdf", "ofd"}


@dataclass(frozen=True, slots=True)
class PageImage:
    """One scan: the file it is in, its number there, its size in pixels upright, and what was measured."""

    path: str
    number: int
    width: int
    height: int
    scan: Scan

    @property
    def place(self) -> str:
        return self.path if self.number == 1 else f"{self.path}#{self.number}"

    @property
    def sides(self) -> tuple[int, int]:
        return min(self.scan.width_mm, self.scan.height_mm), max(self.scan.width_mm, self.scan.height_mm)


def images_in(path: str, pages: Iterable[PageReading]) -> Iterator[PageImage]:
    """The pages of a file that are scans."""
    for page in pages:
        if page.scan is not None:
            yield PageImage(path, page.number, page.width, page.height, page.scan)


def about_quality(code: str, images: Sequence[PageImage], rules: ScanRules) -> Iterator[Finding]:
    """What is to be said of the scans of one record, or of one file where `code` is its name: each thing once."""
    yield from _about_resolution(code, images, rules)
    if rules.least_colour != Colour.BILEVEL:
        yield from _told(BILEVEL, Severity.WARNING, code, [i for i in images if i.scan.colour == Colour.BILEVEL])
    if rules.least_colour == Colour.COLOUR:
        yield from _told(GREY, Severity.WARNING, code, [i for i in images if i.scan.colour == Colour.GREY])
    odd = [image for image in images if _is_believed(image, rules) and _is_odd(image, rules)]
    found = f"{odd[0].scan.width_mm} × {odd[0].scan.height_mm}" if odd else ""
    yield from _told(ODD_SIZE, Severity.WARNING, code, odd, found=found)
    if rules.tell_turned:
        yield from _told(TURNED_BY_NOTE, Severity.INFO, code, [image for image in images if image.scan.turned])
        yield from about_sides(code, images)


def _about_resolution(code: str, images: Sequence[PageImage], rules: ScanRules) -> Iterator[Finding]:
    low = [image for image in images if _is_believed(image, rules) and image.scan.dpi < rules.least_dpi]
    lowest = min((image.scan.dpi for image in low), default=0)
    yield from _told(LOW_RESOLUTION, Severity.WARNING, code, low, found=lowest, least=rules.least_dpi)
    if rules.least_dpi:
        unsaid = [image for image in images if not _is_believed(image, rules) and any(_pixels(image))]
        yield from _about_pixels(code, unsaid, rules)


def _about_pixels(code: str, images: Sequence[PageImage], rules: ScanRules) -> Iterator[Finding]:
    """Of scans whose files say nothing of their resolution, or what was never measured: by the sheet the rules name."""
    judged = [(image, _on_sheet(image, rules)) for image in images]
    few = [(image, dpi) for image, dpi in judged if dpi < rules.least_dpi]
    enough = [(image, dpi) for image, dpi in judged if dpi >= rules.least_dpi]
    told = [(FEW_PIXELS, Severity.WARNING, few, {"least": rules.least_dpi})]
    if rules.tell_unsaid_dpi:
        told.append((NO_RESOLUTION, Severity.INFO, enough, {}))
    for which, severity, some, more in told:
        if some:
            found, said = min(dpi for _, dpi in some), some[0][0].scan.dpi
            seen = {"found": found, "said": said, "sheet": " × ".join(map(str, rules.likely_sheet_mm)), **more}
            yield from _told(which, severity, code, [image for image, _ in some], **seen)


def _is_believed(image: PageImage, rules: ScanRules) -> bool:
    return image.scan.dpi not in rules.doubted_dpi


def _on_sheet(image: PageImage, rules: ScanRules) -> int:
    """Dots to the inch if the sheet lies whole in the picture, whichever way it lies."""
    dots = sorted(_pixels(image))
    sheet = sorted(rules.likely_sheet_mm)
    return round(min(dot * MM / side for dot, side in zip(dots, sheet, strict=True)))


def _pixels(image: PageImage) -> tuple[float, float]:
    """Of a PDF page size and resolution tell them: its width and height are those it is shown with. Zeros: nobody."""
    if image.scan.width_mm and image.scan.height_mm:
        return image.scan.width_mm * image.scan.dpi / MM, image.scan.height_mm * image.scan.dpi / MM
    return image.width, image.height


def _is_odd(image: PageImage, rules: ScanRules) -> bool:
    short, long = image.sides
    return short < rules.shortest_mm or (bool(rules.longest_mm) and long > rules.longest_mm)


def about_sides(code: str, images: Sequence[PageImage]) -> Iterator[Finding]:
    """Pages that are as large as most others of the record, but for a quarter turn."""
    standing = [image for image in images if image.height > image.width * _MORE_WIDE]
    lying = [image for image in images if image.width > image.height * _MORE_WIDE]
    if len(standing) < 2 or len(standing) <= len(lying):
        return
    wide, high = _middle(image.width for image in standing), _middle(image.height for image in standing)
    turned = [i for i in lying if abs(i.width - high) <= _ALIKE * high and abs(i.height - wide) <= _ALIKE * wide]
    yield from _told(ON_ITS_SIDE, Severity.WARNING, code, turned)


def _middle(numbers: Iterable[int]) -> int:
    ordered = sorted(numbers)
    return ordered[len(ordered) // 2]


def _told(which: str, severity: Severity, code: str, images: Sequence[PageImage], **more: Any) -> Iterator[Finding]:
    if images:
        told = {"code": code, "count": len(images), "place": images[0].place, **more}
        yield Finding(which, severity, images[0].path, told)


# ── pages against 页数 ──


@dataclass(frozen=True, slots=True)
class Counted:
    """The pages of some files, and how many of them are blank."""

    pages: int = 0
    blank: int = 0

    def fits(self, declared: int, *, tolerance: int, free: bool) -> bool:
        """`free`: blank pages may have been counted, or not."""
        least = self.pages - self.blank if free else self.pages
        return least - tolerance <= declared <= self.pages + tolerance


def about_pages(
    code: str, declared: int | None, files: Sequence[tuple[str, FileReading]], rules: ScanRules, *, sheets: bool = False
) -> Iterator[Finding]:
    """Whether a record has the pages its entry says, where all of its files have pages as paper has.

    Scans often come beside a PDF of the same pages: then one of the two kinds has to fit. `sheets`: paper was counted,
    of which each leaf has two sides.
    """
    kinds = {reading.kind for _, reading in files}
    if not rules.compare_pages or not declared or not files or not kinds <= _ON_PAPER:
        return
    if not all(reading.pages for _, reading in files):
        return  # one that could not be read is told by its reader
    of_kind = [_counted_in(reading for _, reading in files if reading.kind == kind) for kind in sorted(kinds)]
    whole = together(of_kind)
    if any(each.fits(declared, tolerance=rules.pages_tolerance, free=rules.blanks_are_free) for each in of_kind):
        return
    if whole.fits(declared, tolerance=rules.pages_tolerance, free=rules.blanks_are_free):
        return
    if sheets and any(declared <= each.pages <= 2 * declared for each in [whole, *of_kind]):
        return
    told = {"code": code, "expected": declared, "found": whole.pages, "blank": whole.blank}
    yield Finding(PAGES_DIFFER, Severity.WARNING, files[0][0], told)


def together(several: Iterable[Counted]) -> Counted:
    """The pages of several in all."""
    pages, blank = 0, 0
    for each in several:
        pages, blank = pages + each.pages, blank + each.blank
    return Counted(pages, blank)


def _counted_in(readings: Iterable[FileReading]) -> Counted:
    pages = [page for reading in readings for page in reading.pages]
    return Counted(len(pages), sum(page.scan is not None and page.scan.is_blank for page in pages))
