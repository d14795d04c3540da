"""Word and PowerPoint packages (OOXML): text, tables, boxes, notes, headers, and the numbers of lists."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress

from lxml import etree

from lantai.engines.formats import codes
from lantai.engines.formats.model import PageReading
from lantai.engines.formats.readers import base, html, plain
from lantai.engines.formats.readers.base import Extract, Source, Unreadable
from lantai.engines.formats.readers.numbering import Numbering

ENGINE = "lantai ooxml 2"
# Deleted text, field codes and the fallback drawn for old programs are not what the paper shows.
_UNSEEN = frozenset({"del", "moveFrom", "instrText", "delText", "Fallback", "delInstrText", "rPr", "pPr", "tblPr"})
_NOTE_MARKS = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}


def _parser(*, recover: bool = False) -> etree.XMLParser:
    """No entities, no network, no trees without bound."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, recover=recover
    )


class Package:
    """An OOXML file: parts by name, relations by part, members never larger than the limit."""

    def __init__(self, package: zipfile.ZipFile, source: Source) -> None:
        self._zip = package
        self._limits = source.limits
        self.names = set(package.namelist())

    def xml(self, name: str) -> etree._Element | None:
        """The root of a part, mended where the XML is slightly broken; None where there is none."""
        if name not in self.names:
            return None
        data = base.member(self._zip, name, self._limits)
        try:
            return etree.fromstring(data, _parser())
        except etree.XMLSyntaxError:
            return etree.fromstring(data, _parser(recover=True))

    def data(self, name: str) -> bytes:
        return base.member(self._zip, name, self._limits) if name in self.names else b""

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """Relation id → (last word of its type, part name) of the parts inside the package."""
        folder, leaf = posixpath.split(name)
        root = self.xml(posixpath.join(folder, "_rels", leaf + ".rels"))
        found: dict[str, tuple[str, str]] = {}
        for relation in () if root is None else root:
            if not isinstance(relation.tag, str) or relation.get("TargetMode") == "External":
                continue
            target = relation.get("Target", "")
            target = (
                target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            )
            found[relation.get("Id", "")] = (relation.get("Type", "").rsplit("/", 1)[-1], target)
        return found

    def main_part(self, fallback: str) -> str:
        for kind, target in self.relations("").values():
            if kind == "officeDocument" and target in self.names:
                return target
        return fallback


def local(node: etree._Element) -> str:
    """The tag without its namespace: strict and transitional OOXML differ only there."""
    tag = node.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def _attribute(node: etree._Element, name: str) -> str | None:
    for key, value in node.attrib.items():
        if str(key).rsplit("}", 1)[-1] == name:
            return str(value)
    return None


def read_word(source: Source) -> Extract:
    """Headers, then the body in order with tables by rows, text boxes and notes where they stand, then footers."""
    with base.open_package(source) as package:
        word = _Word(Package(package, source))
        text = "\n".join(word.text())
    extract = Extract()
    extract.pages = base.parts(plain.capped(source, extract, text), engine=ENGINE)
    return extract


