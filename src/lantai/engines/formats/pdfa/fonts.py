"""Fonts that show text: ISO 19005-2, 6.2.11, as far as dictionaries tell, and the programs they name."""

from __future__ import annotations

from typing import Any

from pikepdf import Array, Dictionary, Name, Stream

from lantai.engines.formats.pdfa.programs import PROGRAMS, check_program
from lantai.engines.formats.pdfa.rules import Breaches
from lantai.engines.formats.pdfa.widths import check_widths

_SIMPLE = ("/Type1", "/MMType1", "/TrueType")
_SYMBOLIC, _NON_SYMBOLIC = 4, 32
_ENCODINGS = {"/MacRomanEncoding", "/WinAnsiEncoding"}
_IDENTITY = {"/Identity-H", "/Identity-V"}
_COLLECTIONS = {
    ("Adobe", "GB1"): "GB-EUC GBpc-EUC GBK-EUC GBKp-EUC GBK2K UniGB-UCS2 UniGB-UTF16",
    ("Adobe", "CNS1"): "B5pc HKscs-B5 ETen-B5 ETenms-B5 CNS-EUC UniCNS-UCS2 UniCNS-UTF16",
    (
        "Adobe",
        "Japan1",
    ): "83pv-RKSJ 90ms-RKSJ 90msp-RKSJ 90pv-RKSJ Add-RKSJ EUC Ext-RKSJ H V UniJIS-UCS2 UniJIS-UCS2-HW UniJIS-UTF16",
    ("Adobe", "Korea1"): "KSC-EUC KSCms-UHC KSCms-UHC-HW KSCpc-EUC UniKS-UCS2 UniKS-UTF16",
}
_PREDEFINED = {
    f"/{name}" if name in ("H", "V") else f"/{name}-{direction}": collection
    for collection, names in _COLLECTIONS.items()
    for name in names.split()
    for direction in "HV"
}
"""The CMaps of ISO 32000-1, table 118, and the character collection each is of."""


def check_font(font: Any, found: Breaches) -> None:
    """One font dictionary, with the descendant of a composite one."""
    kind, name = str(font.get(Name.Subtype)), str(font.get(Name.BaseFont, ""))
    if kind == "/Type0":
        _check_composite(font, name, found)
    elif kind == "/Type3":
        return
    elif kind in _SIMPLE:
        _check_embedded(font, name, found)
        _check_simple(font, kind, name, found)
    else:
        found.add("font", f"{name}: {kind}")


def _descriptor(font: Any) -> Any:
    told = font.get(Name.FontDescriptor)
    return told if isinstance(told, Dictionary) else None


def _check_embedded(font: Any, name: str, found: Breaches) -> None:
    told = _descriptor(font)
    if told is None or not any(isinstance(told.get(key), Stream) for key in PROGRAMS):
        found.add("not_embedded", name)
    else:
        check_program(font, found)


def _check_simple(font: Any, kind: str, name: str, found: Breaches) -> None:
    if not name or not all(key in font for key in (Name.FirstChar, Name.LastChar, Name.Widths)):
        found.add("font", name or kind)
    elif isinstance(font.Widths, Array) and len(font.Widths) != font.LastChar - font.FirstChar + 1:
        found.add("font", f"{name}: Widths")
    if kind == "/TrueType":
        _check_true_type(font, name, found)


def _check_true_type(font: Any, name: str, found: Breaches) -> None:
    told = _descriptor(font)
    flags = int(told.get(Name.Flags, 0)) if told is not None else 0
    encoding = font.get(Name.Encoding)
    if flags & _SYMBOLIC and not flags & _NON_SYMBOLIC:
        if encoding is not None:
            found.add("encoding", name)
    elif isinstance(encoding, Dictionary):
        if str(encoding.get(Name.BaseEncoding)) not in _ENCODINGS:
            found.add("encoding", name)
    elif str(encoding) not in _ENCODINGS:
        found.add("encoding", name)


def _check_composite(font: Any, name: str, found: Breaches) -> None:
    below = font.get(Name.DescendantFonts)
    child = below[0] if isinstance(below, Array) and len(below) == 1 else None
    if not isinstance(child, Dictionary):
        found.add("font", f"{name}: DescendantFonts")
        return
    kind = child.get(Name.Subtype)
    if kind not in (Name.CIDFontType0, Name.CIDFontType2):
        found.add("font", f"{name}: {kind}")
    _check_embedded(child, name, found)
    check_widths(child, found)
    if kind == Name.CIDFontType2:
        mapped = child.get(Name.CIDToGIDMap)
        if not isinstance(mapped, Stream) and mapped != Name.Identity:
            found.add("cid_to_gid", name)
    _check_cmap(font.get(Name.Encoding), child, name, found)


def _check_cmap(encoding: Any, child: Dictionary, name: str, found: Breaches) -> None:
    own = _collection(child.get(Name.CIDSystemInfo))
    if isinstance(encoding, Stream):
        _check_own_cmap(encoding, own, name, found)
        return
    known = _PREDEFINED.get(str(encoding))
    if known is None and str(encoding) not in _IDENTITY:
        found.add("cmap", f"{name}: {encoding}")
    elif known is not None and own[:2] != known:
        found.add("cid_system", name)


def _check_own_cmap(cmap: Stream, own: tuple[str, str, int], name: str, found: Breaches) -> None:
    theirs = _collection(cmap.get(Name.CIDSystemInfo))
    if theirs[:2] != own[:2] or theirs[2] > own[2]:
        found.add("cid_system", name)
    used = cmap.get(Name.UseCMap)
    if isinstance(used, Name) and str(used) not in _PREDEFINED.keys() | _IDENTITY:
        found.add("cmap", f"{name}: {used}")
    text = cmap.read_bytes()
    told = text.partition(b"/WMode")[2].split(None, 1)[:1]
    if told and told[0] in (b"0", b"1") and int(told[0]) != int(cmap.get(Name.WMode, 0)):
        found.add("cmap", f"{name}: WMode")


def _collection(told: Any) -> tuple[str, str, int]:
    if not isinstance(told, Dictionary):
        return ("", "", 0)
    return (str(told.get(Name.Registry, "")), str(told.get(Name.Ordering, "")), int(told.get(Name.Supplement, 0)))
