"""Codes and places that a path spells folder by folder, as scans come without a list (standards §9.3)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import TypeAlias

from lantai.holdings.catalogue.codes import canonical, parse_code
from lantai.holdings.imports.describing import retention_code

Spell: TypeAlias = Callable[[Mapping[str, str]], str]
"""Makes the code of an item of what a path says of it, by the names of `arrangement.schemes.VALUES`."""
IMAGES = {".jpg", ".jpeg", ".tif", ".tiff", ".png", ".jp2", ".bmp"}
_YEAR = re.compile(r"((?:1[89]|20)\d\d)年?")
_ITEM = re.compile(r"第?(\d{1,5})件?")
_LIST = re.compile(r"[A-Z]?\d{1,4}")
_BOX = re.compile(r"(第?)(\d{1,5})(盒?)|盒(\d{1,5})")


def usual_code(values: Mapping[str, str]) -> str:
    """The code of an item these values make by the standards, where nobody has laid down another; empty when none."""
    fonds, item = values["fonds"], values["item"]
    if "volume" in values:
        listing = [values["catalogue"]] if "catalogue" in values else []
        parts = [fonds, *listing, values["volume"].zfill(3), item.zfill(3)]
    else:
        organisation = [values["organisation"]] if "organisation" in values else []
        parts = [fonds, f"{values['class']}·{values['year']}", values["retention"], *organisation, item.zfill(4)]
    code = "-".join(parts)
    return code if parse_code(code).scheme != "free" else ""


def spelled_code(path: PurePosixPath, stem: str, fonds_code: str, spell: Spell = usual_code) -> str:
    """The code that the folders above a file and its own name, or the folders alone, spell; empty when none.

    `stem` is its name without marks of a copy; `spell` makes a code of what it and they say.

    `全宗/目录/案卷/件/0001.tif` begins with the code of the fonds, or three numbers could be a date as well.
    `年度/期限/机构/件号/001.jpg` may lack the organisation, or have it before the term. Of an image in four folders its
    name is the number of the page, never of an item.
    """
    folders = [canonical(part) for part in path.parent.parts]
    whole = [*folders, canonical(stem)]
    of_volume = [folders] if path.suffix.lower() in IMAGES else [whole, folders]
    found = (_in_volume(parts, fonds_code) for parts in of_volume)
    by_year = (_of_year(parts, fonds_code) for parts in (folders, whole))
    return next((code for values in (*found, *by_year) if values and (code := spell(values))), "")


def _in_volume(parts: list[str], fonds_code: str) -> dict[str, str]:
    if len(parts) < 4 or parts[-4] != canonical(fonds_code):
        return {}
    listing, volume, item = parts[-3], _ITEM.fullmatch(parts[-2]), _ITEM.fullmatch(parts[-1])
    if not (_LIST.fullmatch(listing) and volume and item):
        return {}
    return {"fonds": fonds_code, "catalogue": listing, "volume": volume[1], "item": item[1]}


def _of_year(parts: list[str], fonds_code: str) -> dict[str, str]:
    for count in (4, 3):
        if len(parts) < count or _is_another_fonds(parts[: len(parts) - count], fonds_code):
            continue
        first, *middle, last = parts[-count:]
        year, item = _YEAR.fullmatch(first), _ITEM.fullmatch(last)
        terms = [part for part in middle if _is_term(part)]
        others = [part for part in middle if part not in terms]
        if year and item and len(terms) == 1 and not any(part.isdigit() for part in others):
            said = {"fonds": fonds_code, "class": "WS", "year": year[1], "retention": retention_code(terms[0])}
            return said | ({"organisation": others[0]} if others else {}) | {"item": item[1]}
    return {}


def _is_term(part: str) -> bool:
    """Whether a folder is named by a retention; a number alone is rather a month."""
    return not part.isdigit() and bool(re.fullmatch(r"Y|D\d{1,3}", retention_code(part)))


def _is_another_fonds(above: list[str], fonds_code: str) -> bool:
    return bool(above) and bool(re.fullmatch(r"[A-Z]\d{1,4}", above[-1])) and above[-1] != canonical(fonds_code)


def box_and_item(path: PurePosixPath, stem: str) -> tuple[str, str, bool] | None:
    """The numbers of box and item in `盒号/件号.pdf` or `盒号/件号/001.jpg`, and whether 盒 is written there.

    A numbered image right below a number is as likely a page of an item: there 盒 has to be written.
    """
    parts = [*path.parent.parts, stem]
    is_image = path.suffix.lower() in IMAGES
    for box, item, is_page in ((-2, -1, False), (-3, -2, True)):
        if len(parts) < -box or is_page != (is_image and len(parts) > 2 and parts[-1].isdigit()):
            continue
        boxed, numbered = _BOX.fullmatch(canonical(parts[box])), _ITEM.fullmatch(canonical(parts[item]))
        if boxed and numbered:
            is_said = bool(boxed[3] or boxed[4])
            if is_said or is_page or not is_image:
                return number(boxed[2] or boxed[4]), number(numbered[1]), is_said
    return None


def number(text: str) -> str:
    """The one number in a cell or a name of a folder, without leading zeros; empty where there is none, or several."""
    found = re.findall(r"\d+", text)
    return str(int(found[0])) if len(found) == 1 else ""


_TITLE_BEHIND = re.compile(r"(?<=\d)(?:[\s_.·—–-]*(?=[㐀-鿿《〈（(【〔“「])|\s+(?=\S))")


def before_title(text: str) -> Iterator[tuple[str, str]]:
    """What a name may say in front of a title written behind it, and that title: the longest first.

    `J001-1-001-002关于植树的通知`, `J001-1-001-002 1985年总结`, `J001-1-001-002_附件`.
    """
    for m in reversed(list(_TITLE_BEHIND.finditer(text))):
        yield text[: m.start()], text[m.end() :].strip()


_COPY_BEHIND = re.compile(r"(\s*-\s*副本|(?<=\d)[_\s]*副本|\s*[(（]\d{1,2}[)）]|\s*-\s*copy)+$", re.IGNORECASE)
_COPY_BEFORE = re.compile(
    r"^(?:(?:复件|副本)(?:\s*[(（]\d{1,2}[)）])?\s+(?=\S)|copy (?:[(]\d{1,2}[)] )?of )", re.IGNORECASE
)


def unmarked(stem: str) -> str:
    """The name of a file without what Windows writes to it when a copy is put beside it: 副本, 复件, (1), Copy of."""
    return _COPY_BEHIND.sub("", _COPY_BEFORE.sub("", stem)) or stem
