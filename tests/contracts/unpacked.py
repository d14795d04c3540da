"""Everything a package says: names, bytes, what is packed or encoded in it, words and pictures of its documents."""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import pypdfium2
from lxml import etree
from PIL import Image

BASE64 = re.compile(rb"[A-Za-z0-9+/\r\n]{64,}={0,2}")
MOST_SHEETS = 12


@dataclass(frozen=True)
class Piece:
    """One file, or a file inside one. `name` begins with the names of those it lies in."""

    name: str
    data: bytes

    def said(self) -> str:
        """Its name and its words, however they are set: what is read with blanks between is read without, too."""
        plain = self.data.decode("utf-8", "replace")
        if not self.data.startswith(b"%PDF"):
            return f"{self.name}\n{plain}"
        with pypdfium2.PdfDocument(self.data) as pdf:
            words = "\n".join(page.get_textpage().get_text_bounded() for page in pdf)
        return "\n".join([self.name, plain, words, "".join(words.replace("\u200b", "").split())])

    def pictures(self) -> Iterator[Image.Image]:
        """What one sees of it, small."""
        if self.data.startswith(b"%PDF"):
            with pypdfium2.PdfDocument(self.data) as pdf:
                for page in list(pdf)[:MOST_SHEETS]:
                    yield page.render(scale=40 / 72).to_pil()
        elif self.data.startswith((b"\x89PNG", b"\xff\xd8")):
            yield Image.open(io.BytesIO(self.data))


def unpacked(path: Path) -> Iterator[Piece]:
    """A file or everything in a folder, from the outside in."""
    files = [each for each in sorted(path.rglob("*")) if each.is_file()] if path.is_dir() else [path]
    for file in files:
        yield from _of(str(file.relative_to(path.parent)), file.read_bytes())


def unpacked_bytes(name: str, data: bytes) -> Iterator[Piece]:
    """The same of what was sent over the wire."""
    yield from _of(name, data)


def untrue_files(folder: Path) -> list[str]:
    """What a METS in a folder lists and is not there with that digest, or is there and not listed."""
    wrong: list[str] = []
    for mets in folder.rglob("mets.xml"):
        listed = {mets}
        for file in etree.parse(str(mets)).iter("{*}file", "{*}mdRef"):
            place = file if file.tag.endswith("mdRef") else file.find("{*}FLocat")
            path = mets.parent / unquote(place.get("{http://www.w3.org/1999/xlink}href"))
            listed.add(path)
            if not path.is_file() or hashlib.sha512(path.read_bytes()).hexdigest() != file.get("CHECKSUM"):
                wrong.append(str(path))
        near = [each for each in mets.parent.rglob("*") if each.is_file()] if mets.parent != folder else []
        wrong += [str(each) for each in near if each not in listed]
    return wrong


def _of(name: str, data: bytes) -> Iterator[Piece]:
    yield Piece(name, data)
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for each in archive.namelist():
                yield from _of(f"{name}/{each}", archive.read(each))
    elif data.lstrip()[:1] == b"<":
        for number, found in enumerate(BASE64.findall(data)):
            try:
                yield from _of(f"{name}/base64-{number}", base64.b64decode(found))
            except binascii.Error:
                continue
