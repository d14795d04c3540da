"""EEP packages written and signed: documents go from disk into the package in pieces, however large they are.

The signed element is written in its canonical form: it verifies for those who canonicalise as the rule says and for
those who take the bytes as they stand. A changed package (修改型) keeps the original byte for byte inside a new layer.
"""

from __future__ import annotations

import datetime as dt
import os
from base64 import encodebytes
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from lxml import etree

from lantai.engines.packages.eep import names
from lantai.engines.packages.eep.base64s import encoded
from lantai.engines.packages.eep.errors import DataChanged, DataMissing, NoPackageInside
from lantai.engines.packages.eep.events import Parser, Reader
from lantai.engines.packages.eep.package import EepPackage
from lantai.engines.packages.eep.shapes import CertificateBlock, Content, Signature
from lantai.engines.packages.eep.source import Source, Span, Unreadable
from lantai.engines.packages.eep.trees import write
from lantai.engines.packages.errors import TargetIsThere
from lantai.engines.packages.files import open_regular
from lantai.engines.signatures.algorithms import algorithm_for
from lantai.engines.signatures.c14n import EXCLUSIVE, Canonicaliser, Surroundings, attribute_text, canonical
from lantai.engines.signatures.certificates import Certificate
from lantai.engines.signatures.keys import PrivateKey
from lantai.engines.signatures.signing import Message

Opener = Path | Callable[[], IO[bytes]]

