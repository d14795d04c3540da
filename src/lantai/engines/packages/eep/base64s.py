"""Base64 decoded and encoded in pieces: a document of any size passes through a few kilobytes of memory."""

from __future__ import annotations

import base64
import binascii
import io
from collections.abc import Iterable, Iterator
from typing import IO

from lantai.engines.packages.eep.events import Broken, Parser, Reader
from lantai.engines.packages.eep.source import Source, Span, Unreadable, WrongEncoding

_BLANKS = b" \t\r\n"
_LINE = 76
_BYTES = 57 * 1024


class NotBase64(ValueError):
    """Something in the text is not base64, or it ends too early."""


class Decoder:
    """Text in, bytes out. Blanks and line breaks are passed over, everything else must be base64."""

    def __init__(self) -> None:
        self._rest, self._ended = b"", False

    def push(self, text: str) -> bytes:
        """The bytes that are complete by now. Raises `NotBase64`."""
        try:
            data = self._rest + text.encode("ascii").translate(None, _BLANKS)
        except UnicodeEncodeError as error:
            raise NotBase64 from error
        if not data:
            return b""
        if self._ended:
            raise NotBase64
        whole = len(data) // 4 * 4
        self._rest = data[whole:]
        return self._decoded(data[:whole])

    def _decoded(self, data: bytes) -> bytes:
        if not data:
            return b""
        self._ended = data.endswith(b"=")
        if self._ended and self._rest:
            raise NotBase64
        try:
            return binascii.a2b_base64(data, strict_mode=True)
        except binascii.Error as error:
            raise NotBase64 from error

    def finish(self) -> None:
        """Nothing comes any more. Raises `NotBase64` where something is missing."""
        if self._rest:
            raise NotBase64


def decode(text: str) -> bytes:
    """A short text at once. Raises `NotBase64`."""
    decoder = Decoder()
    data = decoder.push(text)
    decoder.finish()
    return data


def encoded(pieces: Iterable[bytes]) -> Iterator[str]:
    """Bytes as lines of 76 characters, each with its line break."""
    rest = b""
    for piece in pieces:
        rest += piece
        whole = len(rest) // 57 * 57
        if whole >= _BYTES:
            yield _lines(rest[:whole])
            rest = rest[whole:]
    if rest:
        yield _lines(rest)


def _lines(data: bytes) -> str:
    text = base64.b64encode(data).decode()
    return "\n".join([text[at : at + _LINE] for at in range(0, len(text), _LINE)]) + "\n"


class _Texts(Reader):
    """Hears the text of one element."""

    def __init__(self) -> None:
        self.pieces: list[str] = []

    def text(self, data: str, *, literal: bool) -> None:
        self.pieces.append(data)

    def take(self) -> list[str]:
        taken, self.pieces = self.pieces, []
        return taken


def decoded(source: Source, span: Span) -> Iterator[bytes]:
    """The bytes of one 编码数据, in pieces. Raises `NotBase64`, or OSError where reading fails."""
    texts = _Texts()
    parser, decoder = Parser(texts), Decoder()
    try:
        for block in source.blocks(span):
            parser.push(block)
            for text in texts.take():
                if data := decoder.push(text):
                    yield data
    except (Broken, WrongEncoding, Unreadable) as error:
        raise OSError(str(error)) from error
    decoder.finish()


class DataStream(io.RawIOBase):
    """The bytes of one document, as a file that is read from the beginning to the end."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        """Raises OSError where what stands there is not base64: nobody takes the beginning for the whole."""
        target = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        while not self._rest:
            try:
                self._rest = memoryview(next(self._pieces))
            except StopIteration:
                return 0
            except NotBase64 as error:
                raise OSError("the encoded data are not base64") from error
        count = min(len(target), len(self._rest))
        target[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def stream(source: Source, span: Span) -> IO[bytes]:
    return io.BufferedReader(DataStream(decoded(source, span)), 1 << 16)
