"""Printed forms as data: columns, sizes and words of each, with the standard they follow and a version.

An archive replaces a shipped form, or adds one, with a file of its own in a folder of the home, without any code. A
file of its own that is wrong is left out and told (`own_form_problems`); a shipped one stops the start.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lantai.holdings.catalogue.data_files import BadDataFile, read_data_file
from lantai.holdings.catalogue.record_types import label_of
from lantai.holdings.printing.fonds_files import ENTRY_WORDS, FILE_WORDS
from lantai.holdings.printing.lines import BUNDLE_WORDS, LINE_WORDS
from lantai.holdings.printing.printed_form_schema import SCHEMA

FOLDER = Path(__file__).parent / "printed_forms"
LAYOUTS = Path(__file__).parent / "layouts"
NEEDED: Mapping[str, tuple[str, ...]] = {
    "list": ("columns",),
    "note": ("statement", "signatures"),
    "cover": ("cover",),
    "spines": ("label", "facts"),
    "stamps": ("label", "rows"),
    "dossier": ("cover",),
}
"""What a form of each layout cannot do without."""
WORDS: Mapping[str, Any] = {
    "page": "第{page}页 共{pages}页",
    "none": "（无）",
    "missing": "下列字在字库中没有字形，本件中以“⬚”代替，请据原件填写：",
    "missing_columns": ["编码", "出现次数", "所在档号"],
}


@dataclass(frozen=True, slots=True)
class PrintedForm:
    """One form. `of` says what it is about, `layout` which template sets it; the rest is for that template."""

    code: str
    version: int
    standard: str
    labels: Mapping[str, str]
    of: str
    layout: str
    title: str
    paper: Mapping[str, Any]
    sections: tuple[str, ...] = ()
    cover: Mapping[str, Any] = field(default_factory=dict)
    head: tuple[Mapping[str, str], ...] = ()
    columns: tuple[Mapping[str, Any], ...] = ()
    row_height: float = 9.0
    statement: Mapping[str, str] = field(default_factory=dict)
    signatures: tuple[str, ...] = ()
    label_size: Mapping[str, Any] = field(default_factory=dict)
    facts: tuple[Mapping[str, str], ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    words: Mapping[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The name in the language of the page."""
        return label_of(self.labels)

    @property
    def template(self) -> Path:
        return LAYOUTS / f"{self.layout}.typ"

    @property
    def widths(self) -> tuple[float, ...]:
        """The widths to choose from, of labels that come in several."""
        return tuple(self.label_size.get("widths", ()))


@cache
def printed_forms() -> Mapping[str, PrintedForm]:
    """Every form by code: shipped ones in file order, those of the archive after them or in the place of their code."""
    forms = {form.code: form for form in map(_read, sorted(FOLDER.glob("*.yaml")))}
    for path in _own_files():
        try:
            form = _read(path)
        except BadDataFile:
            continue  # `own_form_problems` says it: one mistake in a file must not keep the archive shut
        forms[form.code] = form
    return MappingProxyType(forms)


def forms_of(*subjects: str) -> list[PrintedForm]:
    """The forms about items, volumes, boxes or one volume."""
    return [form for form in printed_forms().values() if form.of in subjects]


def own_form_problems() -> list[BadDataFile]:
    """What is wrong with the archive's own files, with file and line."""
    found = []
    for path in _own_files():
        try:
            _read(path)
        except BadDataFile as problem:
            found.append(problem)
    return found


_own_folder: list[Path] = []


def use_forms(path: Path) -> None:
    """Said once at the start, by the part that reads settings: where the archive's own forms are."""
    _own_folder[:] = [path]
    printed_forms.cache_clear()


def _own_files() -> list[Path]:
    return sorted(_own_folder[0].glob("*.yaml")) if _own_folder else []


def _read(path: Path) -> PrintedForm:
    data = read_data_file(path, SCHEMA)
    if lacking := [name for name in NEEDED[data["layout"]] if name not in data]:
        raise BadDataFile(path, 1, f"a form of layout {data['layout']} needs {', '.join(lacking)}")
    if data["of"] == "volume" and data.get("sections"):
        raise BadDataFile(path, 1, "a form of one volume has no sections")
    if problem := _strangers(data):
        raise BadDataFile(path, 1, problem)
    data["label_size"] = data.pop("label", {})
    data["words"] = {**WORDS, **data.get("words", {})}
    for name in ("sections", "head", "columns", "signatures", "facts"):
        data[name] = tuple(data.get(name, ()))
    data["rows"] = tuple(tuple(row) for row in data.get("rows", ()))
    return PrintedForm(**data)


def _strangers(data: Mapping[str, Any]) -> str:
    """What is wrong with a form that says of records what only entries of the fonds file have, or the reverse."""
    is_file = data["of"] == "file"
    if data["layout"] not in (("list", "dossier") if is_file else set(NEEDED) - {"dossier"}):
        return f"a form of {data['of']} has no layout {data['layout']}"
    if is_file and data.get("sections"):
        return "a form of the fonds file has no sections: it is divided by its parts"
    cover = data.get("cover", {})
    facts = [*data.get("head", ()), *data.get("facts", ()), *(cover[part] for part in ("subject",) if part in cover)]
    facts += [fact for part in ("above", "facts", "foot") for fact in cover.get(part, ())]
    told = {fact["value"] for fact in facts} - {"", *(FILE_WORDS if is_file else BUNDLE_WORDS)}
    words = {column["value"] for column in data.get("columns", ())} - {*(ENTRY_WORDS if is_file else LINE_WORDS)}
    told |= {word for word in words if is_file or not word.startswith("field:")}
    return f"a form of {data['of']} cannot say {', '.join(sorted(told))}" if told else ""
