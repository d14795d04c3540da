"""The package as a stream of UTF-8, whatever it is stored in, with a way back to any place of it.

The parser knows UTF-8 only, and tells where things lie by counting its bytes. So that a document can be read again
without what lies before it, a few places are remembered: where they are in the file, and in what state the decoder was.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from lantai.engines.packages.files import open_regular

BLOCK = 1 << 16
_APART = 1 << 20
_SAMPLE = 1 << 20
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)""")


class WrongEncoding(ValueError):
    """Somewhere the bytes are no text in the encoding of the file."""


class Unreadable(ValueError):
    """The file cannot be read, or not to its end. Apart from OSError, which those who watch the reading may raise."""

    def __init__(self, error: OSError) -> None:
        super().__init__(str(error))
        self.error = error


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the stream of UTF-8."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Place:
    utf8: int
    stored: int
    state: tuple[bytes, int]


class Source:
    """One file, read as UTF-8 from any place on. Raises `Unreadable` and `WrongEncoding`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.codec, self.declared = _codec_of(path)
        state = codecs.getincrementaldecoder(self.codec)().getstate()
        self._places: list[_Place] = [_Place(0, 0, (bytes(state[0]), state[1]))]

    @property
    def title(self) -> str:
        """The encoding as people write it."""
        return self.codec.removesuffix("-sig").upper()

    def blocks(self, span: Span | None = None, *, told: Callable[[int], object] | None = None) -> Iterator[bytes]:
        """The whole stream or a stretch of it, piece by piece. `told` hears of every piece read from the file."""
        place = self._places[0] if span is None else self._places[self._before(span.start)]
        at = place.utf8
        for piece in self._from(place, told):
            end = at + len(piece)
            if span is None:
                yield piece
            elif end > span.start:
                yield piece[max(span.start - at, 0) : span.end - at]
            at = end
            if span is not None and at >= span.end:
                return

    def _before(self, offset: int) -> int:
        return bisect_right(self._places, offset, key=lambda place: place.utf8) - 1

    def _from(self, place: _Place, told: Callable[[int], object] | None) -> Iterator[bytes]:
        decoder = codecs.getincrementaldecoder(self.codec)("strict")
        decoder.setstate(place.state)
        utf8, stored = place.utf8, place.stored
        with _opened(self.path) as stream:
            while block := _block(stream, stored, BLOCK):
                piece = self._decoded(decoder, block)
                stored += len(block)
                utf8 += len(piece)
                self._remember(utf8, stored, decoder)
                if told:
                    told(len(block))
                yield piece
            if rest := self._decoded(decoder, b"", final=True):
                yield rest

    def _decoded(self, decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bytes:
        try:
            return decoder.decode(block, final).encode()
        except UnicodeError as error:
            raise WrongEncoding(self.title) from error

    def _remember(self, utf8: int, stored: int, decoder: codecs.IncrementalDecoder) -> None:
        if utf8 - self._places[-1].utf8 >= _APART:
            state = decoder.getstate()
            self._places.append(_Place(utf8, stored, (bytes(state[0]), state[1])))


def _codec_of(path: Path) -> tuple[str, str]:
    """Which codec reads the file, and which it says to be in. That is often wrong, so the bytes decide."""
    with _opened(path) as stream:
        sample = _block(stream, 0, _SAMPLE)
    bom = next((codec for mark, codec in _BOMS if sample.startswith(mark)), "")
    found = _DECLARED.match(sample.decode(bom, "replace").encode() if bom else sample)
    declared = found.group(1).decode() if found else ""
    if bom:
        return bom, declared
    return next((codec for codec in ("utf-8", "gb18030") if _fits(sample, codec)), "utf-8"), declared


def _fits(sample: bytes, codec: str) -> bool:
    try:
        codecs.getincrementaldecoder(codec)("strict").decode(sample)
    except UnicodeError:
        return False
    return True


def _opened(path: Path) -> IO[bytes]:
    try:
        return open_regular(path)
    except OSError as error:
        raise Unreadable(error) from error


def _block(stream: IO[bytes], at: int, size: int) -> bytes:
    try:
        stream.seek(at)
        return stream.read(size)
    except OSError as error:
        raise Unreadable(error) from error