class _Word:
    """One Word document while it is being read."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._main = package.main_part("word/document.xml")
        self._relations = package.relations(self._main)
        parts = dict(self._relations.values())
        self._numbering = Numbering(*(package.xml(parts.get(kind, "")) for kind in ("numbering", "styles")))
        self._notes = {part: self._read_notes(part) for part in ("footnotes", "endnotes")}

    def text(self) -> Iterator[str]:
        root = self._package.xml(self._main)
        if root is None:
            raise Unreadable(codes.DAMAGED, detail="no word/document.xml")
        yield from self._edge("header")
        yield from self._blocks(root)
        yield from self._edge("footer")
        yield from self._comments()

    def _edge(self, kind: str) -> Iterator[str]:
        """Headers or footers, each text once however many sections use it."""
        seen = set()
        for relation, target in self._relations.values():
            root = self._package.xml(target) if relation == kind else None
            text = "\n".join(self._blocks(root)).strip() if root is not None else ""
            if text and text not in seen:
                seen.add(text)
                yield text

    def _comments(self) -> Iterator[str]:
        for relation, target in self._relations.values():
            root = self._package.xml(target) if relation == "comments" else None
            if root is not None:
                yield from self._blocks(root)

    def _read_notes(self, part: str) -> dict[str, str]:
        targets = [target for relation, target in self._relations.values() if relation == part]
        root = self._package.xml(targets[0]) if targets else None
        if root is None:
            return {}
        return {
            _attribute(note, "id") or "": "\n".join(self._blocks(note)).strip()
            for note in root
            if local(note) in {"footnote", "endnote"} and _attribute(note, "type") is None
        }

    def _blocks(self, node: etree._Element) -> Iterator[str]:
        """Paragraphs and table rows below a node, in order."""
        for child in node:
            name = local(child)
            if name == "p":
                yield from self._paragraph(child)
            elif name == "tbl":
                yield from self._table(child)
            elif name == "altChunk":
                yield self._chunk(child)
            elif name and name not in _UNSEEN:
                yield from self._blocks(child)

    def _table(self, table: etree._Element) -> Iterator[str]:
        for row in _below(table, "tr"):
            cells = [base.tidy_inline(" ".join(self._blocks(cell))) for cell in _below(row, "tc")]
            if any(cells):
                yield "\t".join(cells)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[str]:
        """The paragraph, then the text boxes anchored in it, then the notes it calls."""
        pieces: list[str] = [self._numbering.label(paragraph)]
        boxes: list[str] = []
        notes: list[str] = []
        self._runs(paragraph, pieces, boxes, notes)
        yield "".join(pieces)
        yield from boxes
        yield from notes

    def _runs(self, node: etree._Element, pieces: list[str], boxes: list[str], notes: list[str]) -> None:
        for child in node:
            name = local(child)
            if name == "txbxContent":
                boxes.append("\n".join(self._blocks(child)))
            elif name == "tbl":
                boxes.extend(self._table(child))
            elif name in _NOTE_MARKS:
                notes.append(self._notes[_NOTE_MARKS[name]].get(_attribute(child, "id") or "", ""))
            elif name in _CHARACTERS:
                pieces.append(_CHARACTERS[name])
            elif name == "t":
                pieces.append(child.text or "")
            elif name == "sym":
                pieces.append(_symbol(child))
            elif name and name not in _UNSEEN:
                self._runs(child, pieces, boxes, notes)

    def _chunk(self, node: etree._Element) -> str:
        """A foreign document embedded whole: HTML is read, other kinds are left to their own file."""
        _, target = self._relations.get(_attribute(node, "id") or "", ("", ""))
        data = self._package.data(target)
        if target.lower().endswith((".htm", ".html", ".xhtml")):
            return html.to_text(data.decode("utf-8", "replace"))
        if target.lower().endswith((".mht", ".mhtml")):
            from lantai.engines.formats.readers import mail

            return mail.body_text(data)
        return data.decode("utf-8", "replace") if target.lower().endswith(".txt") else ""


_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}


def _below(node: etree._Element, name: str) -> Iterator[etree._Element]:
    """Children of that name, also through content controls and tracked changes, but not through nested tables."""
    for child in node:
        tag = local(child)
        if tag == name:
            yield child
        elif tag in {"sdt", "sdtContent", "ins", "customXml", "smartTag"}:
            yield from _below(child, name)


def _symbol(node: etree._Element) -> str:
    """A character of a symbol font: its private number means nothing outside that font, boxes and ticks excepted."""
    code = _attribute(node, "char") or ""
    with suppress(ValueError):
        return _SYMBOLS.get(int(code, 16) & 0xFF, "")
    return ""


_SYMBOLS = {
    0xA8: "□",
    0x6F: "□",
    0x71: "□",
    0xFE: "☑",
    0x52: "☑",
    0xFC: "✓",
    0x50: "✓",
    0xFB: "✗",
    0x6C: "●",
    0x6E: "■",
}


def read_slides(source: Source) -> Extract:
    """One part a slide in the order of the show, with tables, groups, diagrams and the speaker's notes."""
    with base.open_package(source) as zipped:
        package = Package(zipped, source)
        slides = _slide_parts(package)
        if not slides:
            raise Unreadable(codes.NO_PAGES)
        pages = [_slide(package, number, name) for number, name in enumerate(slides, start=1)]
    return Extract(pages=pages)


def _slide_parts(package: Package) -> list[str]:
    main = package.main_part("ppt/presentation.xml")
    root, relations = package.xml(main), package.relations(main)
    listed = []
    for node in () if root is None else root.iter("{*}sldId"):
        keys = [str(value) for key, value in node.attrib.items() if str(key).endswith("}id")]
        listed += [relations[key][1] for key in keys if key in relations]
    found = [name for name in listed if name in package.names]
    return found or sorted((n for n in package.names if re.fullmatch(r"ppt/slides/slide\d+\.xml", n)), key=_number)


def _number(name: str) -> int:
    return int(re.sub(r"\D", "", name.rsplit("/", 1)[-1]) or 0)


def _slide(package: Package, number: int, name: str) -> PageReading:
    texts = list(_drawing_text(package.xml(name)))
    wanted = {"notesSlide", "diagramData", "comments", "chart"}
    for relation, target in package.relations(name).values():
        if relation in wanted:
            texts += _drawing_text(package.xml(target), own_text=relation == "comments")
    return base.part(number, base.lines_of("\n".join(texts)), engine=ENGINE)


def _drawing_text(root: etree._Element | None, *, own_text: bool = False) -> Iterator[str]:
    """Paragraphs of drawings, a table row on one line; slide numbers and dates of the master are fields and stay."""
    if root is None:
        return
    for node in root.iter("{*}tr", "{*}p", "{*}text", "{*}v"):
        name = local(node)
        if name == "tr":
            cells = [base.tidy_inline(" ".join(map(paragraph_text, c.iter("{*}p")))) for c in node.iter("{*}tc")]
            yield "\t".join(cells)
        elif name == "p" and next(node.iterancestors("{*}tr"), None) is None:
            yield paragraph_text(node)
        elif name in {"text", "v"} and (own_text or name == "v") and node.text:
            yield node.text


def paragraph_text(paragraph: etree._Element) -> str:
    """Runs, fields and line breaks of one DrawingML paragraph."""
    return "".join(
        "\n" if local(node) == "br" else (node.text or "")
        for node in paragraph.iter("{*}t", "{*}br", "{*}instrText")
        if local(node) != "instrText"
    )
