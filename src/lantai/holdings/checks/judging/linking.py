"""Entries and files together: every entry has its file, the file is the one described, pages are as many as said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from lantai.engines.formats.model import Scan
from lantai.engines.packages.model import Entry, PackageForm
from lantai.holdings.checks.items import items
from lantai.holdings.checks.judging import codes
from lantai.holdings.checks.judging.material import Material
from lantai.holdings.checks.judging.metadata import place, shown
from lantai.holdings.checks.results import Status
from lantai.holdings.imports.scan_quality import Counted, PageImage, about_sides, together

_BYTES = re.compile(r"([\d,]+(?:\.\d+)?)\s*(B|字节|KB|K|MB|M|GB|G)?", re.IGNORECASE)
_UNITS = {
    "": 1,
    "B": 1,
    "字节": 1,
    "K": 1 << 10,
    "KB": 1 << 10,
    "M": 1 << 20,
    "MB": 1 << 20,
    "G": 1 << 30,
    "GB": 1 << 30,
}
NAME, SIZE, FORMAT, PAGES = "计算机文件名", "计算机文件大小", "格式信息", "页数"


class Links:
    """What entries say of their files, compared with what was found when the files were read."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self.tallies = material.tallies
        self.annexes = 0

    def one(self, entry: Entry, values: Mapping[str, str]) -> None:
        is_volume = entry.level == "案卷"
        if not entry.files:
            if not is_volume and entry.level != "representation":
                self._without(entry)
            return
        self.tallies.see("1-11")
        if self.material.package.form is not PackageForm.EEP:
            self._attributes(entry, values)
        self._pages(entry, values)
        self._sides(entry)
        self._annexes(entry)

    def done(self, count: int) -> None:
        if not count:
            self.tallies.skip(("1-10", "1-11"), Status.NOT_RUN, codes.NO_ENTRIES)
        elif self.material.package.form is PackageForm.EEP:
            self.tallies.see("1-10", count)  # its reader compares name, size and check sum of each file
        elif not self.tallies.by_number["1-10"].objects:
            self.tallies.skip(("1-10",), Status.NA, codes.NOT_IN_SCHEME)

    def _without(self, entry: Entry) -> None:
        """In a transfer package an entry that names a file which is not there is its reader's to tell."""
        self.tallies.see("1-11")
        named = entry.fields.get("电子档案名称") or entry.repeated.get("电子档案名称")
        if not named:
            self.tallies.say("1-11", codes.WITHOUT_FILE, place(entry), entry=shown(entry))

    def _attributes(self, entry: Entry, values: Mapping[str, str]) -> None:
        """Only of entries with one file is it plain which one the attributes are of."""
        if len(entry.files) != 1:
            return
        name = entry.files[0]
        found = self.material.book.file(name)
        if found is None:
            return
        said = {each: values.get(each, "").strip() for each in (NAME, SIZE, FORMAT)}
        for each in said:
            self.tallies.see("1-10", bool(said[each]))
        if said[NAME] and PurePosixPath(said[NAME].replace("\\", "/")).name != PurePosixPath(name).name:
            self._differs(name, NAME, PurePosixPath(name).name, said[NAME])
        size = bytes_in(said[SIZE])
        if size is not None and not size[0] <= found.size <= size[1]:
            self._differs(name, SIZE, str(found.size), said[SIZE])
        if said[FORMAT] and found.mime and not _same_format(said[FORMAT], found.mime, name):
            self._differs(name, FORMAT, found.mime, said[FORMAT])

    def _differs(self, name: str, field: str, found: str, expected: str) -> None:
        self.tallies.say("1-10", codes.FILE_DIFFERS, name, path=name, field=field, found=found, expected=expected)

    def _pages(self, entry: Entry, values: Mapping[str, str]) -> None:
        """Where all files of an entry have pages: how many may be apart is the scheme's to say.

        Scans that come beside a PDF of the same pages are no other pages: one of the two kinds has to fit then.
        """
        said = values.get(PAGES, "").strip()
        if not said.isascii() or not said.isdigit() or len(said) > 6:
            return
        of_kind: dict[str, list[Counted]] = {}
        for name in entry.files:
            known = self.material.book.file(name)
            if known is None or known.pages is None:
                return
            found = Counted(known.pages, self.material.book.scans(name).blank)
            of_kind.setdefault(known.mime, []).append(found)
        each = [together(several) for several in of_kind.values()]
        whole, rules = together(each), self.material.scan_rules
        free, tolerance = rules is not None and rules.blanks_are_free, self.material.scheme.pages_tolerance
        if not any(counted.fits(int(said), tolerance=tolerance, free=free) for counted in [whole, *each]):
            params = {"entry": shown(entry), "expected": said, "found": whole.pages}
            self.tallies.say("2-7", codes.PAGES_DIFFER, place(entry), **params)

    def _sides(self, entry: Entry) -> None:
        """Pages that are a file each, beside one another; those of one file were compared when it was looked at."""
        rules = self.material.scan_rules
        if rules is None or not rules.tell_turned or len(entry.files) < 2:
            return
        sizes = [(name, self.material.book.scans(name)) for name in entry.files]
        images = [PageImage(name, 1, size.width, size.height, Scan()) for name, size in sizes if size.width]
        for finding in about_sides(shown(entry), images):
            self.tallies.add(items().number_for(finding.code), finding)

    def _annexes(self, entry: Entry) -> None:
        for name in entry.files:
            listed = self.material.book.annexes(name)
            self.annexes += bool(listed)
            if listed > len(entry.files) - 1:
                params = {"path": name, "entry": shown(entry), "expected": listed, "found": len(entry.files)}
                self.tallies.say("2-8", codes.ANNEXES_LISTED, name, codes.TOLD, **params)


def bytes_in(text: str) -> tuple[int, int] | None:
    """The least and most bytes an amount stands for: `0.27 MB` is rounded to its decimals; None for no amount."""
    match = _BYTES.fullmatch(text.strip())
    if match is None:
        return None
    number, unit = match[1].replace(",", ""), _UNITS[(match[2] or "").upper()]
    whole, _, decimals = number.partition(".")
    if len(whole) > 15:
        return None
    half = unit / (2 * 10 ** len(decimals)) if unit > 1 else 0.0
    middle = float(number) * unit
    # Whether a kilobyte has 1000 or 1024 bytes is anybody's guess: both are right.
    least = middle * (1000 / 1024) ** {1: 0, 1 << 10: 1, 1 << 20: 2, 1 << 30: 3}[unit]
    return int(least - half), int(middle + half + 0.999) if unit > 1 else int(middle)


def _same_format(said: str, mime: str, name: str) -> bool:
    """A format is named by media type, by its ending or in words: any of them may name this one."""
    plain = said.lower().strip().lstrip(".")
    ending = PurePosixPath(name).suffix.lower().lstrip(".")
    return plain in {mime, ending} or ending in re.split(r"[^a-z0-9]+", plain) or mime.rpartition("/")[2] in plain
