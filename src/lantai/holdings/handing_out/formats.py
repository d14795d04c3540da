"""The formats in which records are handed out: the only module that knows all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from lantai.engines.packages.model import Progress
from lantai.holdings.handing_out.parcel import Parcel, Tally
from lantai.holdings.handing_out.writers import annex2, bag, eark, eep, mets, paper, plain


@dataclass(frozen=True, slots=True)
class HandOutFormat:
    """One format: what people call it, who writes it, the ending of a single file, how many records it may hold.

    `suffix_of_many` is the ending where several records are handed out; empty where they are a folder.
    `needs_files`: without any file there is nothing to write; `of_records`: a whole fonds is not written so.
    """

    label: str | Promise
    write: Callable[[Parcel, Path, Progress], Tally]
    suffix: str = ""
    suffix_of_many: str = ""
    most: int = 0
    needs_files: bool = False
    of_records: bool = False

    def suffix_for(self, parcel: Parcel) -> str:
        if self.suffix == self.suffix_of_many:
            return self.suffix
        return self.suffix if parcel.is_single else self.suffix_of_many


FORMATS = {
    "bagit": HandOutFormat("BagIt", bag.write),
    "mets": HandOutFormat("METS", mets.write),
    "eark": HandOutFormat("E-ARK DIP", eark.write, most=eark.MOST, needs_files=True),
    "eep": HandOutFormat("EEP (DA/T 48)", eep.write, suffix=eep.SUFFIX, needs_files=True),
    "pdf": HandOutFormat("PDF", paper.write, paper.SUFFIX, paper.SUFFIX, most=paper.MOST, of_records=True),
    "annex2": HandOutFormat(gettext_lazy("Transfer package (annex 2)"), annex2.write, needs_files=True),
    "folder": HandOutFormat(gettext_lazy("Folder with a workbook"), plain.write, most=plain.MOST),
}