RULE = (
    f"对{names.SIGNED}（锁定签名为所锁定的{names.SIGNATURE}）按 {EXCLUSIVE} 规范化（UTF-8，不含注释），"
    "以 SM3 计算摘要并以 SM2 签名（GB/T 32918，用户标识 1234567812345678）；签名结果为 DER 编码的 Base64"
)
OTHER_RULE = f"对{names.SIGNED}（锁定签名为所锁定的{names.SIGNATURE}）按 {EXCLUSIVE} 规范化（UTF-8，不含注释）后签名"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: a key, the certificate beside it, the name to write."""

    key: PrivateKey
    certificate: Certificate
    name: str


@dataclass(frozen=True, slots=True)
class NewLayer:
    """What is to be written: the records, and by 编码数据ID where the bytes of each are.

    A size of a file that is left empty is filled in. Identifiers follow `修改0-文档1-文档数据1-编码1`; a layer that
    changes an original begins with its `change_id` (修改1) instead.
    """

    content: Content
    data: Mapping[str, Opener]
    created_by: str
    created_at: dt.datetime
    change_id: str = "修改0"


def write_package(target: Path, layer: NewLayer, *, signer: Signer | None = None) -> None:
    """Write an original package (原始型). The file appears whole or not at all, and none is written over.

    Raises `TargetIsThere`, `DataMissing`, `DataChanged`, OSError.
    """
    with _appearing(target) as out:
        writing = _Writing(out, layer, signer)
        writing.begin(names.ORIGINAL)
        writing.content(names.CONTENT)
        writing.finish()


def write_changed_package(target: Path, layer: NewLayer, original: Path, *, signer: Signer | None = None) -> None:
    """Write a package that keeps an earlier one inside and adds a layer (修改型).

    Signed element and signatures of the original are copied as they stand; from another encoding they become UTF-8.
    Raises what `write_package` raises, and `NoPackageInside` where the original cannot be read whole.
    """
    inner = EepPackage(original)
    if inner.survey.broken is not None or not inner.layers:
        raise NoPackageInside(path=str(original))
    with _appearing(target) as out:
        writing = _Writing(out, layer, signer)
        writing.begin(names.MODIFIED)
        writing.open(names.CHANGED)
        writing.leaf("修改标识符", layer.change_id)
        writing.original(inner)
        writing.content(names.REVISED)
        writing.close(names.CHANGED)
        writing.finish()


@contextmanager
def _appearing(target: Path) -> Iterator[IO[bytes]]:
    if os.path.lexists(target):
        raise TargetIsThere(path=str(target))
    fresh = target.with_name(f"{target.name}.unfinished")
    try:
        with fresh.open("wb", buffering=_BLOCK) as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        os.link(fresh, target)  # unlike a rename, this never replaces a file that came meanwhile
    except FileExistsError as error:
        raise TargetIsThere(path=str(target)) from error
    finally:
        fresh.unlink(missing_ok=True)


class _Writing:
    """One package on its way to the disk: events go into the canonical form, which is digested and is the file."""

    def __init__(self, out: IO[bytes], layer: NewLayer, signer: Signer | None) -> None:
        self._out, self._layer, self._signer = out, layer, signer
        self._message = signer and Message(algorithm_for(signer.key.kind), signer.key.public)
        self._canonical = Canonicaliser(self._sink, around=Surroundings({"": names.NAMESPACE}))
        self._copying = False

    def _sink(self, data: bytes) -> None:
        if self._message:
            self._message.update(data)
        if not self._copying:
            self._out.write(data)

    # ── the parts ──

    def begin(self, kind: str) -> None:
        self._out.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<{names.ROOT} xmlns="{names.NAMESPACE}">\n'.encode())
        for name, text in (("封装包格式描述", names.FORMAT_TEXT), ("版本", names.VERSION)):
            self._out.write(f"<{name}>{text}</{name}>\n".encode())
        self.open(names.SIGNED, {names.SIGNED_VERSION: names.VERSION})
        self.leaf("封装包类型", kind)
        self.leaf("封装包类型描述", names.TYPE_TEXTS[kind])
        self.leaf("封装包创建时间", self._layer.created_at.isoformat(timespec="seconds"))
        self.leaf("封装包创建单位", self._layer.created_by)

    def open(self, name: str, attributes: Mapping[str, str] | None = None) -> None:
        self._canonical.start(name, list((attributes or {}).items()))

    def close(self, name: str) -> None:
        self._canonical.end(name)
        self._canonical.text("\n")

    def leaf(self, name: str, text: str) -> None:
        self.open(name)
        self._canonical.text(text)
        self.close(name)

    def content(self, name: str) -> None:
        """The records, with the bytes of their documents where each belongs."""
        tree = write(self._layer.content, name)
        for element in tree.iter(names.tag(names.DATA)):
            if not element.get(names.DATA_REFERENCE):
                self._fill_in_size(element)
        self._element(tree)

    def _fill_in_size(self, element: etree._Element) -> None:
        """The size stands before the data, so it is asked of the disk. Raises `DataMissing`."""
        identifier = element.get(names.DATA_ID, "")
        source, size = self._layer.data.get(identifier), _size_element(element)
        if source is None:
            raise DataMissing(identifier=identifier)
        if size is not None and not size.text and isinstance(source, Path):
            size.text = str(source.stat().st_size)

    def _element(self, element: etree._Element) -> None:
        name = names.local(element.tag)
        self.open(name, {str(key): str(value) for key, value in element.attrib.items()})
        if name == names.DATA and not element.get(names.DATA_REFERENCE):
            self._data(element.get(names.DATA_ID, ""), element)
        elif element.text:
            self._canonical.text(element.text)
        for child in element:
            self._element(child)
        self.close(name)

    def _data(self, identifier: str, element: etree._Element) -> None:
        told, count = _told_size(element), 0

        def pieces() -> Iterator[bytes]:
            nonlocal count
            with _opened(self._layer.data[identifier]) as stream:
                while block := stream.read(_BLOCK):
                    count += len(block)
                    yield block

        for text in encoded(pieces()):
            self._canonical.text(text)
        if told.isdigit() and told != str(count):
            raise DataChanged(identifier=identifier, told=told, found=count)

    def original(self, inner: EepPackage) -> None:
        """原封装包: the bytes of the original into the file, its canonical form into the digest."""
        layer = inner.layers[0]
        place = inner.survey.places[layer.element]
        spaces = {
            f"xmlns:{prefix}" if prefix else "xmlns": uri for prefix, uri in place.around.namespaces.items() if uri
        }
        spaces.setdefault("xmlns", names.NAMESPACE)
        if inner.survey.is_without_namespace:
            raise NoPackageInside(path=str(inner.path))
        self._copying = True
        self.open(names.INNER, spaces)
        self._out.write(f"<{names.INNER}{''.join(attribute_text(*each) for each in sorted(spaces.items()))}>".encode())
        self._copied(inner.source, place.span)
        if block := _block_span(inner):
            self._copied(inner.source, block)
        self._canonical.end(names.INNER)
        self._out.write(f"</{names.INNER}>".encode())
        self._copying = False
        self._canonical.text("\n")

    def _copied(self, source: Source, span: Span) -> None:
        parser = Parser(_Into(self._canonical))
        try:
            for block in source.blocks(span):
                self._out.write(block)
                parser.push(block)
            parser.push(b"", final=True)
        except Unreadable as error:
            raise error.error from error

    def finish(self) -> None:
        """The end of the signed element, the signatures, the end of the package."""
        self._canonical.end(names.SIGNED)
        self._out.write(b"\n")
        if self._signer and self._message:
            self._signatures(self._signer, self._message)
        self._out.write(f"</{names.ROOT}>\n".encode())

    def _signatures(self, signer: Signer, message: Message) -> None:
        identifier = f"{self._layer.change_id}-签名1"
        block = _signature(signer, message, self._layer.created_at)
        signed = canonical(
            etree.tostring(write(replace(block, identifier=identifier), names.SIGNATURE), encoding="utf-8")
        )
        self._out.write(f"<{names.SIGNATURES}>".encode() + signed + f"</{names.SIGNATURES}>\n".encode())
        lock = Message(message.algorithm, signer.key.public)
        lock.update(signed)
        locking = replace(_signature(signer, lock, self._layer.created_at), locks=identifier)
        self._out.write(canonical(etree.tostring(write(locking, names.LOCK), encoding="utf-8")) + b"\n")


class _Into(Reader):
    """Gives the parser's events to the canonical form."""

    def __init__(self, to: Canonicaliser) -> None:
        self._to = to

    def start(self, name: str, attributes: list[tuple[str, str]], at: int, line: int) -> None:
        self._to.start(name, attributes)

    def end(self, name: str, at: int) -> None:
        self._to.end(name)

    def text(self, data: str, *, literal: bool) -> None:
        self._to.text(data)

    def instruction(self, target: str, data: str) -> None:
        self._to.instruction(target, data)


def _signature(signer: Signer, message: Message, at: dt.datetime) -> Signature:
    is_national = message.algorithm.digest == "sm3"
    return Signature(
        rule=RULE if is_national else OTHER_RULE,
        time=at.isoformat(timespec="seconds"),
        signer=signer.name,
        result=encodebytes(message.signed_by(signer.key)).decode().strip(),
        blocks=(CertificateBlock((encodebytes(signer.certificate.der).decode().strip(),)),),
        algorithm=message.algorithm.oid,
    )


def _opened(source: Opener) -> IO[bytes]:
    return open_regular(source) if isinstance(source, Path) else source()


def _block_span(package: EepPackage) -> Span | None:
    """Where the 电子签名块 of the outermost layer lies."""
    root = package.survey.root
    block = None if root is None else root.find(names.tag(names.SIGNATURES))
    return None if block is None else package.survey.places[block].span


def _size_element(data: etree._Element) -> etree._Element | None:
    coding = data.getparent()
    return None if coding is None else coding.find(f"{names.tag('电子属性')}/{names.tag('计算机文件大小')}")


def _told_size(data: etree._Element) -> str:
    element = _size_element(data)
    return "" if element is None else element.text or ""
